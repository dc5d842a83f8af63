"""What happened in a practice, as far as it is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from bot.hotline import Hotline
from bot.practice.drill import Drill
from bot.tickets.detail_views import TicketDetails

Who = Literal["consumer", "person", "house"]
TOLD_RULES = ("forward", "answer")


@dataclass(frozen=True)
class Spoken:
    """One line; the house speaks of what was registered, and nobody else's."""

    who: Who
    words: str = field(repr=False)
    at: datetime


@dataclass(frozen=True)
class Recorded:
    """A ticket that came of it: the facts by the names that drills use, and its right days.

    `days` are the last days that run (as `12月8日`), `spans` the days that rules allow (`15`).
    """

    number: str
    facts: Mapping[str, Any] = field(repr=False)
    days: frozenset[str]
    spans: frozenset[int]


@dataclass(frozen=True)
class Record:
    """A practice from the consumer's first words on; `notes` are the consumer's (Uttered.note)."""

    drill: Drill
    spoken: tuple[Spoken, ...]
    notes: tuple[Mapping[str, str], ...]
    ticket: Recorded | None
    ended: datetime

    def by(self, *who: Who) -> tuple[Spoken, ...]:
        """Return the lines of these, in order."""
        return tuple(line for line in self.spoken if line.who in who)

    @property
    def begun(self) -> datetime:
        """Return when the consumer first spoke; without a word it is when it ended."""
        return next((line.at for line in self.by("consumer")), self.ended)


def recorded(hotline: Hotline, details: TicketDetails) -> Recorded:
    """Return what a drill may say of a ticket."""
    ticket, today = details.ticket, hotline.today()
    names = {*ticket.deadlines, *TOLD_RULES}
    known = [name for name in names if hotline.profile.has_deadline(name, today)]
    return Recorded(
        number=ticket.number,
        facts={
            "kind": ticket.kind,
            "institution": ticket.institution_name,
            "branch": ticket.branch,
            "demands": sorted(ticket.demands),
            "amount": None if ticket.amount is None else float(ticket.amount),
            "name": details.person_name,
            "phone": details.phone,
        },
        days=frozenset(f"{due.day.month}月{due.day.day}日" for due in ticket.deadlines.values()),
        spans=frozenset(hotline.profile.deadline_rule(name, today).days for name in known),
    )
