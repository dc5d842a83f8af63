"""Forget people when the law lets us, and keep the bare record of what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.calendar.clock import SHANGHAI, shanghai_date
from bot.tickets.models import (
    EventWords,
    Ticket,
    TicketAnswer,
    TicketEvent,
    TicketExtension,
    TicketFollowUp,
)
from bot.tickets.office import Office

PERSONAL = (
    "person_name",
    "phone",
    "id_number",
    "narrative",
    "demand_text",
    "extra",
    "phone_hash",
    "id_hash",
    "matter_hash",
)
# What people wrote about a case may name whoever it was about.
SPOKEN = {
    TicketAnswer: ("findings", "reasons", "remedies", "remedy_words"),
    TicketExtension: ("why", "decision_why"),
    TicketFollowUp: ("words",),
}


@dataclass(frozen=True)
class Erasure:
    """Whether a person's data is gone; if not, the day from which it may go (None: still open)."""

    done: bool
    kept_until: date | None


class Retention(Office):
    """Erasure on request, and by itself when the time is over."""

    def erase(self, number: str, actor: str) -> Erasure:
        """Forget whose ticket it is, or note the wish while the law wants the record kept.

        Source: 个人信息保护法第四十七条; 投诉档案 are kept as the profile's rule `retention` says.
        Raises UnknownTicket.
        """
        with self._database.session() as session:
            ticket = self._find(session, number)
            kept_until = self._kept_until(ticket)
            if kept_until is None or self._today() <= kept_until:
                self._write(ticket, "erasure_requested", actor)
                return Erasure(done=False, kept_until=kept_until)
            self._forget(session, ticket, actor)
            return Erasure(done=True, kept_until=kept_until)

    def purge(self, now: datetime, batch: int = 500) -> int:
        """Forget the people of tickets whose time is over; returns how many tickets it was.

        One batch per call keeps the transaction short: call again until it returns 0.
        """
        with self._database.session() as session:
            over = (
                select(Ticket)
                .where(Ticket.closed_at < self._oldest_kept(now), Ticket.erased_at.is_(None))
                .order_by(Ticket.id)
                .limit(batch)
            )
            tickets = session.execute(over).scalars().all()
            for ticket in tickets:
                self._forget(session, ticket, "retention")
            return len(tickets)

    def _oldest_kept(self, now: datetime) -> datetime:
        """Return the moment from which on closed tickets are still kept; days count whole."""
        today = shanghai_date(now)
        rule = self._profile.deadline_rule("retention", today)
        return datetime.combine(today - timedelta(days=rule.days), time(), SHANGHAI)

    def _kept_until(self, ticket: Ticket) -> date | None:
        if ticket.closed_at is None:
            return None
        rule = self._profile.deadline_rule("retention", self._today())
        return shanghai_date(ticket.closed_at) + timedelta(days=rule.days)

    def _forget(self, session: Session, ticket: Ticket, actor: str) -> None:
        for column in PERSONAL:
            setattr(ticket, column, None)
        for row in (*ticket.answers, *ticket.extensions, *ticket.follow_ups):
            for column in SPOKEN[type(row)]:
                setattr(row, column, None)
        ticket.erased_at = self._clock.now()
        events = select(TicketEvent.id).where(TicketEvent.ticket_id == ticket.id)
        session.execute(
            delete(EventWords)
            .where(EventWords.event_id.in_(events))
            .execution_options(synchronize_session=False)
        )
        self._write(ticket, "erased", actor)
