"""Suggestions, praise and reports go to whoever they are for."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.life_profile import Owner
from bot.tickets.errors import NoSuchRoute
from bot.tickets.models import Ticket
from bot.tickets.office import Office
from bot.tickets.views import TicketView


class Routing(Office):
    """Not complaints: other owners, other clocks.

    Both raise UnknownTicket, NotAllowed and IllegalMove.
    """

    def route(self, number: str, actor: str, to: str | None = None) -> TicketView:
        """Give a suggestion or praise to its owner, or a report to a route of the profile.

        The same again changes nothing. A report goes to the first route when none is named, and
        never to the institution that it accuses. Raises NoSuchRoute.
        """
        with self._database.session() as session:
            ticket = self._take(session, number, actor, "route")
            if ticket.kind == "report":
                self._route_a_report(ticket, actor, to)
            elif ticket.kind in self._profile.life.owners and to is None:
                owner = self._profile.life.owners[ticket.kind]
                self._route_to_its_owner(session, ticket, actor, owner)
            else:
                raise NoSuchRoute("this kind of ticket is not routed so")
            return self._view(ticket)

    def accept_report(self, number: str, actor: str) -> TicketView:
        """Take up a report of a violation; the time for the investigation runs from today.

        Source: 银行保险违法行为举报处理办法 (15 days to decide, 60 to investigate).
        """
        with self._database.session() as session:
            ticket = self._take(session, number, actor, "accept_report")
            if ticket.kind != "report":
                raise NoSuchRoute("this ticket is no report")
            if ticket.state != "in_progress":
                self._only_from(ticket, ("registered",), "in_progress")
                self._move(session, ticket, "in_progress", actor)
            return self._view(ticket)

    def _route_a_report(self, ticket: Ticket, actor: str, to: str | None) -> None:
        routes = {route.name: route for route in self._profile.life.report_routes}
        name = to if to is not None else next(iter(routes), "")
        if name not in routes:
            raise NoSuchRoute(f"the profile knows no route {name[:40]!r}")
        self._only_from(ticket, ("registered", "in_progress"), "routed")
        self._give_to(ticket, routes[name].title, actor, name)

    def _route_to_its_owner(
        self, session: Session, ticket: Ticket, actor: str, owner: Owner
    ) -> None:
        if ticket.owner == owner.title:
            return
        self._only_from(ticket, ("registered",), "routed")
        self._move(session, ticket, "forwarded" if owner.is_institution else "in_progress", actor)
        self._give_to(ticket, owner.title, actor, ticket.kind)

    def _give_to(self, ticket: Ticket, title: str, actor: str, about: str) -> None:
        if ticket.owner != title:
            ticket.owner = title
            self._write(ticket, "routed", actor, about=about)
