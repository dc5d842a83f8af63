"""Days and moments as people say them."""

from __future__ import annotations

from datetime import date, datetime

NOON = 12


def day_words(day: date, *, provisional: bool = False) -> str:
    """Return `12月2日`; a day that next year's holidays may still move is called 暂定."""
    return f"{day.month}月{day.day}日" + ("（暂定）" if provisional else "")


def moment_words(moment: datetime, now: datetime) -> str:
    """Return a moment of the coming days, as seen from `now`; both in Asia/Shanghai."""
    days = (moment.date() - now.date()).days
    day = {0: "今天", 1: "明天"}.get(days) or day_words(moment.date())
    half = "上午" if moment.hour < NOON else "下午"
    hour = moment.hour if moment.hour <= NOON else moment.hour - NOON
    minutes = f"{moment.minute}分" if moment.minute else ""
    return f"{day}{half}{hour}点{minutes}"
