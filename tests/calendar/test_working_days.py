from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar.published_years import CalendarError
from bot.calendar.working_days import Deadline, WorkingCalendar

CALENDAR = WorkingCalendar.load()
days = st.dates(date(2024, 1, 1), date(2026, 12, 1))


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        # ordinary weeks
        ("2025-03-10", 0, "2025-03-10"),
        ("2025-03-10", 1, "2025-03-11"),
        ("2025-03-14", 1, "2025-03-17"),
        ("2025-03-15", 1, "2025-03-17"),
        ("2025-03-10", 7, "2025-03-19"),
        ("2026-07-01", 15, "2026-07-22"),
        # New Year: a Thursday bridged with Friday in 2026, paid back on Sunday the 4th
        ("2024-12-31", 1, "2025-01-02"),
        ("2025-12-31", 1, "2026-01-04"),
        ("2025-12-31", 7, "2026-01-12"),
        # Spring Festival
        ("2025-01-24", 1, "2025-01-26"),
        ("2025-01-24", 3, "2025-02-05"),
        ("2025-01-27", 7, "2025-02-12"),
        ("2025-02-07", 1, "2025-02-08"),
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-13", 7, "2026-03-02"),
        ("2026-02-16", 1, "2026-02-24"),
        # Tomb-Sweeping Day
        ("2025-04-03", 1, "2025-04-07"),
        ("2026-04-03", 2, "2026-04-08"),
        # Labour Day, with the Sunday before and the Saturday after worked
        ("2025-04-25", 1, "2025-04-27"),
        ("2025-04-25", 7, "2025-05-08"),
        ("2026-04-30", 1, "2026-05-06"),
        ("2026-04-30", 5, "2026-05-11"),
        # Dragon Boat Festival
        ("2025-05-30", 1, "2025-06-03"),
        ("2026-06-18", 7, "2026-06-30"),
        # Mid-Autumn Festival and National Day
        ("2025-09-26", 1, "2025-09-28"),
        ("2025-09-30", 3, "2025-10-11"),
        ("2025-09-25", 7, "2025-10-11"),
        ("2026-09-18", 1, "2026-09-20"),
        ("2026-09-24", 7, "2026-10-12"),
        ("2026-09-30", 3, "2026-10-10"),
    ],
)
def test_working_days_as_counted_by_hand(start: str, count: int, expected: str) -> None:
    assert CALENDAR.add_working_days(day(start), count) == Deadline(day(expected), False)


@pytest.mark.parametrize(
    ("text", "works"),
    [
        ("2024-02-18", True),
        ("2024-10-12", True),
        ("2025-01-26", True),
        ("2025-01-28", False),
        ("2025-05-05", False),
        ("2025-10-08", False),
        ("2025-10-11", True),
        ("2025-10-12", False),
        ("2026-01-02", False),
        ("2026-02-28", True),
        ("2026-09-20", True),
        ("2026-09-25", False),
        ("2026-11-21", False),
    ],
)
def test_days_worked_and_days_off(text: str, works: bool) -> None:
    assert CALENDAR.is_working_day(day(text)) is works


@pytest.mark.parametrize(
    ("year", "working_days"),
    [(2024, 262 - 19 + 8), (2025, 261 - 18 + 5), (2026, 261 - 19 + 6)],
)
def test_weekdays_less_the_days_off_and_with_the_days_made_up(year: int, working_days: int) -> None:
    counted = CALENDAR.working_days_between(date(year - 1, 12, 31), date(year, 12, 31))
    assert counted == working_days


class TestUnpublishedYear:
    def test_weekends_and_statutory_holidays_are_off(self) -> None:
        assert not CALENDAR.is_published(2027)
        assert not CALENDAR.is_working_day(day("2027-01-01"))
        assert not CALENDAR.is_working_day(day("2027-01-02"))
        assert not CALENDAR.is_working_day(day("2027-10-01"))
        assert CALENDAR.is_working_day(day("2027-10-08"))

    def test_a_deadline_in_it_is_provisional(self) -> None:
        assert CALENDAR.add_working_days(day("2027-03-01"), 7) == Deadline(day("2027-03-10"), True)

    def test_a_deadline_through_its_start_is_provisional(self) -> None:
        assert CALENDAR.add_working_days(day("2026-12-29"), 3) == Deadline(day("2027-01-04"), True)

    def test_a_deadline_on_the_last_day_before_it_is_certain(self) -> None:
        assert CALENDAR.add_working_days(day("2026-12-29"), 2) == Deadline(day("2026-12-31"), False)

    def test_natural_days_are_certain(self) -> None:
        assert CALENDAR.add_natural_days(day("2026-12-25"), 15) == Deadline(
            day("2027-01-09"), False
        )

    @pytest.mark.parametrize(
        ("today", "missing"),
        [
            ("2026-03-01", []),
            ("2026-10-31", []),
            ("2026-11-01", [2027]),
            ("2025-12-31", []),
            ("2027-01-01", [2027]),
            ("2027-12-01", [2027, 2028]),
        ],
    )
    def test_operators_are_told_what_is_missing(self, today: str, missing: list[int]) -> None:
        assert CALENDAR.missing_years(day(today)) == missing


class TestFiles:
    def write(self, folder: Path, text: str) -> Path:
        path = folder / "extra.yml"
        path.write_text(text, encoding="utf-8")
        return path

    def test_operators_can_add_a_year(self, tmp_path: Path) -> None:
        extra = self.write(
            tmp_path, "2027: {source: x, days_off: [01-01/01-03], make_up: ['01-09']}"
        )
        calendar = WorkingCalendar.load(extra=extra)
        assert calendar.is_published(2027)
        assert calendar.is_published(2026)
        assert calendar.add_working_days(day("2026-12-31"), 6) == Deadline(day("2027-01-09"), False)

    def test_an_empty_extra_file_changes_nothing(self, tmp_path: Path) -> None:
        calendar = WorkingCalendar.load(extra=self.write(tmp_path, "# nothing yet\n"))
        assert calendar.is_published(2026)
        assert not calendar.is_published(2027)

    @pytest.mark.parametrize(
        "text",
        [
            "2027: {source: x, days_off: [02-30], make_up: []}",
            "2027: {source: x, days_off: [Monday], make_up: []}",
            "2027: {source: x, days_off: [], make_up: ['01-04']}",
            "2027: {source: x, days_off: ['01-09'], make_up: ['01-09']}",
            "2027: {source: x, days_off: []}",
            "2027: none",
            "[2027]",
        ],
    )
    def test_a_wrong_file_is_refused(self, tmp_path: Path, text: str) -> None:
        with pytest.raises(CalendarError):
            WorkingCalendar.load(extra=self.write(tmp_path, text))


@pytest.mark.parametrize("add", [CALENDAR.add_working_days, CALENDAR.add_natural_days])
def test_counting_backwards_is_refused(add: object) -> None:
    assert callable(add)
    with pytest.raises(ValueError, match="cannot count"):
        add(day("2026-01-05"), -1)


@given(days, st.integers(0, 30))
def test_so_many_working_days_lie_between(start: date, count: int) -> None:
    end = CALENDAR.add_working_days(start, count).day
    assert CALENDAR.working_days_between(start, end) == count
    assert CALENDAR.working_days_between(end, start) == -count


@given(days)
def test_the_next_working_day_is_worked_and_none_before_it(start: date) -> None:
    following = CALENDAR.next_working_day(start)
    assert CALENDAR.is_working_day(following)
    skipped = (start + timedelta(n) for n in range(1, (following - start).days))
    assert not any(map(CALENDAR.is_working_day, skipped))


@given(days, st.integers(0, 40))
def test_working_days_never_end_earlier_than_natural_days(start: date, count: int) -> None:
    natural = CALENDAR.add_natural_days(start, count).day
    assert CALENDAR.add_working_days(start, count).day >= natural
