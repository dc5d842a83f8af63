"""What happened to the tickets of an institution, in order, without a gap.

The events of tickets are the outbox: nothing else is written when something happens. Their ids
are given out before they are committed, so the newest one seen proves nothing about those before
it; `settled` says up to which id nothing can turn up any more.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, aliased, defer
from sqlalchemy.sql import Select

from bot.database import Database
from bot.institutions.event_kinds import kinds_told, public_kind
from bot.privacy.encryption import Cipher
from bot.tickets.conditions import visible_to
from bot.tickets.models import Ticket, TicketEvent

PURPOSE = "institution event"
ID_DIGITS = 24
PATIENCE = "250ms"  # for acts under way to end; who waits behind us is held up no longer


@dataclass(frozen=True)
class Told:
    """One event as institutions hear of it; `id` stays the same however often it is told."""

    row: int
    id: str
    kind: str
    at: datetime
    ticket_id: int
    number: str


@dataclass(frozen=True)
class Stretch:
    """Events after a position, and the position after them; `more` follow."""

    events: tuple[Told, ...]
    position: int
    more: bool


class Feed:
    """Reads the outbox; `deadlines` are those that institutions have to keep."""

    def __init__(self, database: Database, cipher: Cipher, deadlines: Collection[str]) -> None:
        self._database = database
        self._cipher = cipher
        self._deadlines = frozenset(deadlines)
        self._settled = 0

    def settled(self) -> int:
        """Return an id up to which all events are there that ever will be.

        When an act takes very long it is an older one: what is newer is told the next time.
        """
        with self._database.glance() as connection:
            newest = connection.execute(_newest()).scalar_one()
        if newest > self._settled:
            with suppress(OperationalError):
                self._settled = max(self._settled, self._wait_for_those_under_way())
        return self._settled

    def after(self, institution_id: str, position: int, most: int) -> Stretch:
        """Return what an institution may know of after a position."""
        last = self.settled()
        with self._database.reading() as session:
            return self.stretch(session, institution_id, position, last, most)

    def stretch(
        self, session: Session, institution_id: str, position: int, last: int, most: int
    ) -> Stretch:
        """Return what happened after one position and up to another that is settled."""
        wanted = _of_institution(institution_id, position, last).limit(most + 1)
        rows = session.execute(wanted).all()
        more = len(rows) > most
        told = tuple(filter(None, (self._told(event, number) for event, number in rows[:most])))
        return Stretch(told, rows[most - 1][0].id if more else max(last, position), more)

    def public_id(self, row: int) -> str:
        """Return the id by which an event is told; it says nothing of how many there are."""
        return f"evt_{self._cipher.keyed_hash(str(row), PURPOSE)[:ID_DIGITS]}"

    def _told(self, event: TicketEvent, number: str) -> Told | None:
        kind = public_kind(event, self._deadlines)
        if kind is None:
            return None
        return Told(
            event.id, self.public_id(event.id), kind.name, event.at, event.ticket_id, number
        )

    def _wait_for_those_under_way(self) -> int:
        """Return the newest id at a moment at which nobody is writing an event.

        SQLite has one writer at a time; on PostgreSQL the lock is had when all have ended that
        have written, and whoever comes later gets a later id.
        """
        with self._database.session() as session:
            if session.get_bind().dialect.name == "postgresql":
                session.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
                session.execute(text("LOCK TABLE ticket_events IN SHARE MODE"))
            return int(session.execute(_newest()).scalar_one())


def _newest() -> Select:
    return select(func.coalesce(func.max(TicketEvent.id), 0))


def _of_institution(institution_id: str, position: int, last: int) -> Select:
    """Select events of tickets of an institution, from the one on that brought it the ticket."""
    brought = aliased(TicketEvent)
    first = (
        select(func.min(brought.id))
        .where(brought.ticket_id == TicketEvent.ticket_id, brought.new_state == "forwarded")
        .scalar_subquery()
    )
    return (
        select(TicketEvent, Ticket.number)
        .join(Ticket, Ticket.id == TicketEvent.ticket_id)
        .where(
            TicketEvent.id > position,
            TicketEvent.id <= last,
            TicketEvent.kind.in_(kinds_told()),
            visible_to(institution_id),
            TicketEvent.id >= first,
        )
        .options(defer(TicketEvent.why))
        .order_by(TicketEvent.id)
    )
