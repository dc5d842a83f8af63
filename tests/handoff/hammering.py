"""One of several processes that do everything to one queue at the same time."""

from __future__ import annotations

import dataclasses
import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timezone
from multiprocessing.synchronize import Barrier
from typing import Any

from sqlalchemy import Column, Integer, MetaData, String, Table, insert

from bot.calendar.clock import FixedClock
from bot.calendar.working_days import WorkingCalendar
from bot.database import Database
from bot.handoff.errors import Refused
from bot.handoff.ownership import check_yours
from bot.handoff.service import Handoffs
from bot.privacy.encryption import Cipher, use_cipher
from bot.profile import load_profile

MORNING = datetime(2026, 9, 24, 2, 0, tzinfo=timezone.utc)
AGENTS = ("3", "4", "5", "6")
STAFF = (*AGENTS, "boss")
CAPACITY = 3
CONVERSATIONS = 10

# Where a line is kept that was said in a conversation, in the transaction of the check.
spoken = Table(
    "spoken",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("handoff_id", Integer, nullable=False),
    Column("after_event", Integer, nullable=False),
    Column("agent", String(9), nullable=False),
)


def queue_over(database: Database) -> Handoffs:
    """Open the queue at a moment that stands still, in service hours."""
    use_cipher(Cipher(bytes(range(32))))
    profile = load_profile("nfra-12378")
    rules = dataclasses.replace(profile.handoff, longest_queue=1000, longest_wait_minutes=10**6)
    changed = dataclasses.replace(profile, handoff=rules)
    hours = profile.service_hours.over(WorkingCalendar.load())
    return Handoffs(database, changed, FixedClock(MORNING), hours)


def hammer(url: str, seed: int, acts: int, ready: Barrier, results: Any) -> None:
    """Do random acts, then report how often each was done and what went wrong."""
    try:
        database = Database(url)
        hammering = Hammer(queue_over(database), database, random.Random(seed))
        ready.wait()
        for _ in range(acts):
            hammering.act()
        results.put((dict(hammering.done), ""))
        database.close()
    except BaseException as error:  # the other side of the queue has to know
        results.put(({}, repr(error)))


class Hammer:
    """Everything that consumers, agents and the chore do, in no order."""

    def __init__(self, queue: Handoffs, database: Database, chance: random.Random) -> None:
        self.queue, self.database, self.chance = queue, database, chance
        self.done: Counter[str] = Counter()

    def act(self) -> None:
        """Do one thing; somebody else may have been quicker."""
        acts = (self.take, self.take, self.take, self.speak, self.speak, self.end, self.change)
        try:
            self.chance.choice(acts)()
        except Refused as refusal:
            self.done[type(refusal).__name__] += 1

    def take(self) -> None:
        agent = self.chance.choice(AGENTS)
        if self.queue.accept_next(agent):
            self.done["taken"] += 1

    def speak(self) -> None:
        """Say something where one believes to be the owner, as the switchboard does."""
        agent = self.chance.choice(STAFF)
        talks = self.queue.mine(agent)
        conversation = self.chance.choice(talks).conversation_id if talks else self._conversation()
        with self.database.transaction() as connection:
            handoff_id = check_yours(connection, conversation, agent)
            newest = connection.exec_driver_sql(
                f"SELECT max(id) FROM handoff_events WHERE handoff_id = {handoff_id}"
            ).scalar_one()
            line = {"handoff_id": handoff_id, "after_event": newest, "agent": agent}
            connection.execute(insert(spoken), line)
        self.done["spoken"] += 1

    def end(self) -> None:
        """End a talk of somebody, in one of the ways."""
        agent = self.chance.choice(STAFF)
        talks = self.queue.mine(agent)
        if talks:
            conversation = self.chance.choice(talks).conversation_id
            self.chance.choice(self._ends(conversation, agent))()
            self.done["ended"] += 1

    def change(self) -> None:
        """Do what others do in between: ask, leave, look after the queue, go and come."""
        agent, conversation = self.chance.choice(AGENTS), self._conversation()
        changes: tuple[Callable[[], object], ...] = (
            lambda: self.queue.request(conversation, "asked", {}, "bank"),
            lambda: self.queue.request(conversation, "asked", {}, "bank", 5),
            lambda: self.queue.leave(conversation),
            self.queue.sweep,
            self.queue.places,
            lambda: self.queue.go(agent),
            lambda: self.queue.arrive(agent, "坐席", f"坐席{agent}", ("bank",), CAPACITY),
            lambda: self.queue.arrive(agent, "坐席", f"坐席{agent}", ("bank",), CAPACITY),
            lambda: self.queue.take_over(conversation, "boss"),
        )
        self.chance.choice(changes)()
        self.done["changed"] += 1

    def _ends(self, conversation: str, agent: str) -> tuple[Callable[[], object], ...]:
        other = self.chance.choice(AGENTS)
        return (
            lambda: self.queue.finish(conversation, agent, "answered"),
            lambda: self.queue.return_to_bot(conversation, agent, "备注"),
            lambda: self.queue.transfer(conversation, agent, to_skill="bank"),
            lambda: self.queue.transfer(conversation, agent, to_agent=other),
        )

    def _conversation(self) -> str:
        return f"c{self.chance.randrange(CONVERSATIONS)}"
