"""Months as they are counted in Shanghai."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from bot.calendar.clock import SHANGHAI


@dataclass(frozen=True)
class Month:
    """One month by its first day; `start` and `end` (exclusive) are aware UTC."""

    first: date

    @classmethod
    def of(cls, day: date) -> Month:
        """Return the month in which a day lies."""
        return cls(day.replace(day=1))

    @property
    def before(self) -> Month:
        """Return the month before."""
        return Month.of(self.first - timedelta(days=1))

    @property
    def after(self) -> Month:
        """Return the month after."""
        return Month.of(self.first + timedelta(days=32))

    @property
    def last(self) -> date:
        """Return the last day."""
        return self.after.first - timedelta(days=1)

    @property
    def start(self) -> datetime:
        """Return the moment in which it begins."""
        return datetime.combine(self.first, time(), SHANGHAI).astimezone(timezone.utc)

    @property
    def end(self) -> datetime:
        """Return the moment in which the next one begins."""
        return self.after.start
