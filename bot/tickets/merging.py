"""The same matter of the same person twice: one ticket goes on, both numbers stay good."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.language import ticket_number
from bot.tickets.actors import check_actor
from bot.tickets.errors import NotMergeable, UnknownTicket
from bot.tickets.models import Ticket
from bot.tickets.office import Office
from bot.tickets.registration import institution_of_complaint
from bot.tickets.views import TicketView


class Merging(Office):
    """Repeats are one case (同一投诉合并处理)."""

    def merge(self, number: str, into: str, actor: str) -> TicketView:
        """End a ticket because another goes on for it; returns the merged one.

        The same again changes nothing. Raises UnknownTicket, NotAllowed, and NotMergeable with what
        stands against it: only open tickets of one person about one institution become one.
        """
        check_actor(actor, "merge")
        with self._database.session() as session:
            merged = self._look(session, number)
            if merged.merged_into != into:
                self._merge(session, number, into, actor)
            return self._view(merged)

    def _merge(self, session: Session, number: str, into: str, actor: str) -> None:
        merged, other = self._find_both(session, number, into)
        if merged.merged_into != other.number:  # not even a moment ago
            _check(merged, other)
            merged.merged_into = other.number
            other.repeats += 1
            self._move(session, merged, "merged", actor)
            self._write(merged, "merged_into", actor, about=other.number)
            self._write(other, "took_in", actor, about=merged.number)
            session.flush()

    def _find_both(self, session: Session, number: str, into: str) -> tuple[Ticket, Ticket]:
        """Hold both in one order, so that two who merge each into the other do not block."""
        if number == into:
            raise NotMergeable("itself")
        named = [name for name in (number, into) if ticket_number.is_valid(name)]
        wanted = select(Ticket.id, Ticket.number).where(Ticket.number.in_(named))
        found = sorted(session.execute(wanted).all())
        if len(found) != 2:
            raise UnknownTicket("there is no ticket with this number")
        held = {name: self._find(session, name) for _id, name in found}
        return held[number], held[into]


def _check(merged: Ticket, other: Ticket) -> None:
    if merged.merged_into is not None:
        raise NotMergeable("merged_elsewhere")
    if not (merged.is_open and other.is_open):
        raise NotMergeable("closed")
    if not _same_person(merged, other):
        raise NotMergeable("other_person")
    if merged.kind != other.kind:
        raise NotMergeable("other_kind")
    if institution_of_complaint(merged) != institution_of_complaint(other):
        raise NotMergeable("other_institution")


def _same_person(merged: Ticket, other: Ticket) -> bool:
    phones = merged.phone_hash is not None and merged.phone_hash == other.phone_hash
    return phones or (merged.id_hash is not None and merged.id_hash == other.id_hash)
