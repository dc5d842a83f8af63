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
_LONGEST_CACHED = 40  # names and short answers come again, stories do not


def syllables(text: str) -> tuple[str, ...]:
    """Toneless pinyin, one syllable a character; what is not Chinese stays, in lower case."""
    return _read(text) if len(text) <= _LONGEST_CACHED else _read.__wrapped__(text)


def blurred(text: str) -> tuple[str, ...]:
    """Syllables with zh/z, n/l, r/l, f/h, ang/an and their like merged."""
    return tuple(map(_blur, syllables(text)))


def sounds_like(one: str, other: str) -> bool:
    """Whether a telephone might turn one into the other."""
    return blurred(one) == blurred(other)


@lru_cache(maxsize=20_000)
def _read(text: str) -> tuple[str, ...]:
    said = to_simplified(text).lower()
    # `list` takes a run of other characters apart; pypinyin allows it, its types do not.
    return tuple(lazy_pinyin(said, style=Style.NORMAL, errors=list))  # type: ignore[arg-type]


@lru_cache(maxsize=2_000)
def _blur(syllable: str) -> str:
    for confusion, merged in _CONFUSIONS:
        syllable = confusion.sub(merged, syllable)
    return syllable
