"""What must be done today (督办): due, overdue, at risk; and the chores that keep it so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import defer
from sqlalchemy.sql import Select

from bot.practice_marks import not_practice
from bot.tickets.conditions import visible_to
from bot.tickets.groups import Groups, GroupView
from bot.tickets.models import Ticket, TicketDeadline
from bot.tickets.search import SEALED
from bot.tickets.views import TicketView


@dataclass(frozen=True)
class DutyEntry:
    """One running deadline; `days_left` is negative when it is overdue.

    `by_institution`: the institution has to keep it, not the house.
    """

    ticket: TicketView
    deadline: str
    title: str
    day: date
    provisional: bool
    law: str
    days_left: int
    by_institution: bool


@dataclass(frozen=True)
class Duty:
    """The deadlines that matter on a day, the most urgent first, and the major joint complaints."""

    day: date
    due: tuple[DutyEntry, ...]
    overdue: tuple[DutyEntry, ...]
    at_risk: tuple[DutyEntry, ...]
    major: tuple[GroupView, ...]


class DutyList(Groups):
    """The daily list."""

    def duty(self, day: date | None = None, institution_id: str | None = None) -> Duty:
        """Return the list of a day (today); for an institution only what it may see and must do."""
        day = day or self._today()
        entries = self._entries(day, institution_id)
        return Duty(
            day=day,
            due=tuple(entry for entry in entries if entry.days_left == 0),
            overdue=tuple(entry for entry in entries if entry.days_left < 0),
            at_risk=tuple(entry for entry in entries if entry.days_left > 0),
            major=() if institution_id else self.groups(major=True),
        )

    def _entries(self, day: date, institution_id: str | None) -> list[DutyEntry]:
        last = day + timedelta(days=self._profile.life.at_risk_days)
        wanted = running_deadlines(last, self._profile.life.consumers_own)
        if institution_id is not None:
            wanted = wanted.where(
                visible_to(institution_id), TicketDeadline.name.in_(self._profile.life.reminders)
            )
        with self._database.reading() as session:
            rows = session.execute(wanted).all()
            return [self._entry(ticket, row, day) for row, ticket in rows]

    def _entry(self, ticket: Ticket, row: TicketDeadline, day: date) -> DutyEntry:
        life = self._profile.life
        return DutyEntry(
            ticket=self._view(ticket),
            deadline=row.name,
            title=life.title(row.name),
            day=row.day,
            provisional=row.provisional,
            law=row.law,
            days_left=(row.day - day).days,
            by_institution=row.name in life.reminders,
        )


def running_deadlines(last: date, without: frozenset[str]) -> Select:
    """Select the running deadlines up to a day with their tickets, the most urgent first."""
    conditions: list[Any] = [
        TicketDeadline.ended_at.is_(None),
        TicketDeadline.day <= last,
        not_practice(Ticket.conversation_id),
    ]
    if without:
        conditions.append(TicketDeadline.name.not_in(without))
    return (
        select(TicketDeadline, Ticket)
        .join(Ticket, Ticket.id == TicketDeadline.ticket_id)
        .where(*conditions)
        .options(*(defer(column) for column in SEALED))
        .order_by(TicketDeadline.day, Ticket.risk.desc(), TicketDeadline.id)
    )
