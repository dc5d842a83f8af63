"""核查: somebody above looks again at an answer that the consumer does not accept."""

from __future__ import annotations

from datetime import date

from bot.tickets.clocks import REVIEW_REQUEST
from bot.tickets.contents import LONGEST_WORDS, Answer, checked_answer, checked_text
from bot.tickets.errors import AlreadyReviewed, TooLateForReview
from bot.tickets.filing import Filing
from bot.tickets.models import Ticket
from bot.tickets.views import TicketView

WITH_AN_OUTCOME = ("answered", "followed_up", "closed", "not_accepted")


class Reviews(Filing):
    """Asked for within 30 days of the answer, decided within 30 days.

    All raise UnknownTicket, NotAllowed, WrongInput and IllegalMove.
    """

    def review(self, number: str, reason: str, actor: str) -> TicketView:
        """Take an answer to review, once; the consumer's reason is kept encrypted.

        Raises TooLateForReview after the last day, AlreadyReviewed after a decision.
        """
        words = checked_text("reason", reason, LONGEST_WORDS, needed=False)
        with self._database.session() as session:
            ticket = self._take_current(session, number, actor, "review")
            self._only_from(ticket, WITH_AN_OUTCOME, "escalated")
            self._check_review(ticket)
            self._move(session, ticket, "escalated", actor, words=words)
            return self._view(ticket)

    def decide_review(self, number: str, decision: Answer, actor: str) -> TicketView:
        """Store what the review decided; after it only mediation, arbitration or court are left.

        The very same decision of the same actor again changes nothing.
        """
        decision = checked_answer(decision)
        with self._database.session() as session:
            ticket = self._take(session, number, actor, "decide_review")
            if not self._is_on_file(ticket, decision, actor, "review"):
                self._only_from(ticket, ("escalated",), "answered")
                self._file(ticket, decision, actor, "review")
                self._move(session, ticket, "answered", actor)
            return self._view(ticket)

    def reject_outcome(self, number: str, reason: str, actor: str) -> TicketView:
        """Take an outcome that the consumer does not accept to review.

        A quick way that failed becomes a registered ticket. Before there is any outcome, or when it
        is too late for a review, the words are kept as an objection.
        """
        words = checked_text("reason", reason, LONGEST_WORDS, needed=False)
        with self._database.session() as session:
            ticket = self._take_current(session, number, actor, "reject_outcome")
            if ticket.state == "settled_directly":
                self._move(session, ticket, "registered", actor, words=words)
            elif self._may_be_reviewed(ticket):
                self._move(session, ticket, "escalated", actor, words=words)
            else:
                self._write(ticket, "objected", actor, words=words)
            return self._view(ticket)

    def _may_be_reviewed(self, ticket: Ticket) -> bool:
        try:
            self._check_review(ticket)
        except (AlreadyReviewed, TooLateForReview):
            return False
        return ticket.state in WITH_AN_OUTCOME

    def _check_review(self, ticket: Ticket) -> None:
        """Raise AlreadyReviewed or TooLateForReview."""
        if self._has_been_reviewed(ticket):
            raise AlreadyReviewed("a review has decided already")
        last = _last_day_for_review(ticket)
        if last is not None and last < self._today():
            raise TooLateForReview(last)


def _last_day_for_review(ticket: Ticket) -> date | None:
    """Return the last day, also of a ticket that was closed since; None where no rule is known."""
    days: list[date] = [row.day for row in ticket.deadlines if row.name == REVIEW_REQUEST]
    return days[-1] if days else None
