from __future__ import annotations

from datetime import date, datetime

import pytest

from actions.moments import day_words, moment_words, opening_words
from bot.calendar.clock import SHANGHAI
from bot.hotline import Hotline

NOW = datetime(2026, 11, 23, 22, 0, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 23, 23, 0), "今天下午11点"),
        (datetime(2026, 11, 24, 9, 0), "明天上午9点"),
        (datetime(2026, 11, 24, 13, 30), "明天下午1点30分"),
        (datetime(2026, 11, 24, 12, 0), "明天下午12点"),
        (datetime(2026, 11, 30, 9, 0), "11月30日上午9点"),
    ],
)
def test_a_moment_as_people_say_it(moment: datetime, words: str) -> None:
    assert moment_words(moment.replace(tzinfo=SHANGHAI), NOW) == words


def test_a_day_that_may_move_is_called_provisional() -> None:
    assert day_words(date(2027, 1, 7)) == "1月7日"
    assert day_words(date(2027, 1, 7), provisional=True) == "1月7日（暂定）"


def test_the_next_opening(hotline: Hotline) -> None:
    assert opening_words(hotline) == "今天下午1点"  # it is ten in the morning, people are there
