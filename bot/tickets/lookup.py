"""Tell how a ticket stands, to whoever knows its number and the phone it came from."""

from __future__ import annotations

import hmac
import re
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.language import ticket_number
from bot.tickets.errors import TooManyTries
from bot.tickets.models import FailedLook, Ticket
from bot.tickets.office import Office
from bot.tickets.views import EventView, TicketView, view_event

TRIES = 5
WINDOW = timedelta(minutes=15)


class Lookup(Office):
    """Questions about tickets."""

    def status(self, number: str, phone_tail: str) -> TicketView | None:
        """Return the ticket if the last four digits of its phone are right.

        For a ticket that was merged it is the one that goes on for it. A number that is not there
        and a wrong tail are the same None. Raises TooManyTries after five of these for one number
        within fifteen minutes, also if the tail is right then.
        """
        if not ticket_number.is_valid(number):
            return None
        with self._database.session() as session:
            self._refuse_guessing(session, number)
            ticket = _with_number(session, number)
            if _is_tail(phone_tail, ticket.phone if ticket else None):
                return self._view(_current(session, ticket))
            session.add(FailedLook(number=number, at=self._clock.now()))
            return None

    def find(self, number: str) -> TicketView:
        """Return a ticket to staff, who need no phone; raises UnknownTicket."""
        with self._database.reading() as session:
            return self._view(self._look(session, number))

    def phone_tail_of(self, number: str) -> str | None:
        """Return the last four digits of its phone, None if none was left; raises UnknownTicket."""
        return self.find(number).phone_tail

    def events(self, number: str) -> tuple[EventView, ...]:
        """Return what happened to a ticket, oldest first; raises UnknownTicket."""
        with self._database.reading() as session:
            return tuple(map(view_event, self._look(session, number).events))

    def _refuse_guessing(self, session: Session, number: str) -> None:
        begin = self._clock.now() - WINDOW
        session.execute(delete(FailedLook).where(FailedLook.at <= begin))
        failed = select(FailedLook.at).where(FailedLook.number == number).order_by(FailedLook.at)
        moments = session.execute(failed).scalars().all()
        if len(moments) >= TRIES:
            raise TooManyTries(moments[-TRIES] + WINDOW)


def _with_number(session: Session, number: str) -> Any:
    return session.execute(select(Ticket).where(Ticket.number == number)).scalar_one_or_none()


def _current(session: Session, ticket: Ticket) -> Ticket:
    """Return the ticket that goes on for one that was merged."""
    while ticket.merged_into is not None:
        ticket = _with_number(session, ticket.merged_into)
    return ticket


def _is_tail(given: str, phone: str | None) -> bool:
    """Compare in constant time; without a phone nothing matches."""
    if not re.fullmatch(r"[0-9]{4}", given):
        return False
    return hmac.compare_digest(given.encode(), (phone or "none")[-4:].encode())
