"""The tickets of an institution as its officers find them: never one of another's.

Every question takes the officer, and the answer holds nothing that this officer may not see: the
institution and the branch are conditions of the query. What is not theirs does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, defer, selectinload
from sqlalchemy.sql import Select

from bot.institutions.errors import WrongField
from bot.institutions.names import handler_names, handlers_of
from bot.institutions.officer import Officer
from bot.institutions.own_views import DUE, SHELVES, OwnClock, OwnPage, OwnTicket, Wanted
from bot.language import ticket_number
from bot.tickets.clocks import ANSWER_TIMES
from bot.tickets.conditions import conditions_of, visible_to
from bot.tickets.errors import UnknownTicket
from bot.tickets.filter import Filter
from bot.tickets.models import Ticket, TicketDeadline, TicketEvent
from bot.tickets.office import Office
from bot.tickets.search import SEALED
from bot.tickets.views import TicketView

LARGEST_PAGE = 200
ACKNOWLEDGE = "acknowledge"
TO_ANSWER = (*ANSWER_TIMES, "review_decision")


class OwnTickets(Office):
    """Finds tickets for officers."""

    def page(self, officer: Officer, wanted: Wanted, page: int = 1, size: int = 30) -> OwnPage:
        """Return one page, what is due first on top; a page out of range becomes the nearest.

        Raises WrongField for a shelf or due that there is not.
        """
        conditions = self._conditions(officer, wanted)
        size = min(max(size, 1), LARGEST_PAGE)
        with self._database.reading() as session:
            total = session.execute(_counted(conditions)).scalar_one()
            number = min(max(page, 1), max(1, -(-total // size)))
            listed = self._by_urgency(conditions).limit(size).offset((number - 1) * size)
            rows = self._owned(session, officer, listed)
        return OwnPage(rows, total, number, size)

    def counts(self, officer: Officer) -> Mapping[str, int]:
        """Return how many tickets are on each shelf, and how many are in each way due."""
        wishes = {shelf: Wanted(shelf) for shelf in SHELVES}
        wishes |= {due: Wanted("all", due=due) for due in DUE}
        with self._database.reading() as session:
            return {
                name: session.execute(_counted(self._conditions(officer, wish))).scalar_one()
                for name, wish in wishes.items()
            }

    def changed_since(
        self, officer: Officer, wanted: Wanted, since: datetime | None, after: int, most: int
    ) -> tuple[tuple[OwnTicket, ...], int | None]:
        """Return tickets in the order of their registration, and after which to go on, if at all.

        `since` (aware) leaves out those to which nothing has happened from then on; `after` is
        what the last call told.
        """
        conditions = [*self._conditions(officer, wanted), Ticket.id > after]
        if since is not None:
            changed = select(TicketEvent.id).where(
                TicketEvent.ticket_id == Ticket.id, TicketEvent.at >= since
            )
            conditions.append(changed.exists())
        listed = _listed(conditions).order_by(Ticket.id).limit(most + 1)
        with self._database.reading() as session:
            ids = list(session.execute(listed.with_only_columns(Ticket.id)).scalars())
            rows = self._owned(session, officer, listed.limit(most))
        return rows, ids[most - 1] if len(ids) > most else None

    def ledger(self, officer: Officer, wanted: Wanted) -> Filter:
        """Return the question for the ledger that finds the same, bound to this officer.

        Raises WrongField; a ledger of one colleague there is not.
        """
        self._conditions(officer, wanted)
        if wanted.handler is not None:
            raise WrongField("handler", "unknown")
        return Filter(
            visible_to=officer.institution_id,
            assigned=wanted.branch if officer.branch is None else officer.branch,
            number=wanted.number,
            states=SHELVES[wanted.shelf],
            deadline=wanted.due,
            since=wanted.since,
            until=wanted.until,
        )

    def find(self, officer: Officer, number: str) -> TicketView:
        """Return one ticket; raises UnknownTicket for everything that is not theirs."""
        with self._database.reading() as session:
            return self._view(owned(session, officer, number))

    def own(self, officer: Officer, number: str) -> OwnTicket:
        """Return one ticket as the list shows it; raises UnknownTicket."""
        with self._database.reading() as session:
            ticket = owned(session, officer, number)
            names = handler_names(session, officer, [ticket.id])
            return self._own(ticket, names.get(ticket.id, ""))

    def _conditions(self, officer: Officer, wanted: Wanted) -> list[Any]:
        if wanted.shelf not in SHELVES:
            raise WrongField("shelf", "unknown")
        if wanted.due is not None and wanted.due not in DUE:
            raise WrongField("due", "unknown")
        conditions = [of_officer(officer), *self._narrowing(wanted)]
        if wanted.due is not None:
            conditions.append(self._is_due(wanted.due))
        if wanted.handler is not None:
            conditions.append(handlers_of(wanted.handler))
        return conditions

    def _narrowing(self, wanted: Wanted) -> list[Any]:
        narrowed = Filter(
            number=wanted.number,
            states=SHELVES[wanted.shelf],
            assigned=wanted.branch,
            since=wanted.since,
            until=wanted.until,
        )
        return conditions_of(narrowed, self._today(), self._profile.life)

    def _is_due(self, due: str) -> Any:
        """Return the condition on the clocks that the institution itself has to keep."""
        today, life = self._today(), self._profile.life
        days = {
            "due": TicketDeadline.day == today,
            "overdue": TicketDeadline.day < today,
            "at_risk": and_(
                TicketDeadline.day > today,
                TicketDeadline.day <= self._calendar.add_natural_days(today, life.at_risk_days).day,
            ),
        }
        running = select(TicketDeadline.ticket_id).where(self._is_theirs_to_keep(), days[due])
        return Ticket.id.in_(running)

    def _is_theirs_to_keep(self) -> Any:
        return and_(
            TicketDeadline.ended_at.is_(None), TicketDeadline.name.in_(self._profile.life.reminders)
        )

    def _by_urgency(self, conditions: list[Any]) -> Select:
        next_day = (
            select(func.min(TicketDeadline.day))
            .where(TicketDeadline.ticket_id == Ticket.id, self._is_theirs_to_keep())
            .correlate(Ticket)
            .scalar_subquery()
        )
        return _listed(conditions).order_by(
            next_day.is_(None), next_day, Ticket.risk.desc(), Ticket.id.desc()
        )

    def _owned(self, session: Session, officer: Officer, listed: Select) -> tuple[OwnTicket, ...]:
        tickets = session.execute(listed).scalars().all()
        names = handler_names(session, officer, [ticket.id for ticket in tickets])
        return tuple(self._own(ticket, names.get(ticket.id, "")) for ticket in tickets)

    def _own(self, ticket: Ticket, handler: str) -> OwnTicket:
        running = {row.name: row for row in self._running(ticket)}
        answer = next((running[name] for name in TO_ANSWER if name in running), None)
        return OwnTicket(
            ticket=self._view(ticket),
            acknowledge=self._clock_of(running.get(ACKNOWLEDGE)),
            answer=self._clock_of(answer),
            handler=handler,
        )

    def _clock_of(self, row: TicketDeadline | None) -> OwnClock | None:
        if row is None:
            return None
        return OwnClock(
            name=row.name,
            title=self._profile.life.title(row.name),
            day=row.day,
            provisional=row.provisional,
            law=row.law,
            days_left=(row.day - self._today()).days,
        )


def of_officer(officer: Officer) -> Any:
    """Return the condition under which an officer may know of a ticket."""
    mine = visible_to(officer.institution_id)
    return mine if officer.branch is None else and_(mine, Ticket.assigned == officer.branch)


def owned(session: Session, officer: Officer, number: str) -> Ticket:
    """Return a ticket of an officer; raises UnknownTicket, whether there is none or another's."""
    wanted = select(Ticket).where(Ticket.number == number, of_officer(officer))
    known = ticket_number.is_valid(number)
    ticket = session.execute(wanted).scalar_one_or_none() if known else None
    if ticket is None:
        raise UnknownTicket("there is no ticket with this number")
    return ticket


def _counted(conditions: list[Any]) -> Select:
    return select(func.count()).select_from(Ticket).where(*conditions)


def _listed(conditions: list[Any]) -> Select:
    return (
        select(Ticket)
        .where(*conditions)
        .options(
            *(defer(column) for column in SEALED),
            selectinload(Ticket.deadlines),
            selectinload(Ticket.labels),
            selectinload(Ticket.group),
        )
    )
