from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from bot.calendar.clock import SHANGHAI, FixedClock, SystemClock, shanghai_date, to_shanghai

EVENING = datetime(2026, 3, 1, 16, 30, tzinfo=timezone.utc)


def test_the_system_clock_tells_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta()


def test_a_fixed_clock_stands_still() -> None:
    clock = FixedClock(EVENING)
    assert clock.now() == clock.now() == EVENING


def test_a_fixed_clock_can_be_moved_and_set() -> None:
    clock = FixedClock(EVENING)
    clock.move(timedelta(hours=-2))
    assert clock.now() == EVENING - timedelta(hours=2)
    clock.set(EVENING)
    assert clock.now() == EVENING


def test_a_fixed_clock_answers_in_utc_however_it_was_set() -> None:
    clock = FixedClock(datetime(2026, 3, 2, 0, 30, tzinfo=SHANGHAI))
    assert clock.now() == EVENING
    assert clock.now().utcoffset() == timedelta()


def test_evening_in_utc_is_the_next_day_in_shanghai() -> None:
    assert to_shanghai(EVENING).isoformat() == "2026-03-02T00:30:00+08:00"
    assert shanghai_date(EVENING) == date(2026, 3, 2)


@pytest.mark.parametrize("use", [FixedClock, to_shanghai, shanghai_date])
def test_a_moment_without_a_zone_is_refused(use: object) -> None:
    assert callable(use)
    with pytest.raises(ValueError, match="no time zone"):
        use(datetime(2026, 3, 1))
