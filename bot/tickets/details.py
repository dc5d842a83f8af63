"""Everything on file about one ticket, for those who may see it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.calendar.clock import shanghai_date
from bot.tickets.detail_views import AnswerView, DeadlineView, FollowUpView, TicketDetails
from bot.tickets.extensions import view_extension
from bot.tickets.models import Ticket, TicketAnswer, TicketDeadline, TicketFollowUp
from bot.tickets.office import Office
from bot.tickets.views import view_event


class Details(Office):
    """The whole file of a ticket."""

    def details(self, number: str) -> TicketDetails:
        """Return the ticket with its person; the caller writes the look into the audit.

        Raises UnknownTicket.
        """
        with self._database.reading() as session:
            ticket = self._look(session, number)
            return TicketDetails(
                ticket=self._view(ticket),
                conversation_id=ticket.conversation_id,
                occurred=ticket.occurred,
                emotion=ticket.emotion,
                elderly=ticket.elderly,
                erased_at=ticket.erased_at,
                person_name=ticket.person_name,
                phone=ticket.phone,
                id_number=ticket.id_number,
                narrative=ticket.narrative,
                demand_text=ticket.demand_text,
                extra=ticket.extra or {},
                answers=tuple(map(_view_answer, ticket.answers)),
                extensions=tuple(map(view_extension, ticket.extensions)),
                follow_ups=tuple(map(_view_follow_up, ticket.follow_ups)),
                deadlines=tuple(map(_view_deadline, ticket.deadlines)),
                events=tuple(map(view_event, ticket.events)),
                merged=_merged(session, ticket),
            )


def _merged(session: Session, ticket: Ticket) -> tuple[str, ...]:
    """Return the numbers of the tickets for which this one goes on."""
    wanted = select(Ticket.number).where(Ticket.merged_into == ticket.number).order_by(Ticket.id)
    return tuple(session.execute(wanted).scalars())


def _view_answer(row: TicketAnswer) -> AnswerView:
    return AnswerView(
        at=row.at,
        actor=row.actor,
        kind=row.kind,
        findings=row.findings,
        reasons=row.reasons,
        remedies=tuple(row.remedies or ()),
        remedy_words=row.remedy_words or "",
        outcome=row.outcome,
        paid=row.paid,
    )


def _view_follow_up(row: TicketFollowUp) -> FollowUpView:
    return FollowUpView(
        at=row.at,
        actor=row.actor,
        by=row.by,
        reached=row.reached,
        score=row.score,
        nps=row.nps,
        words=row.words,
    )


def _view_deadline(row: TicketDeadline) -> DeadlineView:
    return DeadlineView(
        name=row.name,
        since=row.since,
        day=row.day,
        provisional=row.provisional,
        law=row.law,
        ended_at=row.ended_at,
        met=row.met,
        in_time=None if row.ended_at is None else shanghai_date(row.ended_at) <= row.day,
    )
