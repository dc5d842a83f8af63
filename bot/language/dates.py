"""Dates as consumers say them, seen from a given day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bot.language.date_patterns import date_patterns
from bot.language.numerals import plain
from bot.language.periods import Period, day, month
from bot.language.spans import Span, without_overlaps

_TO = re.compile(r" ?(?:到|至|-+|—+|~|～) ?")
# A month or day in numbers, without its year.
_UNDATED = re.compile("[0-9一二三四五六七八九十]+[月号日][^年]*")
_TO_NOW = re.compile(r"(?:开始)? ?(?:一直)?(?:到|至)(?:现在|今天|今日|如今|目前|今)")


def find_dates(text: str, today: date) -> list[Span]:
    """Find dates; the value is an ISO 8601 date or `start/end`.

    A month or day without a year is the latest one not after `today`. Of days, weeks and
    festivals the very days are given, of months and years the whole of them.
    """
    said = plain(text)
    found = dict(_periods(said, today))
    spans = without_overlaps(Span(*place, text[slice(*place)], "") for place in found)
    dated = [(span, found[span.start, span.end]) for span in spans]
    return [
        Span(start, end, text[start:end], period.iso)
        for start, end, period in _joined(said, dated, today)
    ]


def _periods(said: str, today: date) -> Iterator[tuple[tuple[int, int], Period]]:
    for pattern, reader in date_patterns():
        for match in pattern.finditer(said):
            period = reader(match.groupdict(""), today)
            if period:
                yield match.span(), period


def _joined(
    said: str, dated: list[tuple[Span, Period]], today: date
) -> Iterator[tuple[int, int, Period]]:
    """Join 去年三月 and 现在 of 去年三月到现在 into one period."""
    rest = list(dated)
    while rest:
        span, period = rest.pop(0)
        end = span.end
        to_now = _TO_NOW.match(said, end)
        to = _TO.match(said, end)
        if to_now and period.first <= today:
            end, period = to_now.end(), Period(period.first, today)
            rest = [other for other in rest if other[0].start >= end]
        elif to and rest and rest[0][0].start == to.end():
            other, until = rest[0]
            last = _last_of(period.first, said[other.start : other.end], until)
            if last >= period.first:
                rest.pop(0)
                end, period = other.end, Period(period.first, last)
        yield span.start, end, period


def _last_of(first: date, said: str, until: Period) -> date:
    """Give 20号 of 3月15号到20号 the month and year that were said before it."""
    if not _UNDATED.fullmatch(said):
        return until.last
    number = until.first.month if "月" in said else first.month
    if until.first == until.last:
        carried = day(first.year, number, until.first.day)
    else:
        carried = month(first.year, number)
    return carried.last if carried and carried.last >= first else until.last
