"""When people are there again, and when they have promised to ring."""

from __future__ import annotations

from bot.calendar.clock import to_shanghai
from bot.calendar.moment_words import day_words, moment_words
from bot.hotline import Hotline

__all__ = [
    "contact_words",
    "day_words",
    "is_lunch",
    "moment_words",
    "opening_words",
    "promised_words",
]


def opening_words(hotline: Hotline) -> str:
    """Return when people are there again: `明天上午9点`, `今天下午1点`, `11月30日上午9点`."""
    now = to_shanghai(hotline.clock.now())
    return moment_words(to_shanghai(hotline.hours.next_opening(now)), now)


def contact_words(hotline: Hotline) -> str:
    """Return when the first call may be expected: `今天下班前`, `明天上午9点以后`."""
    if hotline.hours.is_open(hotline.clock.now()):
        return "今天下班前"
    return f"{opening_words(hotline)}以后"


def promised_words(hotline: Hotline, conversation_id: str) -> str:
    """Return when this consumer is to be called; when people are there again if no time is set."""
    view = hotline.handoffs.open_handoff(conversation_id)
    if view is None or view.callback_at is None:
        return opening_words(hotline)
    return moment_words(to_shanghai(view.callback_at), to_shanghai(hotline.clock.now()))


def is_lunch(hotline: Hotline) -> bool:
    """Tell whether people are away only for a while: here today, and here again today."""
    now = to_shanghai(hotline.clock.now())
    if hotline.hours.is_open(now) or hotline.hours.next_opening(now).date() != now.date():
        return False
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return hotline.hours.is_open(midnight) or hotline.hours.next_opening(midnight) <= now
