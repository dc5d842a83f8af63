from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from bot.calendar.clock import SHANGHAI, to_shanghai
from bot.calendar.working_days import WorkingCalendar

_DAY_NAMES = {"working": "工作日", "weekdays": "周一至周五", "daily": "每天"}
_SATURDAY = 5
_LOOK_AHEAD = 60
_MIDNIGHT = timedelta(days=1)


@dataclass(frozen=True)
class OpenSpan:
    """From `opens` up to, not with, `closes`, counted from midnight; the end may be 24:00."""

    opens: timedelta
    closes: timedelta


class ServiceHours:
    """When people are there to answer.

    `days` is "working" (Chinese working days), "weekdays" or "daily"; `spans` are in order.
    """

    def __init__(
        self,
        days: str,
        spans: Collection[OpenSpan],
        calendar: WorkingCalendar,
        closed: Collection[date] = (),
    ) -> None:
        if days not in _DAY_NAMES:
            raise ValueError(f"days must be one of {', '.join(_DAY_NAMES)}, not {days!r}")
        self._days = days
        self._spans = tuple(spans)
        self._calendar = calendar
        self._closed = frozenset(closed)

    @classmethod
    def from_profile(cls, data: Mapping[str, Any], calendar: WorkingCalendar) -> ServiceHours:
        """Build from a profile: days, spans such as "09:00-12:00", and closed dates (optional).

        Raises ValueError for what is not such data, or spans out of order.
        """
        spans = [_span(words) for words in data["spans"]]
        edges = [edge for span in spans for edge in (span.opens, span.closes)]
        if not spans or any(late <= early for early, late in pairwise(edges)):
            raise ValueError("spans must be in order, each closing after it opens")
        closed = [_date(day) for day in data.get("closed", ())]
        return cls(data["days"], spans, calendar, closed)

    def is_open(self, now: datetime) -> bool:
        """Say whether somebody answers at this moment; without a time zone it raises ValueError."""
        local = to_shanghai(now)
        passed = local.replace(tzinfo=None) - datetime.combine(local.date(), time())
        open_now = any(span.opens <= passed < span.closes for span in self._spans)
        return open_now and self._is_open_day(local.date())

    def next_opening(self, now: datetime) -> datetime:
        """Return the moment, in Shanghai, at which the next span after `now` begins.

        Raises ValueError if nothing opens within sixty days.
        """
        after = to_shanghai(now)
        for opening in self._openings(after.date()):
            if opening > after:
                return opening
        raise ValueError(f"closed for {_LOOK_AHEAD} days after {after:%Y-%m-%d}")

    def describe(self) -> str:
        """Return the hours as consumers read them: 工作日 9:00-12:00、13:00-17:00."""
        if self._spans == (OpenSpan(timedelta(), _MIDNIGHT),):
            return f"{_DAY_NAMES[self._days]} 24小时"
        spans = "、".join(f"{_clock(s.opens)}-{_clock(s.closes)}" for s in self._spans)
        return f"{_DAY_NAMES[self._days]} {spans}"

    def _openings(self, first: date) -> Iterator[datetime]:
        for number in range(_LOOK_AHEAD):
            day = first + timedelta(days=number)
            if self._is_open_day(day):
                midnight = datetime.combine(day, time(), SHANGHAI)
                yield from (midnight + span.opens for span in self._spans)

    def _is_open_day(self, day: date) -> bool:
        if day in self._closed:
            return False
        if self._days == "working":
            return self._calendar.is_working_day(day)
        return self._days == "daily" or day.weekday() < _SATURDAY


def _span(words: str) -> OpenSpan:
    opens, _, closes = words.partition("-")
    return OpenSpan(_since_midnight(opens), _since_midnight(closes))


def _since_midnight(words: str) -> timedelta:
    if words.strip() == "24:00":
        return _MIDNIGHT
    at = time.fromisoformat(words.strip().zfill(5))
    return timedelta(hours=at.hour, minutes=at.minute)


def _date(day: str | date) -> date:
    return day if isinstance(day, date) else date.fromisoformat(day)


def _clock(since_midnight: timedelta) -> str:
    minutes = int(since_midnight.total_seconds()) // 60
    return f"{minutes // 60}:{minutes % 60:02}"
