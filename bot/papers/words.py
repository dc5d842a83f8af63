"""The Chinese for codes, as papers write it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from bot.accounts.roles import all_roles
from bot.calendar.clock import to_shanghai
from bot.data_files import read_yaml
from bot.papers.paper import NOTHING
from bot.tickets.classification import categories

FILE = Path(__file__).with_name("words.yml")


def word(group: str, code: str | None) -> str:
    """Return what a code is called; an unknown one is written as it is."""
    return NOTHING if code is None else _groups()[group].get(code, code)


def actor_words(actor: str, people: Mapping[str, str]) -> str:
    """Return who acted: a desk number where `people` has it by account, else the role."""
    role, _, who = actor.partition(":")
    account = who.rpartition("/")[2]
    known = all_roles().get(role)
    title = known.title if known else word("actors", role)
    return people.get(account) or title


def category_words(code: str) -> str:
    """Return the name of a category."""
    known = categories().get(code)
    return known.name if known else code


def day_words(day: date | None) -> str:
    """Write a day: 2026年12月3日."""
    return NOTHING if day is None else f"{day.year}年{day.month}月{day.day}日"


def moment_words(moment: datetime | None) -> str:
    """Write a moment as clocks in China show it: 2026-12-03 14:05."""
    return NOTHING if moment is None else f"{to_shanghai(moment):%Y-%m-%d %H:%M}"


def money_words(sum: Decimal | None) -> str:
    """Write a sum in CNY: 1,234.50 元."""
    return NOTHING if sum is None else f"{sum:,.2f} 元"


@cache
def _groups() -> Mapping[str, Mapping[str, str]]:
    groups: dict[str, dict[str, str]] = read_yaml(FILE)
    return groups
