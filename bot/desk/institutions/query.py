"""What an officer's list is asked for: read from the address, and written back into links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from bot.channels.errors import Refusal
from bot.desk.days import day_of
from bot.institutions.officer import Officer
from bot.institutions.own_views import DUE, SHELVES, Wanted
from bot.language import ticket_number

FIELDS = ("shelf", "due", "number", "branch", "mine", "since", "until")
LONGEST = 80
USUAL = {"shelf": "todo", "page": "1"}


@dataclass(frozen=True)
class Asked:
    """The fields of the list as they were typed, and what they mean."""

    typed: Mapping[str, str]
    wanted: Wanted
    page: int

    def link(self, **changes: Any) -> str:
        """Return the query of the same question with some of it changed."""
        values = {**self.typed, "page": str(self.page)}
        values |= {name: str(value) for name, value in changes.items()}
        return urlencode({k: v for k, v in values.items() if v and USUAL.get(k) != v})


def asked_of(arguments: Mapping[str, Any], officer: Officer) -> Asked:
    """Read the query of an address; raises Refusal (422) for what cannot be."""
    typed = {name: _one(arguments, name) for name in FIELDS}
    typed["shelf"] = typed["shelf"] or "todo"
    if typed["shelf"] not in SHELVES or typed["due"] not in ("", *DUE):
        raise Refusal(422, "wrong_list", "没有这个清单。")
    mine = officer.staff.id if typed["mine"] and officer.staff else None
    wanted = Wanted(
        shelf=typed["shelf"],
        due=typed["due"] or None,
        number=_number(typed["number"]),
        branch=typed["branch"] or None,
        handler=mine,
        since=_day(typed["since"]),
        until=_day(typed["until"]),
    )
    return Asked(typed, wanted, _page(_one(arguments, "page")))


def _one(arguments: Mapping[str, Any], name: str) -> str:
    return str(arguments.get(name) or "").replace("\0", "").strip()[:LONGEST]


def _number(text: str) -> str | None:
    """Return a number as people write it, with blanks or words around it."""
    found = ticket_number.find_ticket_numbers(text)
    return found[0].value if found else text or None


def _day(text: str) -> date | None:
    return day_of(text) if text else None


def _page(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 1
