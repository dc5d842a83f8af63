"""How words sound, and how they sound through a telephone."""

from __future__ import annotations

import re
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from bot.language.script import to_simplified

# 8 kHz lines and southern accents merge these; each rule rewrites one syllable.
_CONFUSIONS = (
    (re.compile(r"^([zcs])h"), r"\1"),
    (re.compile(r"^n"), "l"),
    (re.compile(r"^r"), "l"),
    (re.compile(r"^f"), "h"),
    (re.compile(r"^hu(?=[aeio])"), "h"),
    (re.compile(r"(?<=[aei])ng$"), "n"),
)
# Characters with several readings: the one they have in the names of institutions.
_IN_NAMES = {
    "行": "hang",
    "长": "chang",
    "重": "chong",
    "都": "du",
    "厦": "xia",
    "乐": "le",
    "朝": "chao",
}


def syllables(text: str) -> tuple[str, ...]:
    """Toneless pinyin, one syllable a character; what is not Chinese stays, in lower case."""
    return tuple(map(_syllable, to_simplified(text)))


def blurred(text: str) -> tuple[str, ...]:
    """Syllables with zh/z, n/l, r/l, f/h, ang/an and their like merged."""
    return tuple(map(_blurred, to_simplified(text)))


def sounds_like(one: str, other: str) -> bool:
    """Whether a telephone might turn one into the other."""
    return blurred(one) == blurred(other)


@lru_cache(maxsize=30_000)
def _syllable(character: str) -> str:
    known = _IN_NAMES.get(character)
    return known or lazy_pinyin(character, style=Style.NORMAL, errors=str.lower)[0]


@lru_cache(maxsize=30_000)
def _blurred(character: str) -> str:
    syllable = _syllable(character)
    for confusion, merged in _CONFUSIONS:
        syllable = confusion.sub(merged, syllable)
    return syllable
