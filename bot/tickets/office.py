"""What every act on a ticket needs: find it, move it, keep its clocks, write down what happened."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.calendar.clock import Clock, shanghai_date
from bot.calendar.working_days import WorkingCalendar
from bot.database import Database
from bot.language import ticket_number
from bot.profile import Profile
from bot.tickets.errors import UnknownTicket
from bot.tickets.models import EventWords, Ticket, TicketDeadline, TicketEvent
from bot.tickets.states import all_states, check_move


class Office:
    """The rules and the time of one hotline, over its tickets."""

    def __init__(
        self, database: Database, profile: Profile, calendar: WorkingCalendar, clock: Clock
    ) -> None:
        self._database = database
        self._profile = profile
        self._calendar = calendar
        self._clock = clock

    def _today(self) -> date:
        return shanghai_date(self._clock.now())

    def _find(self, session: Session, number: str) -> Ticket:
        """Return the ticket, held against others until the session ends; raises UnknownTicket."""
        wanted = select(Ticket).where(Ticket.number == number).with_for_update()
        known = ticket_number.is_valid(number)
        ticket = session.execute(wanted).scalar_one_or_none() if known else None
        if ticket is None:
            raise UnknownTicket("there is no ticket with this number")
        return ticket

    def _write(
        self, ticket: Ticket, kind: str, actor: str, why: str = "", words: str = ""
    ) -> TicketEvent:
        """Add an event; what a consumer said belongs into `words`, never into `why`."""
        event = TicketEvent(kind=kind, at=self._clock.now(), actor=actor, why=why or None)
        if words:
            event.words = EventWords(text=words)
        ticket.events.append(event)
        return event

    def _move(
        self, session: Session, ticket: Ticket, to: str, actor: str, why: str = "", words: str = ""
    ) -> None:
        """Change the state with its event and clocks; raises IllegalMove."""
        check_move(ticket.state, to)
        event = self._write(ticket, "moved", actor, why, words)
        event.old_state, event.new_state = ticket.state, to
        if not ticket.is_open and all_states()[to].is_open:
            self._leave_the_matter_to_a_newer_ticket(session, ticket)
        self._enter(ticket, to)

    def _enter(self, ticket: Ticket, state: str) -> None:
        """Set the state, end the clocks that it ends and start those that it starts."""
        now = self._clock.now()
        ticket.state = state
        ticket.is_open = all_states()[state].is_open
        ticket.closed_at = None if ticket.is_open else now
        for row in self._running(ticket):
            row.met = state in row.met_by
            if row.met or not ticket.is_open:
                row.ended_at = now
        for name in self._profile.deadlines_starting(ticket.intent, ticket.kind, state):
            self._start(ticket, name, self._today())

    def _start(self, ticket: Ticket, name: str, since: date) -> None:
        """Let a deadline run from a day on, in place of one of the same name."""
        for row in self._running(ticket):
            if row.name == name:
                row.ended_at = self._clock.now()
        rule = self._profile.deadline_rule(name, since)
        deadline = (
            self._calendar.add_working_days(since, rule.days)
            if rule.kind == "working"
            else self._calendar.add_natural_days(since, rule.days)
        )
        ticket.deadlines.append(
            TicketDeadline(
                name=name,
                since=since,
                day=deadline.day,
                provisional=deadline.provisional,
                law=rule.law,
                met_by=list(rule.met),
                set_at=self._clock.now(),
                met=False,
            )
        )

    def _running(self, ticket: Ticket) -> list[TicketDeadline]:
        return [row for row in ticket.deadlines if row.ended_at is None]

    def _leave_the_matter_to_a_newer_ticket(self, session: Session, ticket: Ticket) -> None:
        """Let only one open ticket stand for a matter when an old one is opened again."""
        newer = select(Ticket.id).where(
            Ticket.matter_hash == ticket.matter_hash, Ticket.is_open.is_(True)
        )
        if session.execute(newer).first() is not None:
            ticket.matter_hash = None
