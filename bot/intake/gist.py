"""The gist of a draft in a few words: what is repeated to the consumer, never the own words."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from bot.data_files import read_yaml
from bot.intake.draft import Draft
from bot.intake.heard import UNNAMED
from bot.language.script import to_simplified
from bot.language.speech import spoken

VIOLATION = "report_violation"
LONGEST_TO_READ = 30  # characters of the own words; more are the whole story, not a demand
LONGEST_TO_HEAR = 10
KINDS_TO_HEAR = 2
ROOM = 20  # characters for institution, gist and demand when a turn has other things to say too
NO_NAME = "您刚才说的事"
_PATH = Path(__file__).with_name("matters.yml")
_WISHING = re.compile(r"^(?:我?(?:希望|想要?|要)|请|麻烦)")


def matters() -> dict[str, str]:
    """Return the name of each intent as it is said to consumers."""
    return _names()["matters"]


def demand_names() -> dict[str, str]:
    """Return what each kind of demand is called, fit to stand behind 要求."""
    return _names()["demands"]


@lru_cache(maxsize=1)
def _names() -> dict[str, dict[str, str]]:
    names: dict[str, dict[str, str]] = read_yaml(_PATH)
    return names


def gist_of(draft: Draft) -> str:
    """Return product, matter, amount and time in one line, such as `信用卡，收费或利息，360元`."""
    matter = _matter(draft)
    product = draft.product if draft.product and draft.product not in matter else None
    pieces = [product, matter, amount_words(draft.amount), when_words(draft.occurred)]
    return "，".join(piece for piece in pieces if piece) or NO_NAME


def spoken_gist(draft: Draft, beside: str) -> str:
    """Return the gist for the ear: matter and amount; the time where it fits in `beside` the rest.

    The product is named only where there is no name for the matter.
    """
    pieces = [_matter(draft) or draft.product, amount_words(draft.amount)]
    short = "，".join(piece for piece in pieces if piece) or NO_NAME
    when = when_words(draft.occurred)
    fits = when and len(spoken(f"{beside}{short}{when}")) <= ROOM
    return f"{short}，{when}" if fits else short


def demand_to_read(draft: Draft) -> str:
    """Return the demand in the consumer's own words, unless they are a whole story."""
    words = draft.demand or ""
    return words if len(words) <= LONGEST_TO_READ else _kinds(draft)


def demand_to_hear(draft: Draft) -> str:
    """Return the demand by its kind in a few words; the own words only of one of no kind."""
    own = _WISHING.sub("", to_simplified(draft.demand or ""))
    unnamed = draft.demands in ((), ("other",))
    return own if unnamed and 0 < len(own) <= LONGEST_TO_HEAR else _kinds(draft)


def _kinds(draft: Draft) -> str:
    names = demand_names()
    kinds = [names.get(kind, names["other"]) for kind in draft.demands or ("other",)]
    return "、".join(dict.fromkeys(kinds[:KINDS_TO_HEAR]))


def _matter(draft: Draft) -> str:
    return "" if draft.intent in (UNNAMED, VIOLATION) else matters().get(draft.intent or "", "")


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
