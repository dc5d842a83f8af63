"""Who looks at a complaint next, and which ways there are outside the house."""

from __future__ import annotations

from sqlalchemy import select

from bot.life_profile import LADDER, OVERDUE, TOP_OF_LADDER, Guidance
from bot.practice_marks import not_practice
from bot.tickets.actors import check_actor
from bot.tickets.clocks import BEFORE_AN_ANSWER, awaits_an_answer
from bot.tickets.contents import checked_why
from bot.tickets.errors import NotOffered, TopOfLadder
from bot.tickets.models import Ticket, TicketDeadline
from bot.tickets.office import Office
from bot.tickets.views import TicketView


class Ladder(Office):
    """The escalation ladder of the profile, and guidance where it ends.

    All raise UnknownTicket for a number that is not there, and NotAllowed.
    """

    def climb(self, number: str, why: str, actor: str) -> TicketView:
        """Bring a ticket to the next step of the ladder, whose time runs from today.

        Raises TopOfLadder at the last step, IllegalMove when it is answered or over.
        """
        why = checked_why(why)
        with self._database.session() as session:
            ticket = self._take(session, number, actor, "climb")
            self._only_from(ticket, BEFORE_AN_ANSWER, "climbed")
            self._climb(ticket, why, actor)
            return self._view(ticket)

    def climb_overdue(self, actor: str = "chore") -> int:
        """Bring every ticket whose step has run out of time to the next; returns how many."""
        check_actor(actor, "climb")
        return sum(self._climb_if_overdue(number, actor) for number in self._out_of_time())

    def guidance(self, number: str) -> tuple[Guidance, ...]:
        """Return the ways outside that are offered now: regulator, mediation, notary, court."""
        with self._database.reading() as session:
            return self._offered(self._look(session, number))

    def guide(self, number: str, way: str, actor: str) -> Guidance:
        """Note that the consumer was told of a way outside; raises NotOffered."""
        with self._database.session() as session:
            ticket = self._take(session, number, actor, "guide")
            offered = {guidance.name: guidance for guidance in self._offered(ticket)}
            if way not in offered:
                raise NotOffered(f"{way[:40]!r} is not offered to this ticket now")
            self._write(ticket, "guided", actor, about=way)
            return offered[way]

    def _climb(self, ticket: Ticket, why: str, actor: str) -> None:
        ladder = self._profile.life.ladder
        if ticket.step is None or ticket.step + 1 >= len(ladder):
            raise TopOfLadder("there is no further step")
        ticket.step += 1
        self._start(ticket, LADDER, self._today())
        self._write(ticket, "climbed", actor, why, about=ladder[ticket.step].name)

    def _out_of_time(self) -> list[str]:
        wanted = (
            select(Ticket.number)
            .join(TicketDeadline, TicketDeadline.ticket_id == Ticket.id)
            .where(
                TicketDeadline.name == LADDER,
                not_practice(Ticket.conversation_id),
                TicketDeadline.ended_at.is_(None),
                TicketDeadline.day < self._today(),
                Ticket.step < len(self._profile.life.ladder) - 1,
            )
            .order_by(Ticket.id)
        )
        with self._database.reading() as session:
            return list(session.execute(wanted).scalars())

    def _climb_if_overdue(self, number: str, actor: str) -> bool:
        """Look again under the lock: another process may have been quicker."""
        with self._database.session() as session:
            ticket = self._find(session, number)
            late = [row for row in self._running(ticket) if row.name == LADDER]
            at_the_top = (ticket.step or 0) + 1 >= len(self._profile.life.ladder)
            if at_the_top or not late or late[0].day >= self._today():
                return False
            self._climb(ticket, "", actor)
            return True

    def _offered(self, ticket: Ticket) -> tuple[Guidance, ...]:
        moments = {ticket.state}
        awaited = [row for row in self._running(ticket) if awaits_an_answer(row)]
        if any(row.day < self._today() for row in awaited):
            moments.add(OVERDUE)
        if ticket.step is not None and ticket.step + 1 >= len(self._profile.life.ladder):
            moments.add(TOP_OF_LADDER)
        return tuple(way for way in self._profile.life.guidance if moments & set(way.when))
