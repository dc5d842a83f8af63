"""Read the word lists that stand beside this code."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from bot.data_files import read_yaml

_HERE = Path(__file__).parent


@cache
def read_words(name: str) -> frozenset[str]:
    """Read a text file of words separated by white space; `#` starts a comment."""
    return frozenset(read_list(name))


def read_list(name: str) -> list[str]:
    """Read such a file in its order."""
    lines = (_HERE / name).read_text(encoding="utf-8").splitlines()
    return [word for line in lines for word in line.partition("#")[0].split()]


@cache
def read_table(name: str) -> tuple[dict[str, str], ...]:
    """Read a CSV file with a header line."""
    with (_HERE / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def read_rules(name: str) -> Any:
    """Read a YAML file."""
    return read_yaml(_HERE / name)


def any_of(words: Iterable[str]) -> str:
    """Write a regular expression for any of these words, the longest first."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word) for word in ordered) + ")"


def any_pattern(patterns: Iterable[str]) -> re.Pattern[str]:
    """Compile alternatives into one pattern; of no alternatives, one that never matches."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)")


def word_places(words: frozenset[str], text: str) -> Iterator[tuple[int, int]]:
    """Find words in a text from left to right, the longest at each place, none overlapping."""
    lengths = _lengths_by_initial(words)
    place = 0
    while place < len(text):
        sizes = lengths.get(text[place], ())
        size = next((size for size in sizes if text[place : place + size] in words), 0)
        if size:
            yield place, place + size
        place += size or 1


@cache
def _lengths_by_initial(words: frozenset[str]) -> dict[str, list[int]]:
    lengths: dict[str, set[int]] = {}
    for word in words:
        lengths.setdefault(word[0], set()).add(len(word))
    return {initial: sorted(sizes, reverse=True) for initial, sizes in lengths.items()}
