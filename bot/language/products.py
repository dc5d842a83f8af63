"""Financial products, and the families they belong to."""

from __future__ import annotations

import re
from functools import cache

from bot.language.lexicon import read_rules, read_table, word_places
from bot.language.script import to_simplified
from bot.language.spans import Span

_NEAR = 6


def find_products(text: str) -> list[Span]:
    """Find products, the longest word at each place; the value is the word as said.

    保险公司 is no product, nor is 保险柜, and 定期 is one only where money is spoken of.
    """
    said = to_simplified(text).lower()
    if len(said) != len(text):  # a few letters grow when lower-cased: İ
        said = to_simplified(text)
    return [
        Span(start, end, text[start:end], text[start:end])
        for start, end in word_places(_words(), said)
        if _is_product(said, start, end)
    ]


def family_of(word: str) -> str | None:
    """The family of a product such as `mortgage`; None for an unknown word."""
    return _families().get(to_simplified(word).lower())


def _is_product(said: str, start: int, end: int) -> bool:
    word = said[start:end]
    if word not in _families() or said.startswith("公司", end):
        return False
    context = _contexts().get(word)
    around = said[max(0, start - _NEAR) : end + _NEAR]
    return context is None or context.search(around) is not None


@cache
def _families() -> dict[str, str]:
    return {row["word"].lower(): row["family"] for row in read_table("products.csv")}


@cache
def _words() -> frozenset[str]:
    return frozenset([*_families(), *read_rules("product_notes.yml")["decoys"]])


@cache
def _contexts() -> dict[str, re.Pattern[str]]:
    contexts = read_rules("product_notes.yml")["contexts"]
    return {word: re.compile(pattern) for word, pattern in contexts.items()}
