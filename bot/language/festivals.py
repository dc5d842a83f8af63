"""Festivals of a year, the lunar ones included."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

import holidays

from bot.language.lexicon import read_table
from bot.language.periods import Period, day


def festival_words() -> list[str]:
    """All words for festivals."""
    return [row["word"] for row in read_table("festivals.csv")]


@cache
def festival_in(year: int, word: str) -> Period | None:
    """The days of a festival in that year; 国庆 is the golden week, the others are one day."""
    row = next(row for row in read_table("festivals.csv") if row["word"] == word)
    if row["month"] == "lunar":
        return _statutory(year, row["day"])
    first = day(year, int(row["month"]), int(row["day"]))
    return first and Period(first.first, first.first + timedelta(days=int(row["days"]) - 1))


def _statutory(year: int, name: str) -> Period | None:
    days = holidays.country_holidays("CN", years=year, language="zh_CN")
    named = (when for when in sorted(days) if name in days[when].split("; "))
    first = next(named, None)
    return Period(first, first) if first else None
