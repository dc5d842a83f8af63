"""The consumer says more, or no longer wants it."""

from __future__ import annotations

from bot.tickets.contents import LONGEST_WORDS, checked_text
from bot.tickets.office import Office
from bot.tickets.views import TicketView


class Facts(Office):
    """New facts and withdrawal.

    Both raise UnknownTicket for a number that is not there, NotAllowed, WrongInput for words that
    are too long, and IllegalMove where the state of the ticket does not allow it.
    """

    def add(self, number: str, text: str, actor: str) -> TicketView:
        """Add new facts; the time for an answer runs anew from today, and a wish for more lapses.

        Source: 银行业保险业消费投诉处理管理办法 (the article of the time limits, to be checked).
        """
        words = checked_text("text", text, LONGEST_WORDS, needed=False)
        with self._database.session() as session:
            ticket = self._take_current(session, number, actor, "add")
            self._write(ticket, "added", actor, words=words)
            if self._restart_the_answer(ticket):
                self._write(ticket, "clock_restarted", actor, about="answer")
                if ticket.extension_asked is not None:
                    self._let_the_wish_lapse(ticket, actor)
            return self._view(ticket)

    def withdraw(self, number: str, reason: str, actor: str) -> TicketView:
        """End a ticket because the consumer wants so; it ends the same day (办法第十五条)."""
        words = checked_text("reason", reason, LONGEST_WORDS, needed=False)
        with self._database.session() as session:
            ticket = self._take_current(session, number, actor, "withdraw")
            self._move(session, ticket, "withdrawn", actor, words=words)
            return self._view(ticket)
