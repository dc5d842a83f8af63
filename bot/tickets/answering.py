"""The answer to a ticket, and the way back when it was not the last word."""

from __future__ import annotations

from bot.tickets.contents import Answer, checked_answer, checked_why
from bot.tickets.filing import Filing
from bot.tickets.views import TicketView

UNDER_WAY = ("registered", "forwarded", "in_progress")


class Answering(Filing):
    """Answered with findings, reasons and ways on.

    All raise UnknownTicket, NotAllowed, WrongInput with the field that is wrong, and IllegalMove.
    """

    def answer(self, number: str, answer: Answer, actor: str) -> TicketView:
        """Store an answer; the very same by the same actor again changes nothing."""
        answer = checked_answer(answer)
        with self._database.session() as session:
            ticket = self._take(session, number, actor, "answer")
            if not self._is_on_file(ticket, answer, actor, "answer"):
                self._only_from(ticket, UNDER_WAY, "answered")
                self._file(ticket, answer, actor, "answer")
                self._move(session, ticket, "answered", actor)
            return self._view(ticket)

    def reopen(self, number: str, why: str, actor: str) -> TicketView:
        """Take an answered ticket up again because of new facts; the answer's time runs anew."""
        why = checked_why(why, needed=True)
        with self._database.session() as session:
            ticket = self._take(session, number, actor, "reopen")
            self._only_from(ticket, ("answered", "followed_up"), "in_progress")
            self._move(session, ticket, "in_progress", actor, why)
            return self._view(ticket)
