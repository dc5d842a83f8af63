"""What every act on a ticket needs: find it, see who may, move it, write down what happened."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.sql import Select

from bot.language import ticket_number
from bot.practice_marks import is_practice
from bot.tickets.actors import check_actor, institution_of
from bot.tickets.clocks import ANSWERED, Clocks, has_no_more_point
from bot.tickets.errors import IllegalMove, NotToTheAccused, UnknownTicket
from bot.tickets.models import EventWords, Ticket, TicketEvent
from bot.tickets.states import all_states, check_move
from bot.tickets.views import TicketView, view_ticket


class Office(Clocks):
    """The rules and the time of one hotline, over its tickets."""

    def _find(self, session: Session, number: str) -> Ticket:
        """Return the ticket, held against others until the session ends; raises UnknownTicket."""
        # Read anew: it may have been looked at before it was held.
        held = select(Ticket).with_for_update().execution_options(populate_existing=True)
        return _known(session, number, held)

    def _look(self, session: Session, number: str) -> Ticket:
        """Return the ticket to be read only; raises UnknownTicket."""
        return _known(session, number, select(Ticket))

    def _take(self, session: Session, number: str, actor: str, act: str) -> Ticket:
        """Return the ticket for an act of this actor.

        Raises NotAllowed, and UnknownTicket where an institution must not know of the ticket.
        """
        check_actor(actor, act)
        ticket = self._find(session, number)
        institution = institution_of(actor)
        if institution is not None and not is_visible(ticket, institution):
            raise UnknownTicket("there is no ticket with this number")
        return ticket

    def _take_current(self, session: Session, number: str, actor: str, act: str) -> Ticket:
        """Return the ticket that goes on for this number: the other one if it was merged.

        One that was merged is not held: whoever holds two holds them in one order.
        """
        check_actor(actor, act)
        ticket = self._look(session, number)
        while ticket.merged_into is not None:
            ticket = self._look(session, ticket.merged_into)
        ticket = self._take(session, ticket.number, actor, act)
        while ticket.merged_into is not None:  # a moment ago
            ticket = self._find(session, ticket.merged_into)
        return ticket

    def _only_from(self, ticket: Ticket, states: tuple[str, ...], to: str) -> None:
        """Raise IllegalMove unless the ticket is in one of these states."""
        if ticket.state not in states:
            raise IllegalMove(ticket.state, to)

    def _view(self, ticket: Ticket, repeat: bool | None = None) -> TicketView:
        return view_ticket(ticket, repeat, self._profile.life.ladder)

    def _write(
        self,
        ticket: Ticket,
        kind: str,
        actor: str,
        why: str = "",
        words: str = "",
        about: str = "",
    ) -> TicketEvent:
        """Add an event; what a consumer said belongs into `words`, never into `why`."""
        event = TicketEvent(
            kind=kind, at=self._clock.now(), actor=actor, why=why or None, about=about or None
        )
        if words:
            event.words = EventWords(text=words)
        ticket.events.append(event)
        return event

    def _move(
        self, session: Session, ticket: Ticket, to: str, actor: str, why: str = "", words: str = ""
    ) -> None:
        """Change the state with its event and clocks.

        Raises IllegalMove, and NotToTheAccused for a report that would go to an institution.
        """
        check_move(ticket.state, to)
        if to == "forwarded" and is_practice(session, ticket.conversation_id):
            raise IllegalMove(ticket.state, to)
        if ticket.kind == "report" and to == "forwarded":
            raise NotToTheAccused("a report never goes to the institution that it accuses")
        event = self._write(ticket, "moved", actor, why, words)
        event.old_state, event.new_state = ticket.state, to
        if not ticket.is_open and all_states()[to].is_open:
            self._leave_the_matter_to_a_newer_ticket(session, ticket)
        self._enter(ticket, to)
        self._drop_a_pointless_wish(ticket, actor)

    def _enter(self, ticket: Ticket, state: str) -> None:
        """Set the state, end the clocks that it ends and start those that it starts."""
        now = self._clock.now()
        ticket.state = state
        ticket.is_open = all_states()[state].is_open
        ticket.closed_at = None if ticket.is_open else now
        _stamp(ticket, state, now)
        for row in self._running(ticket):
            row.met = state in row.met_by
            if row.met or not ticket.is_open or has_no_more_point(row, state):
                row.ended_at = now
        self._start_entering(ticket, state)

    def _drop_a_pointless_wish(self, ticket: Ticket, actor: str) -> None:
        """Let a wish for more time lapse when the time it would lengthen runs no longer."""
        if ticket.extension_asked is None or self._running_answers(ticket):
            return
        self._let_the_wish_lapse(ticket, actor)

    def _let_the_wish_lapse(self, ticket: Ticket, actor: str) -> None:
        wish = ticket.extensions[-1]
        wish.state, wish.decided_at, wish.decided_by = "lapsed", self._clock.now(), actor
        self._write(ticket, "extension_lapsed", actor, about=ticket.extension_asked)
        ticket.extension_asked = None

    def _leave_the_matter_to_a_newer_ticket(self, session: Session, ticket: Ticket) -> None:
        """Let only one open ticket stand for a matter when an old one is opened again."""
        newer = select(Ticket.id).where(
            Ticket.matter_hash == ticket.matter_hash, Ticket.is_open.is_(True)
        )
        if session.execute(newer).first() is not None:
            ticket.matter_hash = None


def _known(session: Session, number: str, wanted: Select) -> Ticket:
    known = ticket_number.is_valid(number)
    found = session.execute(wanted.where(Ticket.number == number)) if known else None
    ticket = found.scalar_one_or_none() if found is not None else None
    if ticket is None:
        raise UnknownTicket("there is no ticket with this number")
    return ticket


def _stamp(ticket: Ticket, state: str, now: datetime) -> None:
    """Note when a ticket was forwarded and answered last, and acknowledged first."""
    if state == "forwarded":
        ticket.forwarded_at = now
    elif state == "in_progress":
        ticket.acknowledged_at = ticket.acknowledged_at or now
    elif state == ANSWERED:
        ticket.answered_at = now


def is_visible(ticket: Ticket, institution_id: str) -> bool:
    """Tell whether an institution may know of a ticket: its own, forwarded, and no report."""
    return (
        ticket.institution_id == institution_id
        and ticket.forwarded_at is not None
        and ticket.kind != "report"
    )
