"""What the ledger is asked for: read from the address, and written back into links.

Nothing personal may stand in an address: a phone number is asked for by a form that is posted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from bot.channels.errors import Refusal
from bot.desk.days import day_of
from bot.directory.directory import Directory
from bot.tickets.filter import Filter

SIZES = (50, 100, 500)
LONGEST = 80


@dataclass(frozen=True)
class Asked:
    """The fields of the filter as they were typed, and what they mean."""

    typed: Mapping[str, str]
    wanted: Filter
    page: int
    size: int

    def link(self, **changes: Any) -> str:
        """Return the query of the same question with some of it changed."""
        values = {**self.typed, "page": str(self.page), "size": str(self.size)}
        values |= {name: str(value) for name, value in changes.items()}
        usual = {"page": "1", "size": str(SIZES[0])}
        return urlencode({k: v for k, v in values.items() if v and usual.get(k) != v})


def asked_of(arguments: Mapping[str, Any], directory: Directory) -> Asked:
    """Read the query of an address; raises Refusal (422) for what cannot be."""
    typed = _typed(arguments)
    wanted = {
        name: value
        for name, text in typed.items()
        if text
        for name, value in [_READERS[name](text, directory)]
    }
    return Asked(
        typed=typed,
        wanted=Filter(**wanted),
        page=_number(_one(arguments, "page"), 1),
        size=_number(_one(arguments, "size"), SIZES[0]),
    )


def only_typed(arguments: Mapping[str, Any]) -> Asked:
    """Return what was typed where it asks for nothing that can be: to be mended, not lost."""
    return Asked(typed=_typed(arguments), wanted=Filter(), page=1, size=SIZES[0])


def _typed(arguments: Mapping[str, Any]) -> dict[str, str]:
    return {name: _one(arguments, name) for name in _READERS}


def _one(arguments: Mapping[str, Any], name: str) -> str:
    """Sanic's arguments hold lists; `get` gives the first of them."""
    return str(arguments.get(name) or "").replace("\0", "").strip()[:LONGEST]


def _number(text: str, usual: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else usual


def _word(field: str) -> Callable[[str, Directory], tuple[str, Any]]:
    return lambda text, _: (field, text)


def _words(field: str) -> Callable[[str, Directory], tuple[str, Any]]:
    return lambda text, _: (field, (text,))


def _yes(field: str) -> Callable[[str, Directory], tuple[str, Any]]:
    return lambda text, _: (field, text == "yes")


def _day(field: str) -> Callable[[str, Directory], tuple[str, Any]]:
    return lambda text, _: (field, day_of(text))


def _risk(text: str, _: Directory) -> tuple[str, Any]:
    return "risk", min(_number(text, 1), 9)


def _institution(text: str, directory: Directory) -> tuple[str, Any]:
    """Take an id or any name that means one institution."""
    found = [known] if (known := directory.get(text)) else directory.resolve(text)
    if len(found) != 1:
        names = "、".join(one.display for one in found[:4])
        told = f"叫这个名字的不止一家：{names}。" if found else "名录里没有这家机构。"
        raise Refusal(422, "which_institution", told)
    return "institution_id", found[0].id


_READERS: Mapping[str, Callable[[str, Directory], tuple[str, Any]]] = {
    "state": _words("states"),
    "kind": _words("kinds"),
    "open": _yes("open"),
    "institution": _institution,
    "intent": _word("intent"),
    "category": _word("category"),
    "channel": _word("channel"),
    "risk": _risk,
    "since": _day("since"),
    "until": _day("until"),
    "deadline": _word("deadline"),
    "repeat": _yes("repeat"),
    "urged": _yes("urged"),
    "extension_asked": _yes("extension_asked"),
    "group": _word("group"),
    "major": _yes("major"),
}
