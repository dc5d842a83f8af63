from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from rapidfuzz import fuzz, process

from bot.data_files import read_yaml

_ANSWERS = Path(__file__).with_name("answers.yml")
_MARKS = " \t\r\n,，。.!！?？、~～…:：;；\"'“”"
# A bare answer is short: whatever is longer is a story, to be searched and not to be guessed at.
_LONGEST = 30
_SHORTEST_STEM = 4
_ALIKE = 75


def readings(folded: str) -> list[str]:
    """Return what may be the name in a short answer, as said first: 就是那个工行吧, 工行.

    The last is without the word for what kind of institution it is. None if it is not short.
    """
    answer = folded.strip(_MARKS)
    if len(answer) > _LONGEST:
        return []
    words = _words()
    bare = _without_ends(_without_starts(answer, words["before"]), words["after"])
    return [answer, bare, split_kind(bare, tuple(words["kinds"]))[0]]


def misspelt(name: str, known: Iterable[str], kinds: tuple[str, ...]) -> list[str]:
    """Return the names that are written almost like this one, the nearest alone.

    What is compared is what goes before the ending, one of `kinds`: 徐州农商行 is not 常州农商行.
    """
    stem, kind = split_kind(name, kinds)
    if len(stem) < _SHORTEST_STEM:
        return []
    stems = {
        other: split_kind(other, kinds)[0]
        for other in known
        if other.endswith(kind) and abs(len(other) - len(name)) <= 1
    }
    near = process.extract(stem, stems, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=5)
    return [match for _, score, match in near if score == near[0][1]]


def split_kind(name: str, kinds: tuple[str, ...]) -> tuple[str, str]:
    """Split a name into what is its own and the longest of the endings that many share."""
    kind = max((kind for kind in kinds if name.endswith(kind)), key=len, default="")
    return name.removesuffix(kind), kind


def _without_starts(answer: str, words: list[str]) -> str:
    while word := next((word for word in words if answer.startswith(word)), ""):
        answer = answer[len(word) :].lstrip(_MARKS)
    return answer


def _without_ends(answer: str, words: list[str]) -> str:
    while word := next((word for word in words if answer.endswith(word)), ""):
        answer = answer[: -len(word)].rstrip(_MARKS)
    return answer


@cache
def _words() -> dict[str, list[str]]:
    words: dict[str, list[str]] = read_yaml(_ANSWERS)
    return words
