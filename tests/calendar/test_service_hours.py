from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar.clock import SHANGHAI
from bot.calendar.service_hours import ServiceHours
from bot.calendar.working_days import WorkingCalendar

CALENDAR = WorkingCalendar.load()
OFFICE = {"days": "working", "spans": ["09:00-12:00", "13:00-17:00"]}


def hours(**changes: Any) -> ServiceHours:
    return ServiceHours.from_profile(OFFICE | changes, CALENDAR)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-09-24T08:59:59", False),
        ("2026-09-24T09:00:00", True),
        ("2026-09-24T11:59:59", True),
        ("2026-09-24T12:00:00", False),
        ("2026-09-24T12:59:59", False),
        ("2026-09-24T13:00:00", True),
        ("2026-09-24T17:00:00", False),
        ("2026-09-25T10:00:00", False),  # Mid-Autumn Festival, a Friday
        ("2026-09-20T10:00:00", True),  # a Sunday worked instead
        ("2026-09-19T10:00:00", False),
    ],
)
def test_open_on_working_days_without_the_lunch_break(moment: str, is_open: bool) -> None:
    assert hours().is_open(at(moment)) is is_open


def test_the_moment_is_read_in_shanghai() -> None:
    assert hours().is_open(datetime(2026, 9, 24, 1, 0, tzinfo=timezone.utc))
    assert not hours().is_open(datetime(2026, 9, 24, 9, 30, tzinfo=timezone.utc))


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        ("2026-09-24T07:00:00", "2026-09-24T09:00:00"),
        ("2026-09-24T09:00:00", "2026-09-24T13:00:00"),
        ("2026-09-24T12:30:00", "2026-09-24T13:00:00"),
        ("2026-09-24T17:00:00", "2026-09-28T09:00:00"),  # over the Mid-Autumn weekend
        ("2026-09-30T18:00:00", "2026-10-08T09:00:00"),  # over National Day
        ("2026-02-14T18:00:00", "2026-02-24T09:00:00"),  # over Spring Festival
        ("2025-12-31T18:00:00", "2026-01-04T09:00:00"),
    ],
)
def test_next_opening(now: str, opening: str) -> None:
    assert hours().next_opening(at(now)) == at(opening)


def test_the_next_opening_tells_shanghai_time() -> None:
    opening = hours().next_opening(datetime(2026, 9, 24, 0, 0, tzinfo=timezone.utc))
    assert opening.isoformat() == "2026-09-24T09:00:00+08:00"


def test_closed_dates_are_closed() -> None:
    closed = hours(closed=["2026-09-24"])
    assert not closed.is_open(at("2026-09-24T10:00:00"))
    assert closed.next_opening(at("2026-09-23T17:00:00")) == at("2026-09-28T09:00:00")


@pytest.mark.parametrize(
    ("days", "saturday", "holiday"),
    [("working", False, False), ("weekdays", False, True), ("daily", True, True)],
)
def test_kinds_of_days(days: str, saturday: bool, holiday: bool) -> None:
    assert hours(days=days).is_open(at("2026-08-08T10:00:00")) is saturday
    assert hours(days=days).is_open(at("2026-09-25T10:00:00")) is holiday


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "工作日 9:00-12:00、13:00-17:00"),
        ({"days": "daily", "spans": ["08:30-20:05"]}, "每天 8:30-20:05"),
        ({"days": "weekdays", "spans": ["9:00-17:00"]}, "周一至周五 9:00-17:00"),
        ({"days": "daily", "spans": ["00:00-24:00"]}, "每天 24小时"),
    ],
)
def test_described_for_consumers(changes: dict[str, Any], words: str) -> None:
    assert hours(**changes).describe() == words


def test_a_day_and_night_service_never_closes() -> None:
    always = hours(days="daily", spans=["00:00-24:00"])
    assert always.is_open(at("2026-09-24T00:00:00"))
    assert always.is_open(at("2026-09-24T23:59:59"))


@pytest.mark.parametrize(
    "changes",
    [
        {"days": "sometimes"},
        {"spans": []},
        {"spans": ["12:00-09:00"]},
        {"spans": ["13:00-17:00", "09:00-12:00"]},
        {"spans": ["09:00-13:00", "12:00-17:00"]},
        {"spans": ["nine to five"]},
        {"spans": ["09:00"]},
        {"closed": ["tomorrow"]},
    ],
)
def test_a_wrong_profile_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        hours(**changes)


def test_a_service_that_never_opens_says_so() -> None:
    first = at("2026-06-01T00:00:00").date()
    closed = [first + timedelta(days=number) for number in range(90)]
    with pytest.raises(ValueError, match="closed for 60 days"):
        hours(closed=closed).next_opening(at("2026-06-01T08:00:00"))


@given(st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 1)))
def test_it_is_open_at_the_next_opening_and_not_just_before(moment: datetime) -> None:
    opening = hours().next_opening(moment.replace(tzinfo=SHANGHAI))
    assert hours().is_open(opening)
    assert not hours().is_open(opening - timedelta(seconds=1))
