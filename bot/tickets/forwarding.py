"""A ticket goes to its institution, which says that it has it and who handles it."""

from __future__ import annotations

from bot.tickets.contents import LONGEST_NAME, checked_text, checked_why
from bot.tickets.errors import IllegalMove
from bot.tickets.office import Office
from bot.tickets.views import TicketView


class Forwarding(Office):
    """Forwarded, acknowledged, assigned, or not accepted.

    All raise UnknownTicket, NotAllowed, and IllegalMove where the state does not allow it.
    """

    def forward(self, number: str, actor: str) -> TicketView:
        """Send a ticket to its institution, from which day the time for an answer runs.

        Raises NotToTheAccused for a report of a violation.
        """
        with self._database.session() as session:
            ticket = self._take(session, number, actor, "forward")
            self._move(session, ticket, "forwarded", actor)
            return self._view(ticket)

    def acknowledge(self, number: str, actor: str) -> TicketView:
        """Note that the ticket was received and is being handled; again changes nothing."""
        with self._database.session() as session:
            ticket = self._take(session, number, actor, "acknowledge")
            if ticket.state != "in_progress":
                self._only_from(ticket, ("registered", "forwarded"), "in_progress")
                self._move(session, ticket, "in_progress", actor)
            return self._view(ticket)

    def assign(self, number: str, branch: str, actor: str) -> TicketView:
        """Say which branch or outlet handles it; the same one again changes nothing.

        Raises WrongInput for a name that is empty or too long.
        """
        branch = checked_text("branch", branch, LONGEST_NAME)
        with self._database.session() as session:
            ticket = self._take(session, number, actor, "assign")
            if not ticket.is_open:
                raise IllegalMove(ticket.state, "assigned")
            if ticket.assigned != branch:
                ticket.assigned = branch
                self._write(ticket, "assigned", actor, about=branch)
            return self._view(ticket)

    def not_accept(self, number: str, why: str, actor: str) -> TicketView:
        """End a ticket that is not taken up, with the reason that is told to the consumer."""
        why = checked_why(why, needed=True)
        with self._database.session() as session:
            ticket = self._take(session, number, actor, "not_accept")
            self._move(session, ticket, "not_accepted", actor, why)
            return self._view(ticket)
