"""What happens to a ticket after it was registered."""

from __future__ import annotations

from itertools import pairwise

from bot.tickets.classification import category
from bot.tickets.errors import NotExtendable
from bot.tickets.models import Ticket, TicketLabel
from bot.tickets.office import Office
from bot.tickets.views import TicketView, Urged, view_ticket

# From the shortest time for an answer to the longest; a profile may lack some.
ANSWER_TIMES = ("answer", "answer_complex", "answer_extended")
WITH_AN_OUTCOME = ("answered", "followed_up", "closed", "not_accepted")


class FollowUp(Office):
    """Consumers urge, add, withdraw and object; staff forward, move, extend and correct.

    All raise UnknownTicket for a number that is not there, and IllegalMove where the state of the
    ticket does not allow it.
    """

    def urge(self, number: str, actor: str) -> Urged:
        """Note that the consumer wants it faster; counts once a day while the ticket is open."""
        with self._database.session() as session:
            ticket = self._find(session, number)
            counted = ticket.is_open and ticket.urged_on != self._today()
            if counted:
                ticket.urges += 1
                ticket.urged_on = self._today()
            self._write(ticket, "urged" if counted else "urged_again", actor)
            return Urged(view_ticket(ticket), counted)

    def add(self, number: str, text: str, actor: str) -> TicketView:
        """Add new facts; the time for an answer runs anew from today.

        Source: 银行业保险业消费投诉处理管理办法 (the article of the time limits, to be checked).
        """
        with self._database.session() as session:
            ticket = self._find(session, number)
            self._write(ticket, "added", actor, words=text)
            self._restart_the_answer(ticket, actor)
            return view_ticket(ticket)

    def withdraw(self, number: str, reason: str, actor: str) -> TicketView:
        """End a ticket because the consumer wants so; it ends the same day (办法第十五条)."""
        with self._database.session() as session:
            ticket = self._find(session, number)
            self._move(session, ticket, "withdrawn", actor, words=reason)
            return view_ticket(ticket)

    def reject_outcome(self, number: str, reason: str, actor: str) -> TicketView:
        """Take an outcome that the consumer does not accept to review.

        A quick way that failed becomes a registered ticket; before there is any outcome the words
        are kept as an objection.
        """
        with self._database.session() as session:
            ticket = self._find(session, number)
            if ticket.state == "settled_directly":
                self._move(session, ticket, "registered", actor, words=reason)
            elif ticket.state in WITH_AN_OUTCOME:
                self._move(session, ticket, "escalated", actor, words=reason)
            else:
                self._write(ticket, "objected", actor, words=reason)
            return view_ticket(ticket)

    def forward(self, number: str, actor: str) -> TicketView:
        """Send a ticket to its institution, from which day the time for an answer runs."""
        return self.move(number, "forwarded", "", actor)

    def move(self, number: str, to: str, why: str, actor: str) -> TicketView:
        """Move a ticket to another state; `why` is staff's reason and quotes no consumer."""
        with self._database.session() as session:
            ticket = self._find(session, number)
            self._move(session, ticket, to, actor, why)
            return view_ticket(ticket)

    def extend(self, number: str, why: str, actor: str) -> TicketView:
        """Give the institution the next longer time for its answer, counted from the same day.

        Raises NotExtendable when no answer is awaited or no longer time exists.
        """
        with self._database.session() as session:
            ticket = self._find(session, number)
            running = {row.name: row for row in self._running(ticket)}
            longer_than = dict(pairwise(self._answer_times()))
            shorter = next(filter(running.get, longer_than), None)
            if shorter is None:
                raise NotExtendable("no answer is awaited whose time could be extended")
            running[shorter].ended_at = self._clock.now()
            self._start(ticket, longer_than[shorter], running[shorter].since)
            self._write(ticket, "extended", actor, why)
            return view_ticket(ticket)

    def reclassify(self, number: str, code: str, why: str, actor: str) -> TicketView:
        """Make a category the main one of its axis because a person knows better.

        Raises ValueError for a code that there is not.
        """
        axis = category(code).axis
        with self._database.session() as session:
            ticket = self._find(session, number)
            now = self._clock.now()
            for label in ticket.labels:
                if label.axis == axis and label.replaced_at is None:
                    label.replaced_at = now
            ticket.labels.append(
                TicketLabel(axis=axis, code=code, main=True, confidence=1.0, by=actor, at=now)
            )
            self._write(ticket, "reclassified", actor, f"{code} {why}".strip())
            return view_ticket(ticket)

    def _answer_times(self) -> list[str]:
        return [name for name in ANSWER_TIMES if self._profile.has_deadline(name, self._today())]

    def _restart_the_answer(self, ticket: Ticket, actor: str) -> None:
        """Start the answer's clock again if it is running."""
        running = [row for row in self._running(ticket) if row.name in ANSWER_TIMES]
        if not running:
            return
        for row in running:
            row.ended_at = self._clock.now()
        self._start(ticket, ANSWER_TIMES[0], self._today())
        self._write(ticket, "clock_restarted", actor)
