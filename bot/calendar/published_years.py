from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bot.data_files import read_yaml

_SATURDAY = 5
_DAY = timedelta(days=1)


class CalendarError(ValueError):
    """A calendar file that cannot be right."""


@dataclass(frozen=True)
class PublishedYear:
    """One year of the State Council's arrangement: days off, and weekend days worked instead."""

    days_off: frozenset[date]
    make_up: frozenset[date]


def load_years(path: Path) -> dict[int, PublishedYear]:
    """Read the published years of a calendar file.

    Raises CalendarError for an unreadable day, or a day that is both off and worked, or a day
    worked instead that is no weekend day.
    """
    raw = read_yaml(path) or {}
    try:
        return {int(year): _year(int(year), entry) for year, entry in raw.items()}
    except (AttributeError, KeyError, TypeError) as error:
        raise CalendarError(f"{path.name}: years with days_off and make_up expected") from error


def _year(year: int, entry: Mapping[str, Any]) -> PublishedYear:
    days_off = frozenset(day for words in entry["days_off"] for day in _days(year, words))
    make_up = frozenset(day for words in entry["make_up"] for day in _days(year, words))
    if days_off & make_up or any(day.weekday() < _SATURDAY for day in make_up):
        raise CalendarError(f"{year}: a make-up day must be a weekend day that is not off")
    return PublishedYear(days_off, make_up)


def _days(year: int, words: str) -> Iterator[date]:
    first, _, last = words.partition("/")
    try:
        day, end = (date.fromisoformat(f"{year}-{part}") for part in (first, last or first))
    except ValueError as error:
        raise CalendarError(f"{year}: {words!r} is not a day or range of days") from error
    while day <= end:
        yield day
        day += _DAY
