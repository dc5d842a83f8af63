"""Places: provinces to counties, and the branches of institutions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bot.language.lexicon import any_of, read_rules, read_table, word_places
from bot.language.script import to_simplified
from bot.language.spans import Span, without_overlaps

_NAME_OF_BRANCH = re.compile(r"[\u3400-\u9fffA-Za-z0-9]{1,10}$")


def find_places(text: str) -> list[Span]:
    """Find branches (昌平支行) and places (北京市朝阳区); the value is the text as said.

    A place that is part of an institution's name (北京银行) is not one.
    """
    said = to_simplified(text)
    found = [*_branches(said), *_joined(_areas(said))]
    spans = (Span(start, end, text[start:end], text[start:end]) for start, end in found)
    return without_overlaps(spans)


def is_place(text: str) -> bool:
    """Whether this is the name of a province, city or county: 丹东, 北京市."""
    return to_simplified(text) in _names()


def _branches(said: str) -> Iterator[tuple[int, int]]:
    for kind in _words("branches").finditer(said):
        before = _NAME_OF_BRANCH.search(said[max(0, kind.start() - 10) : kind.start()])
        name = _own_name(before[0]) if before else ""
        if len(name) >= 2 and not _words("no_name", "+").fullmatch(name):
            yield kind.start() - len(name), kind.end()


def _own_name(before: str) -> str:
    """Cut off the institution and the sentence before the branch's own name."""
    *_, start = 0, *(match.end() for match in _words("before_name").finditer(before))
    return before[start:]


def _areas(said: str) -> Iterator[tuple[int, int]]:
    for start, end in word_places(_names(), said):
        if not _words("after_place").match(said, end):
            yield start, end
    for pattern in _other_places():
        for match in pattern.finditer(said):
            yield match.span()


@cache
def _other_places() -> list[re.Pattern[str]]:
    """Roads, names blacked out, and countries; not the money, the cards or goods of a country."""
    rules = read_rules("places.yml")
    abroad = f"{any_of(rules['abroad'])}(?![元币籍人卡货车的大银])"
    return [re.compile(rules["road"]), re.compile(rules["blacked_out"]), re.compile(abroad)]


@cache
def _words(kind: str, times: str = "") -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(read_rules('places.yml')[kind])}){times}")


@cache
def _names() -> frozenset[str]:
    return frozenset(row["name"] for row in read_table("places.csv"))


def _joined(areas: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join neighbours: 北京市 and 朝阳区 are one place."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(areas):
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
