"""More time for an answer: asked for by the institution, decided by others."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from sqlalchemy.orm import Session

from bot.tickets.actors import role_of
from bot.tickets.clocks import ANSWER_TIMES
from bot.tickets.contents import checked_why
from bot.tickets.detail_views import ExtensionView
from bot.tickets.errors import NotAllowed, NotExtendable, NothingAsked
from bot.tickets.models import Ticket, TicketDeadline, TicketExtension
from bot.tickets.office import Office


class Extensions(Office):
    """15 days, then 30, then 60, always counted from the day of receipt.

    Both raise UnknownTicket, NotAllowed, and WrongInput without a reason.
    """

    def ask_extension(self, number: str, why: str, actor: str) -> ExtensionView:
        """Ask for the next longer time; asked again before a decision it is the same wish.

        Raises NotExtendable when no answer is awaited, its time is over or is the longest already.
        """
        why = checked_why(why, needed=True)
        with self._database.session() as session:
            ticket = self._take(session, number, actor, "ask_extension")
            if ticket.extension_asked is None:
                self._ask(session, ticket, why, actor)
            return view_extension(ticket.extensions[-1])

    def decide_extension(
        self, number: str, actor: str, *, granted: bool, why: str
    ) -> ExtensionView:
        """Grant or refuse the time asked for; the same decision again changes nothing.

        Raises NothingAsked, and NotAllowed for whoever may not grant this one or asked for it.
        """
        why = checked_why(why, needed=True)
        with self._database.session() as session:
            ticket = self._take(session, number, actor, "decide_extension")
            if ticket.extension_asked is None:
                return _decided_before(ticket, actor, granted=granted)
            self._check_decider(ticket, actor)
            self._decide(ticket, actor, why, granted=granted)
            return view_extension(ticket.extensions[-1])

    def _ask(self, session: Session, ticket: Ticket, why: str, actor: str) -> None:
        running, to = self._next_longer(ticket)
        if running.day < self._today():
            raise NotExtendable("the time for the answer is over already")
        ticket.extension_asked = to
        ticket.extensions.append(
            TicketExtension(
                state="asked",
                to=to,
                day=self._longer_day(to, running),
                why=why,
                asked_at=self._clock.now(),
                asked_by=actor,
            )
        )
        self._write(ticket, "extension_asked", actor, about=to)
        session.flush()

    def _decide(self, ticket: Ticket, actor: str, why: str, *, granted: bool) -> None:
        wish: TicketExtension = ticket.extensions[-1]
        wish.state = "granted" if granted else "refused"
        wish.decided_at, wish.decided_by, wish.decision_why = self._clock.now(), actor, why
        ticket.extension_asked = None
        if granted:
            running, to = self._next_longer(ticket)
            running.ended_at = self._clock.now()
            self._start(ticket, to, running.since)
        self._write(ticket, f"extension_{wish.state}", actor, about=wish.to)

    def _next_longer(self, ticket: Ticket) -> tuple[TicketDeadline, str]:
        """Return the running time for the answer and the name of the next longer one."""
        running = {row.name: row for row in self._running(ticket)}
        longer_than = dict(pairwise(self._answer_times()))
        shorter = next(filter(running.get, longer_than), None)
        if shorter is None:
            raise NotExtendable("no answer is awaited whose time could be extended")
        return running[shorter], longer_than[shorter]

    def _longer_day(self, to: str, running: TicketDeadline) -> date:
        return self._last_day(self._profile.deadline_rule(to, running.since), running.since).day

    def _answer_times(self) -> list[str]:
        return [name for name in ANSWER_TIMES if self._profile.has_deadline(name, self._today())]

    def _check_decider(self, ticket: Ticket, actor: str) -> None:
        """Let nobody grant what is beyond their role, or their own wish."""
        roles = self._profile.life.extensions.get(ticket.extension_asked, ())
        if role_of(actor) not in roles or ticket.extensions[-1].asked_by == actor:
            raise NotAllowed(actor, f"decide_extension {ticket.extension_asked}")


def _decided_before(ticket: Ticket, actor: str, *, granted: bool) -> ExtensionView:
    last = ticket.extensions[-1] if ticket.extensions else None
    state = "granted" if granted else "refused"
    if last is None or (last.state, last.decided_by) != (state, actor):
        raise NothingAsked("no extension is asked for")
    return view_extension(last)


def view_extension(row: TicketExtension) -> ExtensionView:
    """Copy a wish for more time."""
    return ExtensionView(
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        to=row.to,
        day=row.day,
        state=row.state,
        why=row.why,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        decision_why=row.decision_why,
    )
