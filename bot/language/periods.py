"""Days, months and years as stretches of the calendar."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both included."""

    first: date
    last: date

    @property
    def iso(self) -> str:
        """ISO 8601: one date, or `start/end`."""
        first, last = self.first.isoformat(), self.last.isoformat()
        return first if first == last else f"{first}/{last}"


def day(year: int, month: int, number: int) -> Period | None:
    """One day, or None if the calendar has no such day."""
    try:
        only = date(year, month, number)
    except ValueError:
        return None
    return Period(only, only)


def days_from(today: date, days: int) -> Period | None:
    """The day so many days away, or None beyond the calendar."""
    try:
        only = today + timedelta(days=days)
    except OverflowError:
        return None
    return Period(only, only)


def month(year: int, number: int) -> Period | None:
    """A whole month, or None beyond the calendar."""
    if not (1 <= year <= 9999 and 1 <= number <= 12):
        return None
    return Period(date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1]))


def year(number: int) -> Period | None:
    """A whole year, or None beyond the calendar."""
    if not 1 <= number <= 9999:
        return None
    return Period(date(number, 1, 1), date(number, 12, 31))


def months_from(today: date, months: int) -> Period | None:
    """The whole month so many months away."""
    count = today.year * 12 + today.month - 1 + months
    return month(count // 12, count % 12 + 1)


def week_from(today: date, weeks: int) -> Period | None:
    """The week, Monday to Sunday, so many weeks away."""
    monday = days_from(today, 7 * weeks - today.weekday())
    sunday = days_from(today, 7 * weeks - today.weekday() + 6)
    return Period(monday.first, sunday.first) if monday and sunday else None


_PARTS_OF_MONTH = {
    "初": (1, 10),
    "上旬": (1, 10),
    "中": (11, 20),
    "中旬": (11, 20),
    "下旬": (21, 31),
    "底": (21, 31),
    "末": (21, 31),
}
_PARTS_OF_YEAR = {
    "初": (1, 3),
    "中": (6, 7),
    "底": (11, 12),
    "末": (11, 12),
    "上半年": (1, 6),
    "下半年": (7, 12),
}


def part_of_month(whole: Period, part: str) -> Period:
    """上旬, 中旬 or 下旬 of a month; 初 and 底 are taken as the first and last of them."""
    first, last = _PARTS_OF_MONTH[part]
    return Period(whole.first.replace(day=first), min(whole.last, _at_most(whole, last)))


def _at_most(whole: Period, number: int) -> date:
    return whole.first.replace(day=min(number, whole.last.day))


def part_of_year(number: int, part: str) -> Period | None:
    """年初 is January to March, 年中 June and July, 年底 November and December."""
    first, last = (month(number, of_year) for of_year in _PARTS_OF_YEAR[part])
    return Period(first.first, last.last) if first and last else None
