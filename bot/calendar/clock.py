from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


class SystemClock:
    """The time of this computer."""

    def now(self) -> datetime:
        return datetime.now(timezone.utc)


class FixedClock:
    """A clock that stands still until it is moved: for tests and drills.

    A moment without a time zone raises ValueError.
    """

    def __init__(self, at: datetime) -> None:
        self.set(at)

    def now(self) -> datetime:
        return self._at

    def set(self, at: datetime) -> None:
        """Put the clock to a moment."""
        self._at = _aware(at).astimezone(timezone.utc)

    def move(self, by: timedelta) -> None:
        """Put the clock forward, or back if `by` is negative."""
        self._at += by


def to_shanghai(moment: datetime) -> datetime:
    """Return the same moment as clocks in China show it; without a zone it raises ValueError."""
    return _aware(moment).astimezone(SHANGHAI)


def shanghai_date(moment: datetime) -> date:
    """Return the date in China at that moment; without a zone it raises ValueError."""
    return to_shanghai(moment).date()


def _aware(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError(f"{moment!r} has no time zone")
    return moment
