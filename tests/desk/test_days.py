"""Days and moments as fields give them: read, or refused with a sentence."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.calendar.clock import SHANGHAI
from bot.channels.errors import Refusal
from bot.desk.days import day_of, moment_of
from tests.desk.house import Colleague


def test_what_pages_give_is_read() -> None:
    assert day_of("2026-11-23") == date(2026, 11, 23)
    assert moment_of("2026-11-23T15:30") == datetime(2026, 11, 23, 15, 30, tzinfo=SHANGHAI)


@pytest.mark.parametrize("text", ["", "昨天", "2026-13-01", "0001-01-01", "9999-12-31", "11/23"])
def test_no_day(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        day_of(text)
    assert refused.value.code == "wrong_day"


@pytest.mark.parametrize("text", ["", "下午", "2026-11-23T25:00", "0001-01-01T00:00"])
def test_no_moment(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        moment_of(text)
    assert refused.value.code == "wrong_time"


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "soon"])
async def test_the_ledger_refuses_days_of_other_ages(li: Colleague, day: str) -> None:
    answer = await li.page(f"/desk/tickets?since={day}")
    assert answer.status == 422
    assert "日期请写成" in answer.text and day in answer.text
