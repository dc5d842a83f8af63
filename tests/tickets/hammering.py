"""A process that acts on tickets as fast as it can, beside others that do the same."""

from __future__ import annotations

import random
import traceback
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

from bot.calendar.clock import FixedClock
from bot.calendar.working_days import WorkingCalendar
from bot.database import Database
from bot.privacy.encryption import Cipher, use_cipher
from bot.tickets import errors
from bot.tickets.contents import FollowUpResult
from bot.tickets.service import Tickets
from tests.tickets.people import AGENT, ANSWER, ICBC, REVIEWER, SUPERVISOR, profile_of

KEY = bytes(range(32))
NOON = datetime(2026, 9, 24, 4, 0, tzinfo=timezone.utc)
REFUSALS = tuple(
    error
    for error in vars(errors).values()
    if isinstance(error, type) and issubclass(error, Exception)
)
Act = Callable[[Tickets, str, str], Any]

# What somebody may do with a ticket, and perhaps another one of the same person.
ACTS: dict[str, Act] = {
    "forward": lambda t, n, _: t.forward(n, AGENT),
    "acknowledge": lambda t, n, _: t.acknowledge(n, ICBC),
    "assign": lambda t, n, _: t.assign(n, "昌平支行", ICBC),
    "ask": lambda t, n, _: t.ask_extension(n, "复杂", ICBC),
    "grant": lambda t, n, _: t.decide_extension(n, SUPERVISOR, granted=True, why="同意"),
    "refuse": lambda t, n, _: t.decide_extension(n, REVIEWER, granted=False, why="不同意"),
    "add": lambda t, n, _: t.add(n, "补充", "consumer"),
    "urge": lambda t, n, _: t.urge(n, "consumer"),
    "heard": lambda t, n, _: t.acknowledge_urge(n, ICBC),
    "answer": lambda t, n, _: t.answer(n, ANSWER, ICBC),
    "reopen": lambda t, n, _: t.reopen(n, "新材料", AGENT),
    "review": lambda t, n, _: t.review(n, "不服", "consumer"),
    "decide": lambda t, n, _: t.decide_review(n, ANSWER, REVIEWER),
    "missed": lambda t, n, _: t.follow_up(n, FollowUpResult(reached=False), AGENT),
    "score": lambda t, n, _: t.follow_up(n, FollowUpResult(reached=True, score=4), AGENT),
    "guide": lambda t, n, _: t.guide(n, "notary", AGENT),
    "merge": lambda t, n, other: t.merge(n, other, AGENT),
    "open": lambda t, n, _: t.open_group(n, "理财", AGENT),
    "join": lambda t, n, other: t.join(n, other, AGENT, representative=True),
    "leave": lambda t, n, _: t.leave_group(n, AGENT),
    "remind": lambda t, n, _: t.remind(),
}


def tickets_over(database: Database, profile: str = "nfra-12378") -> Tickets:
    """Return tickets whose clock stands at noon of 24 September 2026."""
    return Tickets(database, profile_of(profile), WorkingCalendar.load(), FixedClock(NOON))


def hammer(url: str, seed: int, acts: int, numbers: list[str], ready: Any, results: Any) -> None:
    """Do random acts on tickets, and tell how often what was done, and what went wrong."""
    use_cipher(Cipher(KEY))
    database, dice, done = Database(url), random.Random(seed), Counter[str]()
    tickets, error = tickets_over(database), ""
    ready.wait(timeout=120)
    try:
        for _ in range(acts):
            name = dice.choice(list(ACTS))
            done[attempt(tickets, name, dice.choice(numbers), dice.choice(numbers))] += 1
            if dice.random() < 0.05:
                tickets._clock.move(timedelta(hours=5))  # type: ignore[attr-defined]
    except BaseException:
        error = traceback.format_exc()
    database.close()
    results.put((dict(done), error))


def attempt(tickets: Tickets, name: str, number: str, other: str) -> str:
    """Do one act; returns its name, or `refused`."""
    try:
        ACTS[name](tickets, number, other)
    except REFUSALS:
        return "refused"
    return name


def do_one(url: str, name: str, number: str, other: str, ready: Any, results: Any) -> None:
    """Do one act at the same moment as others, and tell what came of it."""
    use_cipher(Cipher(KEY))
    database = Database(url)
    tickets = tickets_over(database)
    tickets.find(number)  # connected and warm
    ready.wait(timeout=120)
    try:
        results.put((attempt(tickets, name, number, other), ""))
    except BaseException:
        results.put(("", traceback.format_exc()))
    database.close()
