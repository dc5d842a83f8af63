"""The gist of a draft in a few words: what is repeated to the consumer, never the own words."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

from bot.intake.draft import Draft

_PATH = Path(__file__).with_name("matters.yml")


@lru_cache(maxsize=1)
def matters() -> dict[str, str]:
    """Return the name of each intent as it is said to consumers."""
    names: dict[str, str] = yaml.safe_load(_PATH.read_text(encoding="utf-8"))
    return names


def gist_of(draft: Draft) -> str:
    """Return product, matter, amount and time in one line, such as `信用卡，收费或利息，360元`."""
    matter = matters().get(draft.intent or "", "")
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
    """Return `2026年3月5日` or `2026年3月5日到4月1日` for ISO dates."""
    if not occurred:
        return None
    days = [day.split("-") for day in occurred.split("/")]
    if any(len(day) != 3 for day in days):
        return None
    words = [f"{int(y)}年{int(m)}月{int(d)}日" for y, m, d in days]
    return "到".join(dict.fromkeys(words))
