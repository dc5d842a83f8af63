"""Find tickets for the ledger (台账), page by page."""

from __future__ import annotations

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, defer, selectinload
from sqlalchemy.sql import Select

from bot.privacy.encryption import keyed_hash
from bot.tickets.conditions import conditions_of
from bot.tickets.errors import UnknownTicket
from bot.tickets.filter import LARGEST_PAGE, Filter, Page
from bot.tickets.models import Ticket
from bot.tickets.office import Office, is_visible
from bot.tickets.views import TicketView

__all__ = ["Filter", "Page", "Search"]

SEALED = (
    Ticket.person_name,
    Ticket.id_number,
    Ticket.narrative,
    Ticket.demand_text,
    Ticket.extra,
)


class Search(Office):
    """Questions that find many tickets."""

    def search(self, wanted: Filter, page: int = 1, size: int = 50) -> Page:
        """Return one page; a page or size out of range becomes the nearest that there is."""
        conditions = conditions_of(wanted, self._today(), self._profile.life)
        size = min(max(size, 1), LARGEST_PAGE)
        with self._database.reading() as session:
            count = select(func.count()).select_from(Ticket).where(*conditions)
            total = session.execute(count).scalar_one()
            number = min(max(page, 1), max(1, -(-total // size)))
            listed = _listed().where(*conditions).limit(size).offset((number - 1) * size)
            rows = tuple(map(self._view, session.execute(listed).scalars()))
        return Page(rows, total, number, size)

    def earlier(self, number: str) -> tuple[TicketView, ...]:
        """Return the other tickets of the same person, newest first; raises UnknownTicket."""
        with self._database.reading() as session:
            ticket = self._look(session, number)
            found = self._of_person(session, ticket.phone_hash, ticket.id_hash)
            return tuple(view for view in found if view.number != number)

    def earlier_of(
        self, phone: str | None = None, id_number: str | None = None
    ) -> tuple[TicketView, ...]:
        """Return the tickets of whoever has this phone or identity number, newest first."""
        phone_hash = keyed_hash(phone, "phone") if phone else None
        id_hash = keyed_hash(id_number.upper(), "id_number") if id_number else None
        with self._database.reading() as session:
            return self._of_person(session, phone_hash, id_hash)

    def visible(self, number: str, institution_id: str) -> TicketView:
        """Return a ticket to its institution; raises UnknownTicket for every other one alike."""
        with self._database.reading() as session:
            ticket = self._look(session, number)
            if not is_visible(ticket, institution_id):
                raise UnknownTicket("there is no ticket with this number")
            return self._view(ticket)

    def _of_person(
        self, session: Session, phone_hash: str | None, id_hash: str | None
    ) -> tuple[TicketView, ...]:
        same = [
            column == value
            for column, value in ((Ticket.phone_hash, phone_hash), (Ticket.id_hash, id_hash))
            if value is not None
        ]
        if not same:
            return ()
        listed = _listed().where(or_(*same)).limit(LARGEST_PAGE)
        return tuple(map(self._view, session.execute(listed).scalars()))


def _listed() -> Select:
    """Select what a list shows, without opening narratives, newest first."""
    return (
        select(Ticket)
        .options(
            *(defer(column) for column in SEALED),
            selectinload(Ticket.deadlines),
            selectinload(Ticket.labels),
            selectinload(Ticket.group),
        )
        .order_by(Ticket.registered_at.desc(), Ticket.id.desc())
    )
