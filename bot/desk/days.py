"""Days and moments of China as fields of a page give them."""

from __future__ import annotations

from datetime import date, datetime

from bot.calendar.clock import SHANGHAI
from bot.channels.errors import Refusal

YEARS = range(2000, 2200)  # midnight in Shanghai must be a moment in UTC too
WRONG_DAY = Refusal(422, "wrong_day", "日期请写成 2026-11-03 这样。")
WRONG_TIME = Refusal(422, "wrong_time", "时间请写成 2026-11-23T15:30 这样。")


def day_of(text: str) -> date:
    """Read a day; raises Refusal (422) for what is none, or of another age."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise WRONG_DAY from error
    if day.year not in YEARS:
        raise WRONG_DAY
    return day


def moment_of(text: str) -> datetime:
    """Read a moment without a time zone; raises Refusal (422) for what is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise WRONG_TIME from error
    if moment.year not in YEARS:
        raise WRONG_TIME
    return moment.replace(tzinfo=SHANGHAI)
