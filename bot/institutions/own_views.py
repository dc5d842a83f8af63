"""What an officer sees of the institution's own tickets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.institutions.contacts import ContactView
from bot.tickets.detail_views import AnswerView, ExtensionView
from bot.tickets.views import TicketView

SHELVES: Mapping[str, tuple[str, ...]] = {
    "todo": ("forwarded", "in_progress", "escalated"),
    "receive": ("forwarded",),
    "answer": ("in_progress",),
    "review": ("escalated",),
    "answered": ("answered", "followed_up"),
    "all": (),
}
DUE = ("due", "overdue", "at_risk")


@dataclass(frozen=True)
class Wanted:
    """Which tickets are looked for: one of SHELVES, and what narrows it further.

    `due` is one of DUE; `handler` the id of a colleague's account; `number` is whole.
    """

    shelf: str = "todo"
    due: str | None = None
    number: str | None = None
    branch: str | None = None
    handler: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class OwnClock:
    """A running deadline that the institution has to keep; overdue when `days_left` is negative."""

    name: str
    title: str
    day: date
    provisional: bool
    law: str
    days_left: int


@dataclass(frozen=True)
class OwnTicket:
    """A ticket in the list: its two clocks, to acknowledge and to answer, and who handles it."""

    ticket: TicketView
    acknowledge: OwnClock | None
    answer: OwnClock | None
    handler: str


@dataclass(frozen=True)
class OwnPage:
    """One page, what is due first on top; pages count from 1."""

    rows: tuple[OwnTicket, ...]
    total: int
    number: int
    size: int

    @property
    def pages(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, -(-self.total // self.size))


@dataclass(frozen=True)
class Happened:
    """One event as institutions hear of it; `words` is what the consumer said then."""

    at: datetime
    kind: str
    title: str
    who: str
    words: str = field(default="", repr=False)


@dataclass(frozen=True)
class Given:
    """The ticket was given to somebody inside the institution."""

    at: datetime
    to: str
    by: str


@dataclass(frozen=True)
class OwnFile:
    """All that the institution needs to know of one of its tickets, and no more.

    Name and telephone are whole only where they were asked for; the identity number never is.
    `version` changes with everything that happens to the ticket.
    """

    own: OwnTicket
    version: str
    occurred: str | None
    erased_at: datetime | None
    person_name: str | None = field(repr=False)
    phone: str | None = field(repr=False)
    id_number: str | None = field(repr=False)
    narrative: str | None = field(repr=False)
    demand_text: str | None = field(repr=False)
    is_whole: bool
    answers: tuple[AnswerView, ...]
    extensions: tuple[ExtensionView, ...]
    contacts: tuple[ContactView, ...]
    given: tuple[Given, ...]
    happened: tuple[Happened, ...]
