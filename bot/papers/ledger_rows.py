"""The tickets of a ledger, read page by page: never all at once, and none twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.calendar.clock import Clock, shanghai_date
from bot.database import Database
from bot.profile import Profile
from bot.tickets.clocks import waits_for_an_answer
from bot.tickets.conditions import conditions_of
from bot.tickets.filter import Filter
from bot.tickets.models import Ticket, TicketDeadline, TicketLabel

PAGE = 500
REVIEW = "review_decision"  # its own time, after the answer's
PERSONAL = ("person_name", "phone", "id_number", "narrative", "demand_text")
PLAIN = (
    "id",
    "number",
    "registered_at",
    "channel",
    "kind",
    "intent",
    "state",
    "institution_name",
    "branch",
    "assigned",
    "product",
    "amount",
    "demands",
    "elderly",
    "risk",
    "repeats",
    "urges",
    "forwarded_at",
    "acknowledged_at",
    "answered_at",
    "score",
    "group_name",
    "merged_into",
    "closed_at",
)


@dataclass(frozen=True)
class AnswerTime:
    """The last time for an answer that ran: which one, until when, and how it ended."""

    name: str
    day: date
    ended_at: datetime | None
    met: bool


@dataclass(frozen=True)
class LedgerRow:
    """One ticket: its columns by name, the codes of its main labels by axis, its answer's time."""

    ticket: Mapping[str, Any] = field(repr=False)
    labels: Mapping[str, str]
    answer: AnswerTime | None
    today: date


class LedgerRows:
    """Reads what a filter finds, newest first, as it stands when its page is read."""

    def __init__(self, database: Database, profile: Profile, clock: Clock) -> None:
        self._database = database
        self._profile = profile
        self._clock = clock

    def count(self, wanted: Filter) -> int:
        """Return how many rows there would be; raises WrongInput for a filter unheard of."""
        count = select(func.count()).select_from(Ticket).where(*self._conditions(wanted))
        with self._database.reading() as session:
            return int(session.execute(count).scalar_one())

    def pages(self, wanted: Filter, *, personal: bool) -> Iterator[list[LedgerRow]]:
        """Give pages of rows; each is one short look at the database."""
        last: int | None = None
        while True:
            page = self._page(wanted, last, personal=personal)
            if page:
                yield page
                last = page[-1].ticket["id"]
            if len(page) < PAGE:
                return

    def _page(self, wanted: Filter, last: int | None, *, personal: bool) -> list[LedgerRow]:
        names = PLAIN + PERSONAL if personal else PLAIN
        conditions = self._conditions(wanted)
        if last is not None:
            conditions.append(Ticket.id < last)
        listed = (
            select(*(Ticket.__table__.c[name] for name in names))
            .where(*conditions)
            .order_by(Ticket.id.desc())
            .limit(PAGE)
        )
        with self._database.reading() as session:
            tickets = session.execute(listed).mappings().all()
            return _rows(session, tickets, shanghai_date(self._clock.now()))

    def _conditions(self, wanted: Filter) -> list[Any]:
        return conditions_of(wanted, shanghai_date(self._clock.now()), self._profile.life)


def _rows(session: Session, tickets: Sequence[Any], today: date) -> list[LedgerRow]:
    ids = [ticket["id"] for ticket in tickets]
    labels, answers = _labels(session, ids), _answer_times(session, ids)
    return [
        LedgerRow(ticket, labels.get(ticket["id"], {}), answers.get(ticket["id"]), today)
        for ticket in tickets
    ]


def _labels(session: Session, ids: list[int]) -> dict[int, dict[str, str]]:
    main = select(TicketLabel.ticket_id, TicketLabel.axis, TicketLabel.code).where(
        TicketLabel.ticket_id.in_(ids), TicketLabel.main, TicketLabel.replaced_at.is_(None)
    )
    found: dict[int, dict[str, str]] = {}
    for row in session.execute(main):
        found.setdefault(row.ticket_id, {})[row.axis] = row.code
    return found


def _answer_times(session: Session, ids: list[int]) -> dict[int, AnswerTime]:
    row = TicketDeadline
    times = select(row.ticket_id, row.name, row.day, row.ended_at, row.met, row.met_by)
    wanted = times.where(row.ticket_id.in_(ids), row.name != REVIEW).order_by(row.id)
    # The last one counts: it took the place of those before it.
    return {
        found.ticket_id: AnswerTime(found.name, found.day, found.ended_at, found.met)
        for found in session.execute(wanted)
        if waits_for_an_answer(found.name, found.met_by)
    }
