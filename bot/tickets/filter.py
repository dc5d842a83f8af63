"""What is looked for in the ledger (台账), and one page of what was found."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from bot.tickets.views import TicketView

LARGEST_PAGE = 500


@dataclass(frozen=True)
class Filter:
    """What the tickets looked for have in common; what is left out does not matter.

    `visible_to` is the id of an institution that looks for its own: what was forwarded to it, and
    no report about it. `since` and `until` are the days of registration in Shanghai, both in.
    `deadline` is "due" (today), "overdue" or "at_risk". `risk` is the least. `phone` is whole.
    """

    number: str | None = None
    states: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    open: bool | None = None
    institution_id: str | None = None
    visible_to: str | None = None
    branch: str | None = None
    assigned: str | None = None
    intent: str | None = None
    category: str | None = None
    channel: str | None = None
    risk: int | None = None
    since: date | None = None
    until: date | None = None
    deadline: str | None = None
    repeat: bool | None = None
    urged: bool | None = None
    extension_asked: bool | None = None
    group: str | None = None
    major: bool | None = None
    owner: str | None = None
    phone: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Page:
    """One page of what was found, newest first; pages count from 1."""

    rows: tuple[TicketView, ...]
    total: int
    number: int
    size: int

    @property
    def pages(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, -(-self.total // self.size))
