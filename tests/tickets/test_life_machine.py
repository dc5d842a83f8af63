"""The life of tickets under random acts of everybody, with the clock moving on."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
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

import bot.tickets.models  # noqa: F401  the tables
from bot.calendar.clock import FixedClock
from bot.calendar.working_days import WorkingCalendar
from bot.database import Base, Database
from bot.life_profile import Step
from bot.privacy.encryption import Cipher
from bot.profile import Profile
from bot.tickets import errors
from bot.tickets.complaint import Complaint
from bot.tickets.contents import REMEDIES, Answer, FollowUpResult
from bot.tickets.detail_views import TicketDetails
from bot.tickets.filter import Filter
from bot.tickets.service import Tickets
from bot.tickets.states import all_states
from tests.databases import KINDS, empty_database
from tests.tickets.people import profile_of
from tests.tickets.soundness import check

ACTORS = st.sampled_from(
    (
        "consumer",
        "bot",
        "chore",
        "agent:3",
        "supervisor:1",
        "reviewer:2",
        "administrator:1",
        "institution:icbc/41",
        "institution:icbc/42",
        "institution:abc/17",
        "stranger:1",
    )
)
PEOPLE = ("13800138000", "13900139000")
KINDS_OF_TICKETS = {
    "complaint": ("complain_fees", "complain_loan", "complain_service"),
    "report": ("report_violation",),
    "praise": ("praise",),
    "suggestion": ("suggestion",),
    "callback": ("request_human",),
}
WORDS = st.sampled_from(("", "情况复杂", " 同意 ", "因" * 501))
ANSWERS = st.builds(
    Answer,
    findings=st.sampled_from(("经查属实", "经查不属实", " ")),
    reasons=st.just("依据合同第八条"),
    remedies=st.lists(st.sampled_from((*REMEDIES, "revolution")), max_size=2).map(tuple),
)
RESULTS = st.builds(
    FollowUpResult,
    reached=st.booleans(),
    score=st.sampled_from((None, 0, 1, 5, 6)),
    nps=st.sampled_from((None, 0, 10, 11)),
)
MINUTES = (0, 1, 60, 13 * 60, 24 * 60, 5 * 24 * 60, 20 * 24 * 60)
# Clear refusals; anything else that is raised is a mistake.
REFUSALS = tuple(
    error
    for error in vars(errors).values()
    if isinstance(error, type) and issubclass(error, Exception)
)
EXAMPLES = {"sqlite": 25, "postgresql": 6}
STEPS = 40


class LifeMachine(RuleBasedStateMachine):
    """Does what many do, and remembers what must never change."""

    database: Database
    profile: Profile

    @initialize()
    def begin(self) -> None:
        with self.database.engine.begin() as connection:
            for table in reversed(Base.metadata.sorted_tables):
                connection.execute(table.delete())
        self.clock = FixedClock(datetime(2026, 9, 24, 4, 0, tzinfo=timezone.utc))
        self.tickets = Tickets(self.database, self.profile, WorkingCalendar.load(), self.clock)
        self.files: dict[str, TicketDetails] = {}
        self.handed_in = 0
        self.register("complaint", 0, 0)
        self.register("complaint", 1, 0)

    def act(self, act: Callable[..., Any], *given: Any, **more: Any) -> Any:
        """Do something; a clear refusal is None, and `all_is_well` sees that it is nothing."""
        try:
            return act(*given, **more)
        except REFUSALS:
            return None

    def number(self, data: st.DataObject) -> str:
        """Draw a ticket by its place: numbers differ from run to run."""
        place = data.draw(st.integers(0, 7))
        return list(self.files)[place % len(self.files)]

    # -- the consumer -------------------------------------------------------------------------
    @rule(
        kind=st.sampled_from(tuple(KINDS_OF_TICKETS)),
        matter=st.integers(0, 2),
        who=st.integers(0, 1),
    )
    def register(self, kind: str, matter: int, who: int) -> None:
        self.handed_in += 1
        intents = KINDS_OF_TICKETS[kind]
        complaint = Complaint(
            kind=kind,  # type: ignore[arg-type]
            intent=intents[matter % len(intents)],
            institution_id="icbc",
            institution_name="工商银行",
            narrative="年费没告诉我就扣了",
            channel="chat",
            conversation_id="c",
            idempotency_key=str(self.handed_in),
            phone=PEOPLE[who],
        )
        view = self.tickets.register(complaint, "bot")
        again = self.tickets.register(complaint, "bot")
        assert (again.number, again.repeat) == (view.number, view.repeat)
        assert view.repeat == (view.number in self.files)
        self.files.setdefault(view.number, self.tickets.details(view.number))

    @rule(
        data=st.data(),
        actor=ACTORS,
        act=st.sampled_from(("add", "withdraw", "reject_outcome", "review")),
    )
    def say(self, data: st.DataObject, actor: str, act: str) -> None:
        self.act(getattr(self.tickets, act), self.number(data), "还有一张短信", actor)

    @rule(data=st.data(), actor=ACTORS)
    def urge(self, data: st.DataObject, actor: str) -> None:
        urged = self.act(self.tickets.urge, self.number(data), actor)
        assert urged is None or urged.ticket.is_open or not urged.counted

    # -- staff and institutions ---------------------------------------------------------------
    @rule(
        data=st.data(),
        actor=ACTORS,
        act=st.sampled_from(("forward", "acknowledge", "acknowledge_urge", "accept_report")),
    )
    def simply(self, data: st.DataObject, actor: str, act: str) -> None:
        number = self.number(data)
        view = self.act(getattr(self.tickets, act), number, actor)
        # Done twice it is the same, or refused.
        again = self.act(getattr(self.tickets, act), number, actor)
        assert again is None or again == view

    @rule(
        data=st.data(),
        actor=ACTORS,
        why=WORDS,
        act=st.sampled_from(("not_accept", "reopen", "ask_extension", "close", "climb", "assign")),
    )
    def with_a_reason(self, data: st.DataObject, actor: str, why: str, act: str) -> None:
        self.act(getattr(self.tickets, act), self.number(data), why, actor)

    @rule(data=st.data(), actor=ACTORS, granted=st.booleans(), why=WORDS)
    def decide_extension(self, data: st.DataObject, actor: str, granted: bool, why: str) -> None:
        number = self.number(data)
        asked = self.files[number].extensions
        decided = self.act(self.tickets.decide_extension, number, actor, granted=granted, why=why)
        if decided is not None:
            assert actor.split(":")[0] in ("supervisor", "reviewer")
            assert actor != asked[-1].asked_by

    @rule(
        data=st.data(),
        actor=ACTORS,
        answer=ANSWERS,
        act=st.sampled_from(("answer", "answer", "decide_review")),
    )
    def answer(self, data: st.DataObject, actor: str, answer: Answer, act: str) -> None:
        number = self.number(data)
        view = self.act(getattr(self.tickets, act), number, answer, actor)
        if view is not None:
            assert getattr(self.tickets, act)(number, answer, actor) == view

    @rule(data=st.data(), actor=ACTORS, result=RESULTS)
    def follow_up(self, data: st.DataObject, actor: str, result: FollowUpResult) -> None:
        self.act(self.tickets.follow_up, self.number(data), result, actor)

    @rule(data=st.data(), actor=ACTORS, way=st.sampled_from(("court", "notary", "mediation")))
    def guide(self, data: st.DataObject, actor: str, way: str) -> None:
        number = self.number(data)
        offered = {guidance.name for guidance in self.tickets.guidance(number)}
        given = self.act(self.tickets.guide, number, way, actor)
        assert given is None or way in offered

    @rule(data=st.data(), actor=ACTORS, to=st.sampled_from((None, "police", "icbc")))
    def route(self, data: st.DataObject, actor: str, to: str | None) -> None:
        self.act(self.tickets.route, self.number(data), actor, to)

    @rule(data=st.data(), actor=ACTORS)
    def merge(self, data: st.DataObject, actor: str) -> None:
        number, into = self.number(data), self.number(data)
        view = self.act(self.tickets.merge, number, into, actor)
        assert view is None or view.merged_into == into

    @rule(
        data=st.data(),
        actor=ACTORS,
        speaks=st.booleans(),
        act=st.sampled_from(("open", "join", "leave")),
    )
    def group(self, data: st.DataObject, actor: str, speaks: bool, act: str) -> None:
        number = self.number(data)
        acts: dict[str, Callable[[], Any]] = {
            "open": lambda: self.tickets.open_group(number, "理财", actor),
            "join": lambda: self.tickets.join(
                number, self.number(data), actor, representative=speaks
            ),
            "leave": lambda: self.tickets.leave_group(number, actor),
        }
        view = self.act(acts[act])
        assert view is None or (number in view.members) == (act != "leave")

    @rule(data=st.data(), to=st.sampled_from(sorted(all_states())))
    def move(self, data: st.DataObject, to: str) -> None:
        self.act(self.tickets.move, self.number(data), to, "", "supervisor:1")

    # -- the clock ----------------------------------------------------------------------------
    @rule(minutes=st.sampled_from(MINUTES))
    def time_goes_by(self, minutes: int) -> None:
        self.clock.move(timedelta(minutes=minutes))

    @rule()
    def chores(self) -> None:
        for chore in (
            self.tickets.remind,
            self.tickets.refresh_deadlines,
            self.tickets.climb_overdue,
        ):
            chore()
            assert chore() == 0, "done, and yet done again"

    # -- what must be true ----------------------------------------------------------------------
    @invariant()
    @precondition(lambda self: hasattr(self, "files"))
    def all_is_well(self) -> None:
        for number, before in self.files.items():
            self.files[number] = now = self.tickets.details(number)
            check(now)
            assert now.events[: len(before.events)] == before.events, "an event has changed"
            if len(now.events) == len(before.events):
                assert without_major(now) == without_major(before), "changed without an event"
            self.check_that_it_is_found(number, now)
        self.check_what_institutions_see()

    def check_that_it_is_found(self, number: str, now: TicketDetails) -> None:
        assert self.tickets.find(number) == now.ticket
        told = self.tickets.status(number, (now.phone or "")[-4:])
        assert told is not None and told.merged_into is None
        assert (told.number == number) == (now.ticket.merged_into is None)

    def check_what_institutions_see(self) -> None:
        seen = {row.number for row in self.tickets.search(Filter(visible_to="icbc")).rows}
        assert seen == {
            number
            for number, file in self.files.items()
            if file.ticket.forwarded_at is not None and file.ticket.kind != "report"
        }
        assert self.tickets.search(Filter(visible_to="abc")).total == 0


def without_major(details: TicketDetails) -> TicketDetails:
    """Others who join make a joint complaint a major one: that is an event of theirs."""
    return dataclasses.replace(details, ticket=dataclasses.replace(details.ticket, major=False))


def with_a_ladder(profile: Profile) -> Profile:
    """The same house with two steps of its own, and only two who may speak for a group."""
    steps = tuple(Step(name, name, 3, "natural", "本行规定") for name in ("outlet", "president"))
    life = dataclasses.replace(
        profile.life,
        ladder=steps,
        representatives=dataclasses.replace(profile.life.representatives, number=1),
        major_group=dataclasses.replace(profile.life.major_group, number=3),
    )
    return dataclasses.replace(profile, life=life)


@pytest.mark.parametrize("ladder", [False, True], ids=["hotline", "ladder"])
@pytest.mark.parametrize("kind", KINDS)
def test_tickets_under_random_acts(kind: str, ladder: bool, tmp_path: Path, cipher: Cipher) -> None:
    profile = profile_of("nfra-12378")
    with empty_database(kind, tmp_path) as url:
        database = Database(url)
        Base.metadata.create_all(database.engine)  # without the triggers: each run begins empty
        names = {
            "database": database,
            "profile": with_a_ladder(profile) if ladder else profile,
        }
        run_state_machine_as_test(
            type("Machine", (LifeMachine,), names),
            settings=settings(
                max_examples=EXAMPLES[kind],
                stateful_step_count=STEPS,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
        database.close()
