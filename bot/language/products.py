"""Financial products, and the families they belong to."""

from __future__ import annotations

from functools import cache

from bot.language.lexicon import read_table, word_places
from bot.language.script import to_simplified
from bot.language.spans import Span


def find_products(text: str) -> list[Span]:
    """Find products, the longest word at each place; the value is the word as said."""
    said = to_simplified(text).lower()
    if len(said) != len(text):  # a few letters grow when lower-cased: İ
        said = to_simplified(text)
    return [
        Span(start, end, text[start:end], text[start:end])
        for start, end in word_places(_words(), said)
        if not said.startswith("公司", end)  # 保险公司 is an institution
    ]


def family_of(word: str) -> str | None:
    """The family of a product such as `mortgage`; None for an unknown word."""
    return _families().get(to_simplified(word).lower())


@cache
def _families() -> dict[str, str]:
    return {row["word"].lower(): row["family"] for row in read_table("products.csv")}


@cache
def _words() -> frozenset[str]:
    return frozenset(_families())
