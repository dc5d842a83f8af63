"""Counting a month of an institution: short looks at the database, figures out of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bot.calendar.clock import shanghai_date
from bot.papers.monthly_report import Answers, Satisfaction, Share
from bot.papers.months import Month
from bot.practice_marks import not_practice
from bot.tickets.clocks import ANSWER_TIMES, waits_for_an_answer
from bot.tickets.conditions import visible_to
from bot.tickets.models import Ticket, TicketAnswer, TicketDeadline, TicketFollowUp, TicketLabel

REVIEW = "review_decision"
NOTHING = Decimal("0.00")
MOMENT = timedelta(microseconds=1)  # what happens right now has happened


@dataclass(frozen=True)
class Scope:
    """Whose complaints are counted, and the moment from which an institution has one."""

    theirs: tuple[Any, ...]
    received_at: Any


def scope_of(institution_id: str | None, *, is_own_house: bool) -> Scope:
    """Return what counts for an institution, or with None for all of the hotline.

    In an institution's own house (`is_own_house`) it has a complaint once it is registered, else
    once it was forwarded.
    """
    complaints = (
        Ticket.kind == "complaint",
        Ticket.merged_into.is_(None),
        not_practice(Ticket.conversation_id),
    )
    received_at = Ticket.registered_at if is_own_house else Ticket.forwarded_at
    if institution_id is None:
        return Scope((*complaints, received_at.is_not(None)), received_at)
    whose = Ticket.institution_id == institution_id if is_own_house else visible_to(institution_id)
    return Scope((*complaints, whose), received_at)


class MonthlyCounts:
    """Counts the complaints of one month; lives as long as the session."""

    def __init__(self, session: Session, scope: Scope, month: Month, now: datetime) -> None:
        self._session = session
        self._month = month
        self._until = min(now + MOMENT, month.end)
        self._theirs = scope.theirs
        self._received_at = scope.received_at
        self._answered = self._last_answers()

    def received(self, month: Month | None = None) -> int:
        """Return how many came in a month (this one)."""
        return self._one(select(func.count()).select_from(Ticket).where(*self._came(month)))

    def sums(self) -> tuple[int, int, int, Decimal]:
        """Return repeats, urges, tickets of the elderly and the sum in dispute."""
        repeated, elderly = Ticket.repeats > 0, Ticket.elderly.is_(True)
        sums = select(func.coalesce(func.sum(Ticket.urges), 0), func.sum(Ticket.amount))
        urges, amount = self._session.execute(sums.where(*self._came())).one()
        counted = select(func.count()).select_from(Ticket).where(*self._came())
        return (
            self._one(counted.where(repeated)),
            int(urges),
            self._one(counted.where(elderly)),
            amount or NOTHING,
        )

    def answers(self) -> Answers:
        """Return how the answers of the month came."""
        times = self._times_met()
        days = [(ended - since).days for _, since, _, ended in times.values()]
        in_time = sum(ended <= day for _, _, day, ended in times.values())
        return Answers(
            count=len(self._answered),
            in_time=in_time,
            late=len(times) - in_time,
            extended=sum(name in ANSWER_TIMES[1:] for name, *_ in times.values()),
            days=round(sum(days) / len(days), 1) if days else None,
        )

    def outcomes(self, names: Mapping[str, str]) -> tuple[Share, ...]:
        """Return how the month's answers ended, in the order of `names`."""
        counted = Counter(answer.outcome for answer in self._answered.values())
        return tuple(Share(code, names[code], counted[code]) for code in names if counted[code])

    def paid(self) -> Decimal:
        """Return what was paid by the month's answers."""
        sums = (answer.paid for answer in self._answered.values())
        return sum((paid for paid in sums if paid is not None), NOTHING)

    def satisfaction(self) -> Satisfaction:
        """Return what consumers said in the month."""
        asked = self._in_month(TicketFollowUp, TicketFollowUp.score.is_not(None))
        rows = self._session.execute(
            asked.with_only_columns(TicketFollowUp.score, TicketFollowUp.nps)
        ).all()
        scores = Counter(row.score for row in rows)
        given = [row.nps for row in rows if row.nps is not None]
        average = round(sum(row.score for row in rows) / len(rows), 2) if rows else None
        return Satisfaction(dict(sorted(scores.items())), average, _nps(given))

    def labels(self) -> Sequence[Any]:
        """Return axis, code and count of the main categories, the most frequent first."""
        number = func.count().label("number")
        counted = (
            select(TicketLabel.axis, TicketLabel.code, number)
            .join(Ticket, Ticket.id == TicketLabel.ticket_id)
            .where(TicketLabel.main, TicketLabel.replaced_at.is_(None), *self._came())
            .group_by(TicketLabel.axis, TicketLabel.code)
            .order_by(TicketLabel.axis, number.desc(), TicketLabel.code)
        )
        return self._session.execute(counted).all()

    def open_and_overdue(self) -> tuple[int, int]:
        """Return how many were without an answer at the end, and how many of them too long."""
        row = TicketDeadline
        running = (
            select(row.ticket_id, row.name, row.met_by, row.day)
            .join(Ticket, Ticket.id == row.ticket_id)
            .where(
                row.set_at < self._until,
                or_(row.ended_at.is_(None), row.ended_at >= self._until),
                *self._theirs,
            )
        )
        today = min(shanghai_date(self._until), self._month.last)
        waiting: dict[int, date] = {
            found.ticket_id: found.day
            for found in self._session.execute(running)
            if waits_for_an_answer(found.name, found.met_by) and found.name != REVIEW
        }
        return len(waiting), sum(day < today for day in waiting.values())

    def withdrawn(self) -> int:
        """Return how many consumers took back in the month."""
        ended = (Ticket.state == "withdrawn", *self._within(Ticket.closed_at))
        return self._one(select(func.count()).select_from(Ticket).where(*ended, *self._theirs))

    def _last_answers(self) -> dict[int, Any]:
        """Return by ticket the last answer that it got in the month."""
        answers = self._in_month(TicketAnswer, TicketAnswer.kind == "answer")
        columns = answers.with_only_columns(
            TicketAnswer.ticket_id, TicketAnswer.outcome, TicketAnswer.paid
        )
        rows = self._session.execute(columns.order_by(TicketAnswer.id))
        return {row.ticket_id: row for row in rows}

    def _times_met(self) -> dict[int, tuple[str, date, date, date]]:
        """Return of each ticket the last time for an answer that an answer of the month ended."""
        row = TicketDeadline
        met = (
            select(row.ticket_id, row.name, row.met_by, row.since, row.day, row.ended_at)
            .join(Ticket, Ticket.id == row.ticket_id)
            .where(row.met, *self._within(row.ended_at), *self._theirs)
            .order_by(row.id)
        )
        return {
            found.ticket_id: (found.name, found.since, found.day, shanghai_date(found.ended_at))
            for found in self._session.execute(met)
            if found.ticket_id in self._answered
            and waits_for_an_answer(found.name, found.met_by)
            and found.name != REVIEW
        }

    def _in_month(self, table: Any, condition: Any) -> Any:
        joined = select(table).join(Ticket, Ticket.id == table.ticket_id)
        return joined.where(condition, *self._within(table.at), *self._theirs)

    def _came(self, month: Month | None = None) -> tuple[Any, ...]:
        month = month or self._month
        return (
            *self._theirs,
            self._received_at >= month.start,
            self._received_at < month.end,
        )

    def _within(self, moment: Any) -> tuple[Any, Any]:
        return moment >= self._month.start, moment < self._month.end

    def _one(self, query: Any) -> int:
        return int(self._session.execute(query).scalar_one())


def _nps(given: Iterable[int]) -> float | None:
    given = list(given)
    if not given:
        return None
    happy, unhappy = sum(one >= 9 for one in given), sum(one <= 6 for one in given)
    return round(100 * (happy - unhappy) / len(given), 1)
