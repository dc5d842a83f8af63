"""What a person sets right by hand."""

from __future__ import annotations

from bot.tickets.classification import category
from bot.tickets.contents import checked_why
from bot.tickets.errors import IllegalMove
from bot.tickets.models import TicketLabel
from bot.tickets.office import Office
from bot.tickets.views import TicketView


class Corrections(Office):
    """Moves without an act of their own, and categories.

    Both raise UnknownTicket for a number that is not there, and NotAllowed.
    """

    def move(self, number: str, to: str, why: str, actor: str) -> TicketView:
        """Move a ticket to another state; `why` is staff's reason and quotes no consumer.

        Raises IllegalMove, also for `merged`, which needs the other ticket.
        """
        with self._database.session() as session:
            ticket = self._take(session, number, actor, "move")
            if to == "merged":
                raise IllegalMove(ticket.state, to)
            self._move(session, ticket, to, actor, checked_why(why))
            return self._view(ticket)

    def reclassify(self, number: str, code: str, why: str, actor: str) -> TicketView:
        """Make a category the main one of its axis because a person knows better.

        Raises ValueError for a code that there is not.
        """
        axis = category(code).axis
        with self._database.session() as session:
            ticket = self._take(session, number, actor, "reclassify")
            now = self._clock.now()
            for label in ticket.labels:
                if label.axis == axis and label.replaced_at is None:
                    label.replaced_at = now
            ticket.labels.append(
                TicketLabel(axis=axis, code=code, main=True, confidence=1.0, by=actor, at=now)
            )
            self._write(ticket, "reclassified", actor, f"{code} {checked_why(why)}".strip())
            return self._view(ticket)
