"""After the answer: is the consumer content, and is that the end of it?"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from bot.tickets.contents import FollowUpResult, checked_result, checked_why
from bot.tickets.errors import NotAnswered
from bot.tickets.models import Ticket, TicketFollowUp
from bot.tickets.office import Office
from bot.tickets.views import TicketView

NEEDS_AN_ANSWER = ("complaint", "report")
# Nobody rings twice in so short a time: it is the same try, sent again.
ONE_TRY = timedelta(minutes=1)


class Satisfaction(Office):
    """Followed up, and closed.

    Both raise UnknownTicket, NotAllowed, WrongInput and IllegalMove.
    """

    def follow_up(self, number: str, result: FollowUpResult, actor: str) -> TicketView:
        """Store how a follow-up went.

        After as many tries that reached nobody as the profile says it counts as done.
        """
        result = checked_result(result)
        with self._database.session() as session:
            ticket = self._take_current(session, number, actor, "follow_up")
            self._only_from(ticket, ("answered",), "followed_up")
            if result.reached:
                self._note_what_was_said(session, ticket, result, actor)
            elif not self._is_the_same_try(ticket, actor):
                self._note_a_try(session, ticket, result, actor)
            return self._view(ticket)

    def close(self, number: str, why: str, actor: str) -> TicketView:
        """End a ticket; raises NotAnswered for a complaint or report without an answer."""
        why = checked_why(why)
        with self._database.session() as session:
            ticket = self._take(session, number, actor, "close")
            if ticket.kind in NEEDS_AN_ANSWER and ticket.is_open and self._has_no_answer(ticket):
                raise NotAnswered("nobody has answered this ticket yet")
            self._move(session, ticket, "closed", actor, why)
            return self._view(ticket)

    def _has_no_answer(self, ticket: Ticket) -> bool:
        return ticket.answered_at is None or self._is_awaited(ticket)

    def _note_what_was_said(
        self, session: Session, ticket: Ticket, result: FollowUpResult, actor: str
    ) -> None:
        ticket.follow_ups.append(self._row(result, actor))
        ticket.score = result.score
        self._move(session, ticket, "followed_up", actor)

    def _note_a_try(
        self, session: Session, ticket: Ticket, result: FollowUpResult, actor: str
    ) -> None:
        ticket.follow_ups.append(self._row(result, actor))
        tries = len(_tries(ticket))
        self._write(ticket, "not_reached", actor, about=str(tries))
        if tries >= self._profile.life.follow_up_tries:
            self._move(session, ticket, "followed_up", actor)

    def _row(self, result: FollowUpResult, actor: str) -> TicketFollowUp:
        return TicketFollowUp(
            at=self._clock.now(),
            actor=actor,
            by=result.by,
            reached=result.reached,
            score=result.score,
            nps=result.nps,
            words=result.words or None,
        )

    def _is_the_same_try(self, ticket: Ticket, actor: str) -> bool:
        tries = [row for row in _tries(ticket) if row.actor == actor]
        return bool(tries) and self._clock.now() - tries[-1].at < ONE_TRY


def _tries(ticket: Ticket) -> list[TicketFollowUp]:
    """Return the tries since the last answer that reached nobody."""
    since = ticket.answered_at
    return [row for row in ticket.follow_ups if not row.reached and row.at >= since]
