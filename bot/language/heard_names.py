"""Names as a bad line brings them: the first character only sounds like a surname's.

Nothing is put right: whoever rings back needs no spelling, and a guess could be the worse name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bot.language.lexicon import read_list, read_words
from bot.language.pinyin import syllables

_HAN = "[\u3400-\u9fff]"
_SHORT = re.compile(f"{_HAN}{{2,3}}")
_COMMON = 150  # surnames; of the rarer ones too many sound like ordinary words
_CALLED = (("wo", "jiao"),)  # 我叫, misheard as 沃叫 or 我浇
# Of the characters that no name contains, those that names are misheard as: 高玉没 is 高玉梅.
_LAST_MISHEARD = "没她他它哪号问"
# The words that explain a character have two of them, rarely more or one: 大小的小.
_EXPLAINED = [
    re.compile(
        f"(?P<name>{_HAN}{{2,3}})(?:{_HAN}{{{length}}}的{_HAN})*{_HAN}{{{length}}}的(?P<one>{_HAN})"
    )
    for length in ("2", "3", "4", "1")
]


def sounds_like_a_name(said: str) -> bool:
    """Whether a short answer opens with the sound of a common surname and is no ordinary word."""
    if not _SHORT.fullmatch(said) or not set(syllables(said[0])) <= _sounds():
        return False
    words = read_words("not_names_by_sound.txt")
    return said[0] not in words and said[:2] not in words


def ends_misheard(said: str) -> bool:
    """Whether three characters are a name but for the last, as in 高玉没."""
    return len(said) == 3 and said[-1] in _LAST_MISHEARD


def after_a_misheard_cue(said: str) -> str:
    """Return what follows 我叫 where that was misheard too: 我浇陈刚."""
    return said[2:] if syllables(said[:2]) in _CALLED else said


def readings(said: str) -> Iterator[str]:
    """Yield the names that an answer may hold that explains itself, the likeliest first.

    顾小明大小的小 explains a character, 耳东陈 and 弓长张张伟 spell the surname.
    """
    plain = said.replace("的", "")
    for spelling in filter(plain.__contains__, read_list("surname_spellings.txt")):
        surname, rest = spelling[-1], plain.replace(spelling, "")
        yield rest if rest.startswith(surname) else surname + rest
    for pattern in _EXPLAINED:
        explained = pattern.fullmatch(said)
        if explained and explained["one"] in explained["name"]:
            yield explained["name"]


@cache
def _sounds() -> frozenset[str]:
    common = [name for name in read_list("surnames.txt") if len(name) == 1][:_COMMON]
    return frozenset(syllable for name in common for syllable in syllables(name))
