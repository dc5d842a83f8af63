"""The queue under random acts of consumers, agents and the chore, with the clock moving on."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.calendar.clock import FixedClock
from bot.calendar.working_days import WorkingCalendar
from bot.database import Base, Database
from bot.handoff.errors import NotYours, Refused, WrongTransfer
from bot.handoff.service import Handoffs
from bot.handoff.views import HandoffView
from bot.privacy.encryption import Cipher
from bot.profile import load_profile
from tests.databases import KINDS, empty_database
from tests.handoff.times import MORNING
from tests.handoff.trail import story
from tests.waiting import waiting

TEAM = {"3": ("bank", "cantonese"), "4": ("bank", "insurance"), "5": ("insurance",), "boss": ()}
AGENTS = st.sampled_from(tuple(TEAM))
CONVERSATIONS = st.sampled_from([f"c{number}" for number in range(10)])
SKILLS = st.sampled_from(("bank", "insurance", "cantonese", "general"))
PRIORITIES = st.sampled_from((1, 3, 99))
ENDS = ("finish", "return", "pass_on", "pass_to")
TABLES = ("handoff_ratings", "handoff_notes", "handoff_events", "handoffs", "desk_agents")
EXAMPLES = {"sqlite": 40, "postgresql": 20}
MOVES = (1, 7, 7, 31, 31, 61, 61, 130, 600, 11 * 60, 41 * 60, 3 * 60 * 60)  # seconds


class QueueMachine(RuleBasedStateMachine):
    """Does what many do at once, and knows who must still be served."""

    database: Database

    @initialize()
    def begin(self) -> None:
        with self.database.engine.begin() as connection:
            for table in TABLES:
                connection.exec_driver_sql(f"DELETE FROM {table}")
        profile = load_profile("nfra-12378")
        rules = dataclasses.replace(profile.handoff, longest_queue=5, learn_from=1000)
        self.clock = FixedClock(MORNING)
        self.hours = profile.service_hours.over(WorkingCalendar.load())
        changed = dataclasses.replace(profile, handoff=rules)
        self.handoffs = Handoffs(self.database, changed, self.clock, self.hours)
        for agent, skills in TEAM.items():
            self.handoffs.arrive(agent, "坐席", f"坐席{agent}", skills, 1)
        self.asking: set[str] = set()  # who asked for a person and has not been served to the end

    def act(self, act: Callable[..., Any], *given: Any, **more: Any) -> Any:
        """Do something; a clear refusal changes nothing and is None."""
        try:
            return act(*given, **more)
        except Refused:
            return None

    # -- consumers --------------------------------------------------------------------------
    @rule(
        wishes=st.lists(st.tuples(CONVERSATIONS, SKILLS, PRIORITIES), min_size=1, max_size=4),
        agents=st.lists(AGENTS, max_size=4),
    )
    def ask_and_take(self, wishes: list[tuple[str, str, int]], agents: list[str]) -> None:
        """Let some ask for a person, and some take whoever is next."""
        for conversation, skill, priority in wishes:
            summary = {"emotion": "furious" if priority == 3 else "calm"}
            view = self.handoffs.request(conversation, "asked", summary, skill, priority)
            assert (view.position is not None) == (view.state == "waiting")
            self.asking.add(conversation)
            self.clock.move(timedelta(seconds=5))
        for agent in agents:
            self.take_the_next(agent)

    @rule(kind=st.sampled_from(("leave", "call_back", "rate")), conversation=CONVERSATIONS)
    def change_ones_mind(self, kind: str, conversation: str) -> None:
        if kind == "leave" and self.handoffs.leave(conversation):
            self.asking.remove(conversation)
        if kind == "call_back":
            view = self.act(self.handoffs.call_back, conversation)
            assert view is None or self.hours.is_open(view.callback_at)
        if kind == "rate":
            self.act(self.handoffs.rate, conversation, 5)

    # -- people -------------------------------------------------------------------------------
    @rule(
        kind=st.sampled_from(("arrive", "arrive", "pause", "resume", "go")),
        agent=AGENTS,
        skills=st.sets(SKILLS, min_size=2),
        capacity=st.integers(1, 2),
    )
    def come_and_go(self, kind: str, agent: str, skills: set[str], capacity: int) -> None:
        if kind == "arrive":
            self.handoffs.arrive(agent, "坐席", f"坐席{agent}", skills, capacity)
        if kind == "pause":
            self.act(self.handoffs.pause, agent, "rest")
        if kind == "resume":
            self.act(self.handoffs.resume, agent)
        if kind == "go":
            self.handoffs.go(agent)
            assert self.handoffs.mine(agent) == ()

    @precondition(lambda self: self.asking)
    @rule(agent=AGENTS, declines=st.booleans(), data=st.data())
    def choose(self, agent: str, declines: bool, data: st.DataObject) -> None:
        """Take or decline somebody in particular, waiting or not."""
        wanted = self.someone(data)
        had = self.handoffs.mine(agent)
        if declines:
            self.act(self.handoffs.decline, wanted.id, agent, "busy")
        elif self.act(self.handoffs.accept, wanted.id, agent) and wanted.accepted_by != agent:
            me = next(view for view in self.handoffs.agents() if view.id == agent)
            assert len(had) < me.capacity and me.state == "ready"

    @rule(conversation=CONVERSATIONS)
    def take_over(self, conversation: str) -> None:
        if self.act(self.handoffs.take_over, conversation, "boss"):
            self.asking.add(conversation)

    @precondition(lambda self: self.talks())
    @rule(kind=st.sampled_from(ENDS), skill=SKILLS, colleague=AGENTS, data=st.data())
    def end_a_talk(self, kind: str, skill: str, colleague: str, data: st.DataObject) -> None:
        conversation, agent = data.draw(st.sampled_from(self.talks()))
        done = self.act(self.ends(conversation, agent, skill, colleague)[kind])
        assert done is not None or kind == "pass_to"
        if kind in ("return", "finish"):
            self.asking.remove(conversation)

    @rule(kind=st.sampled_from(ENDS), conversation=CONVERSATIONS, skill=SKILLS, agent=AGENTS)
    def meddle(self, kind: str, conversation: str, skill: str, agent: str) -> None:
        """Try to end somebody else's talk, or one that there is not."""
        if (conversation, agent) not in self.talks():
            ends = self.ends(conversation, agent, skill, "4" if agent == "3" else "3")
            with pytest.raises((NotYours, WrongTransfer)):
                ends[kind]()

    # -- time ---------------------------------------------------------------------------------
    @rule(seconds=st.sampled_from(MOVES), silent=st.integers(0, 5), sweeping=st.booleans())
    def wait(self, seconds: int, silent: int, sweeping: bool) -> None:
        """Let time pass; every page gives a sign of life, but that of somebody who talks."""
        self.clock.move(timedelta(seconds=seconds))
        busy = [agent for _, agent in self.talks()]
        for agent in TEAM.keys() - set(busy[silent : silent + 1]):
            self.handoffs.beat(agent)
        if sweeping:
            lost = self.talks_of_the_silent()
            swept = self.handoffs.sweep()
            missed = {item.conversation_id for item in swept if item.kind == "missed"}
            assert missed == lost
            self.check_swept(missed)
            assert self.handoffs.sweep() == ()

    @rule()
    def look(self) -> None:
        """See that everybody is told the same place, however one asks."""
        here = {view.conversation_id: view for view in waiting(self.handoffs)}
        places = self.handoffs.places()
        assert set(places) == set(here)
        for name, place in places.items():
            assert self.handoffs.place(name) == place
            assert here[name].position == place.position >= 1

    # -- what must hold -------------------------------------------------------------------------
    @invariant()
    def nobody_is_lost(self) -> None:
        opened = self.rows("SELECT conversation_id FROM handoffs WHERE is_open")
        assert sorted(row[0] for row in opened) == sorted(self.asking)

    @invariant()
    def the_events_tell_all(self) -> None:
        handoffs = self.rows("SELECT id, state, accepted_by FROM handoffs")
        events = self.rows("SELECT handoff_id, kind, actor FROM handoff_events ORDER BY id")
        for handoff_id, state, owner in handoffs:
            told = story(event for event in events if event.handoff_id == handoff_id)
            assert (told.state, told.owner) == (state, owner)

    @invariant()
    def one_owner_who_is_there(self) -> None:
        here = {row[0] for row in self.rows("SELECT id FROM desk_agents WHERE state <> 'away'")}
        assert {agent for _, agent in self.talks()} <= here

    @invariant()
    def who_lost_an_agent_is_next(self) -> None:
        at_head = [view.at_head for view in self.handoffs.queue()]
        assert at_head == sorted(at_head, reverse=True)

    def rows(self, statement: str) -> list[Any]:
        with self.database.engine.connect() as connection:
            return list(connection.exec_driver_sql(statement))

    def talks(self) -> list[tuple[str, str]]:
        talks = "SELECT conversation_id, accepted_by FROM handoffs WHERE state = 'accepted'"
        return [(row[0], row[1]) for row in self.rows(f"{talks} ORDER BY id")]

    def ends(
        self, conversation: str, agent: str, skill: str, colleague: str
    ) -> dict[str, Callable[[], Any]]:
        """Return the ways in which a talk can end for the agent."""
        queue = self.handoffs
        return {
            "finish": lambda: queue.finish(conversation, agent, "answered"),
            "return": lambda: queue.return_to_bot(conversation, agent, "备注"),
            "pass_on": lambda: queue.transfer(conversation, agent, to_skill=skill),
            "pass_to": lambda: queue.transfer(conversation, agent, to_agent=colleague),
        }

    def take_the_next(self, agent: str) -> None:
        queue = self.handoffs.queue()
        view = self.act(self.handoffs.accept_next, agent)
        if view is not None:
            place = [waiting.id for waiting in queue].index(view.id)
            assert not any(self.could_take(agent, other) for other in queue[:place])
            for other in queue[place + 1 :]:
                check_fair(queue[place], other)

    def someone(self, data: st.DataObject) -> HandoffView:
        """Draw somebody who asks for a person or talks with one."""
        view = self.handoffs.open_handoff(data.draw(st.sampled_from(sorted(self.asking))))
        assert view is not None
        return view

    def could_take(self, agent: str, waiting: HandoffView) -> bool:
        """Tell, by the rules as they were written down, whether the agent should have had it."""
        now, since = self.clock.now(), waiting.waiting_since
        assert since is not None
        if agent in waiting.declined_by:
            return False
        if waiting.reserved_for and now - since < timedelta(seconds=60):
            return waiting.reserved_for == agent
        ready = [view for view in self.handoffs.agents() if view.state == "ready"]
        able = [v.id for v in ready if waiting.skill in (*v.skills, "general")]
        return agent in able or (not able and now - since >= timedelta(seconds=120))

    def talks_of_the_silent(self) -> set[str]:
        now = self.clock.now()
        return {
            conversation
            for view in self.handoffs.agents()
            if view.state != "away" and now - view.last_seen >= timedelta(seconds=25)
            for conversation in view.conversations
        }

    def check_swept(self, missed: set[str]) -> None:
        now = self.clock.now()
        ready = {view.id for view in self.handoffs.agents() if view.state == "ready"}
        for view in waiting(self.handoffs):
            assert view.waiting_since is not None
            waited = now - view.waiting_since
            assert view.priority >= 60 or waited < timedelta(minutes=40)
            assert view.reserved_for is None or view.reserved_for in ready
            assert ready or self.hours.is_open(now)
            assert view.at_head or view.conversation_id not in missed


def check_fair(taken: HandoffView, other: HandoffView) -> None:
    """Check that who was left behind did not come earlier by more than the points are worth."""
    if not (taken.at_head or other.at_head) and taken.state == other.state == "waiting":
        head_start = timedelta(minutes=5 * (taken.priority - other.priority))
        assert taken.requested_at - other.requested_at <= head_start


@pytest.mark.parametrize("kind", KINDS)
def test_the_queue_under_random_acts(kind: str, tmp_path: Path, cipher: Cipher) -> None:
    with empty_database(kind, tmp_path) as url:
        database = Database(url)
        Base.metadata.create_all(database.engine)  # without the triggers: each run begins empty
        machine = type("Machine", (QueueMachine,), {"database": database})
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=EXAMPLES[kind],
                stateful_step_count=40,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
        database.close()
