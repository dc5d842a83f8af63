"""The gist of a draft in a few words: what is repeated to the consumer, never the own words."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import yaml

from bot.intake.draft import Draft
from bot.intake.heard import UNNAMED

VIOLATION = "report_violation"
_PATH = Path(__file__).with_name("matters.yml")


@lru_cache(maxsize=1)
def matters() -> dict[str, str]:
    """Return the name of each intent as it is said to consumers."""
    names: dict[str, str] = yaml.safe_load(_PATH.read_text(encoding="utf-8"))
    return names


def gist_of(draft: Draft) -> str:
    """Return product, matter, amount and time in one line, such as `信用卡，收费或利息，360元`."""
    matter = "" if draft.intent in (UNNAMED, VIOLATION) else matters().get(draft.intent or "", "")
    product = draft.product if draft.product and draft.product not in matter else None
    pieces = [product, matter, amount_words(draft.amount), when_words(draft.occurred)]
    return "，".join(piece for piece in pieces if piece) or "您刚才说的事"


def amount_words(amount: str | None) -> str | None:
    """Return `360元` for `360.00`, and `5.2万元` for `52000.00`."""
    if not amount:
        return None
    number = float(amount)
    if number >= 10_000:
        return f"{number / 10_000:.4f}".rstrip("0").rstrip(".") + "万元"
    return f"{number:.2f}".rstrip("0").rstrip(".") + "元"


def when_words(occurred: str | None) -> str | None:
    """Return `2025年`, `2025年3月`, `2025年3月5日` or two such days for an ISO date or range."""
    if not occurred:
        return None
    try:
        first, last = (date.fromisoformat(day) for day in (occurred.split("/") * 2)[:2])
    except ValueError:
        return None
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return f"{first.year}年"
    month_is_whole = first.day == 1 and (last + timedelta(days=1)).day == 1
    if month_is_whole and (first.year, first.month) == (last.year, last.month):
        return f"{first.year}年{first.month}月"
    return "到".join(dict.fromkeys(_day_words(day) for day in (first, last)))


def _day_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
