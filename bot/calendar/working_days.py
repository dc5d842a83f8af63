from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import holidays

from bot.calendar.published_years import PublishedYear, load_years

_HOLIDAYS = Path(__file__).with_name("holidays.yml")
_DAY = timedelta(days=1)
_SATURDAY = 5
_NOVEMBER = 11


@dataclass(frozen=True)
class Deadline:
    """A last day; provisional if it was counted through a year whose calendar is not out yet."""

    day: date
    provisional: bool


class WorkingCalendar:
    """Chinese working days: weekdays without the days off, with the weekends worked instead.

    A year without a published calendar has weekends and statutory holidays only, and what is
    counted through it is provisional.
    """

    def __init__(self, years: Mapping[int, PublishedYear]) -> None:
        self._years = dict(years)

    @classmethod
    def load(cls, path: Path | None = None, extra: Path | None = None) -> WorkingCalendar:
        """Load the published years; those of the operator's `extra` file go first.

        Raises CalendarError for a file that cannot be right.
        """
        return cls(load_years(path or _HOLIDAYS) | (load_years(extra) if extra else {}))

    def is_published(self, year: int) -> bool:
        """Say whether the arrangement of that year is known."""
        return year in self._years

    def is_working_day(self, day: date) -> bool:
        """Say whether people work on that day."""
        year = self._years.get(day.year)
        weekday = day.weekday() < _SATURDAY
        if year is None:
            return weekday and day not in _statutory(day.year)
        return day in year.make_up or (weekday and day not in year.days_off)

    def next_working_day(self, day: date) -> date:
        """Return the first working day after a day."""
        return next(self._working_days_after(day))

    def add_working_days(self, start: date, days: int) -> Deadline:
        """Return the last of so many working days, the start not counted (Civil Code art. 201).

        A negative number raises ValueError.
        """
        _not_negative(days)
        following = self._working_days_after(start)
        day = start
        for _ in range(days):
            day = next(following)
        return self._deadline(start, day)

    def add_natural_days(self, start: date, days: int) -> Deadline:
        """Return the last of so many days, the start not counted; it may be a day off.

        Never provisional: holidays do not move it. A negative number raises ValueError.
        """
        _not_negative(days)
        return Deadline(start + days * _DAY, provisional=False)

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after `start`, up to and with `end`; negative if it is earlier."""
        if end < start:
            return -self.working_days_between(end, start)
        days = (start + number * _DAY for number in range(1, (end - start).days + 1))
        return sum(map(self.is_working_day, days))

    def missing_years(self, today: date) -> list[int]:
        """Return the years operators should add: this one, and from November on the next."""
        wanted = [today.year, today.year + 1] if today.month >= _NOVEMBER else [today.year]
        return [year for year in wanted if not self.is_published(year)]

    def _working_days_after(self, day: date) -> Iterator[date]:
        while True:
            day += _DAY
            if self.is_working_day(day):
                yield day

    def _deadline(self, start: date, end: date) -> Deadline:
        years = range((start + _DAY).year, end.year + 1)
        return Deadline(end, provisional=not all(map(self.is_published, years)))


@cache
def _statutory(year: int) -> frozenset[date]:
    # Observed make-up days are the State Council's to arrange: only the holidays themselves.
    return frozenset(holidays.country_holidays("CN", years=year, observed=False))


def _not_negative(days: int) -> None:
    if days < 0:
        raise ValueError(f"cannot count {days} days")
