"""The consumer wants it faster, and is told that this was heard."""

from __future__ import annotations

from bot.tickets.office import Office
from bot.tickets.views import TicketView, Urged


class Urging(Office):
    """Urging (催办) and its receipt.

    Both raise UnknownTicket for a number that is not there, and NotAllowed.
    """

    def urge(self, number: str, actor: str) -> Urged:
        """Note that the consumer wants it faster; counts once a day while the ticket is open."""
        with self._database.session() as session:
            ticket = self._take_current(session, number, actor, "urge")
            counted = ticket.is_open and ticket.urged_on != self._today()
            if counted:
                ticket.urges += 1
                ticket.urged_on = self._today()
            self._write(ticket, "urged" if counted else "urged_again", actor)
            return Urged(self._view(ticket), counted)

    def acknowledge_urge(self, number: str, actor: str) -> TicketView:
        """Note that all urging so far was heard; when there is none left nothing changes."""
        with self._database.session() as session:
            ticket = self._take(session, number, actor, "acknowledge_urge")
            if ticket.urges_acknowledged < ticket.urges:
                ticket.urges_acknowledged = ticket.urges
                self._write(ticket, "urge_acknowledged", actor, about=str(ticket.urges))
            return self._view(ticket)
