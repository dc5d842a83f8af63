"""A morning at a full queue, acted out on a clock of its own: people ask, agents talk, some vanish.

Only the clock is not real: every act goes to the database like at a real desk, and is timed.
"""

from __future__ import annotations

import heapq
import random
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from itertools import count
from typing import Any

from bot.calendar.clock import FixedClock
from bot.database import Database
from bot.handoff.ownership import check_yours
from bot.handoff.service import Handoffs

OPENING = datetime(2026, 9, 24, 1, 0, tzinfo=timezone.utc)  # 9:00 in Shanghai, a working day
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
# Who rings: how often of a hundred, with which skill wanted, and with how many points.
SKILLS = {"bank": 45, "insurance": 35, "elderly": 8, "cantonese": 6, "fraud": 6}
POINTS = {1: 70, 3: 20, 12: 6, 99: 4}
TEAMS = (
    ("bank",),
    ("insurance",),
    ("bank", "insurance", "fraud"),
    ("bank", "elderly"),
    ("insurance", "elderly", "cantonese"),
)
TALK_MINUTES = (2.0, 7.0, 30.0)  # shortest, usual, longest
NEWCOMERS = 7  # of so many who wait, one more comes while the others are served
VANISHING = 4  # agents whose pages die in the middle


@dataclass
class Wait:
    """One consumer's wait: from asking until a person is there; `lost` counts vanished agents."""

    conversation: str
    skill: str
    points: int
    asked: datetime
    taken: datetime | None = None
    lost: int = 0

    @property
    def minutes(self) -> float:
        """Return how long it took, in minutes."""
        assert self.taken is not None
        return (self.taken - self.asked) / MINUTE


@dataclass
class Figures:
    """What came of a morning: all waits, the second waits after a loss, the time of every act."""

    waits: dict[str, Wait] = field(default_factory=dict)
    regained: list[timedelta] = field(default_factory=list)
    milliseconds: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def timed(self, name: str, act: Callable[..., Any], *given: Any) -> Any:
        """Do an act and keep how long it took."""
        begin = time.perf_counter()
        try:
            return act(*given)
        finally:
            self.milliseconds[name].append((time.perf_counter() - begin) * 1000)

    def overtaken(self) -> int:
        """Return how often somebody who came later, with no more points, was served first."""
        served = [wait for wait in self.waits.values() if wait.taken]
        return sum(
            later.asked > wait.asked and later.points <= wait.points
            for wait in served
            for later in served
            if later.skill == wait.skill and later.taken < wait.taken
        )


class Morning:
    """Agents and consumers of a morning; `play` acts it out to the end of the queue."""

    def __init__(
        self, queue: Handoffs, database: Database, clock: FixedClock, agents: int, waiting: int
    ) -> None:
        self.figures = Figures()
        self._queue, self._database, self._clock = queue, database, clock
        self._agents = {str(number): TEAMS[number % len(TEAMS)] for number in range(agents)}
        self._waiting = waiting
        self._chance = random.Random(12378)
        self._plan: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = count()
        self._free: set[str] = set()
        self._gone: dict[str, datetime] = {}
        self._lost_at: dict[str, datetime] = {}

    def play(self) -> Figures:
        """Let everything happen in its order; return the figures."""
        self._fill()
        while self._plan:
            moment, _, act = heapq.heappop(self._plan)
            self._clock.set(moment)
            act()
        return self.figures

    def _fill(self) -> None:
        """Plan the consumers of the first ten minutes, all agents after them, and the chores."""
        for number in range(self._waiting):
            self._at(timedelta(minutes=10 * number / self._waiting), self._ask)
        for agent in self._agents:
            self._at(10 * MINUTE, lambda agent=agent: self._come(agent))
        for number in range(self._waiting // NEWCOMERS):
            self._at((10 + number) * MINUTE, self._ask)
        for agent in list(self._agents)[:VANISHING]:
            self._at(15 * MINUTE, lambda agent=agent: self._vanish(agent))
            self._at(25 * MINUTE, lambda agent=agent: self._come(agent))
        self._again(10 * MINUTE, 20 * SECOND, self._beat)
        self._again(10 * MINUTE, 5 * SECOND, self._sweep)
        self._again(MINUTE, MINUTE, self._look)

    def _ask(self) -> None:
        name = f"c{len(self.figures.waits)}"
        skill, points = self._draw(SKILLS), self._draw(POINTS)
        self.figures.waits[name] = Wait(name, skill, points, self._clock.now())
        summary = {"gist": "信用卡年费，360元", "emotion": "calm"}
        self.figures.timed("求助", self._queue.request, name, "asked", summary, skill, points)
        self._serve()

    def _come(self, agent: str) -> None:
        self._gone.pop(agent, None)
        told = (agent, f"坐席{agent}", f"坐席{agent}", self._agents[agent], 1)
        self.figures.timed("到岗", self._queue.arrive, *told)
        self._free.add(agent)
        self._serve()

    def _vanish(self, agent: str) -> None:
        self._free.discard(agent)
        self._gone[agent] = self._clock.now()
        for talk in self._queue.mine(agent):
            self._lost_at[talk.conversation_id] = self._clock.now()
            self.figures.waits[talk.conversation_id].lost += 1

    def _serve(self) -> None:
        """Let all who are free take somebody."""
        for agent in sorted(self._free):
            taken = self.figures.timed("接起", self._queue.accept_next, agent)
            if taken is not None:
                self._free.remove(agent)
                self._talk(agent, taken.conversation_id)

    def _talk(self, agent: str, conversation: str) -> None:
        wait, now = self.figures.waits[conversation], self._clock.now()
        if conversation in self._lost_at:
            self.figures.regained.append(now - self._lost_at.pop(conversation))
        wait.taken = wait.taken or now
        self.figures.timed("核对归属", self._check, conversation, agent)
        shortest, usual, longest = TALK_MINUTES
        minutes = self._chance.triangular(shortest, longest, usual)
        began = now
        end = now - OPENING + timedelta(minutes=minutes)
        self._at(end, lambda: self._end(agent, conversation, began))

    def _check(self, conversation: str, agent: str) -> None:
        with self._database.transaction() as connection:
            check_yours(connection, conversation, agent)

    def _end(self, agent: str, conversation: str, began: datetime) -> None:
        talks = {talk.conversation_id: talk for talk in self._queue.mine(agent)}
        if conversation not in talks or talks[conversation].accepted_at != began:
            return  # lost when the agent vanished
        self.figures.timed("结束", self._queue.finish, conversation, agent, "answered")
        self._free.add(agent)
        self._serve()

    def _beat(self) -> None:
        for agent in self._agents:
            if agent not in self._gone:
                self.figures.timed("心跳", self._queue.beat, agent)

    def _sweep(self) -> None:
        if self.figures.timed("巡检", self._queue.sweep):
            self._serve()

    def _look(self) -> None:
        self.figures.timed("全队位置", self._queue.places)
        self.figures.timed("坐席看队列", self._queue.queue)

    def _at(self, after: timedelta, act: Callable[[], None]) -> None:
        heapq.heappush(self._plan, (OPENING + after, next(self._order), act))

    def _again(self, first: timedelta, pause: timedelta, act: Callable[[], None]) -> None:
        """Plan an act for now and then, as long as anybody is not served to the end."""

        def once() -> None:
            act()
            if any(wait.taken is None for wait in self.figures.waits.values()) or self._lost_at:
                self._at(self._clock.now() - OPENING + pause, once)

        self._at(first, once)

    def _draw(self, weights: dict[Any, int]) -> Any:
        return self._chance.choices(list(weights), list(weights.values()))[0]
