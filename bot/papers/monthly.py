"""Put an institution's month together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.calendar.clock import Clock
from bot.data_files import read_yaml
from bot.database import Database
from bot.papers.monthly_counts import MonthlyCounts, scope_of
from bot.papers.monthly_report import Measure, MonthlyReport, Share
from bot.papers.months import Month
from bot.papers.words import category_words
from bot.profile import Profile
from bot.tickets.classification import AXES, category
from bot.tickets.contents import OUTCOMES
from bot.tickets.models import Ticket

MEASURES = Path(__file__).with_name("measures.yml")
CAUSES = "C"
TOP = 5
ALL = "全部机构"


class MonthlyReports:
    """Makes the reports of one hotline; share one between all threads."""

    def __init__(self, database: Database, profile: Profile, clock: Clock) -> None:
        self._database = database
        self._profile = profile
        self._clock = clock

    def report(self, institution_id: str | None, day: date) -> MonthlyReport:
        """Return the month in which `day` lies; a month that is not over counts until now.

        Without an institution it is the report about all of them.
        """
        month, now = Month.of(day), self._clock.now()
        scope = scope_of(institution_id, is_own_house=self._profile.house is not None)
        with self._database.reading() as session:
            counts = MonthlyCounts(session, scope, month, now)
            repeats, urges, elderly, amount = counts.sums()
            open_, overdue = counts.open_and_overdue()
            by_axis = _by_axis(counts.labels())
            top = _top(by_axis[CAUSES])
            return MonthlyReport(
                hotline=self._profile.name,
                institution_id=institution_id,
                institution_name=self._name_of(session, institution_id),
                month=month.first,
                made_at=now,
                received=counts.received(),
                received_before=counts.received(month.before),
                repeats=repeats,
                urges=urges,
                elderly=elderly,
                amount=amount,
                answers=counts.answers(),
                open=open_,
                overdue=overdue,
                withdrawn=counts.withdrawn(),
                outcomes=counts.outcomes(OUTCOMES),
                paid=counts.paid(),
                satisfaction=counts.satisfaction(),
                by_axis=by_axis,
                top_causes=top,
                measures=_measures_for(top),
            )

    def _name_of(self, session: Session, institution_id: str | None) -> str:
        """Return what the tickets call the institution, the newest first."""
        if institution_id is None:
            return self._profile.house.name if self._profile.house else ALL
        named = select(Ticket.institution_name).where(Ticket.institution_id == institution_id)
        newest = session.execute(named.order_by(Ticket.id.desc()).limit(1)).scalar()
        return newest or institution_id


def _by_axis(rows: Sequence[Any]) -> dict[str, tuple[Share, ...]]:
    return {
        axis: tuple(
            Share(row.code, category_words(row.code), row.number)
            for row in rows
            if row.axis == axis
        )
        for axis in AXES
    }


def _top(causes: Sequence[Share]) -> tuple[Share, ...]:
    """Return the most frequent causes; 其他 is none that could be mended."""
    named = [cause for cause in causes if not category(cause.code).other]
    return tuple((named or list(causes))[:TOP])


def _measures_for(causes: Sequence[Share]) -> tuple[Measure, ...]:
    known = _measures()
    return tuple(Measure(cause.name, known[cause.code]) for cause in causes if cause.code in known)


@cache
def _measures() -> Mapping[str, str]:
    measures: dict[str, str] = read_yaml(MEASURES)
    return measures
