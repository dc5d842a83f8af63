"""Moments of 24 September 2026, a Thursday before the three days of Mid-Autumn."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

MORNING = datetime(2026, 9, 24, 2, 0, tzinfo=timezone.utc)  # 10:00 in Shanghai
NOON_BREAK = datetime(2026, 9, 24, 4, 30, tzinfo=timezone.utc)
AFTERNOON = datetime(2026, 9, 24, 5, 0, tzinfo=timezone.utc)  # people are there from 13:00
EVENING = datetime(2026, 9, 24, 12, 0, tzinfo=timezone.utc)
AFTER_THE_FEAST = datetime(2026, 9, 28, 1, 0, tzinfo=timezone.utc)

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
