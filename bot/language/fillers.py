"""Words that only fill a pause."""

from __future__ import annotations

import re
from functools import cache

from bot.language.lexicon import any_of, read_words
from bot.language.script import to_simplified

_BREAK = r"[ \t\n,，、。.…~～—!！?？]"
# What makes of 你好 something else: 你好像没听懂, 你好意思, 你好烦, 你好吗.
_NO_GREETING = "[像象意多几久慢烦过坏笨差狠难厉聪棒吗么嘛的了讨啰吵]|大声|好(?!$)"
_EDGES = " \t\n,，、。.…~～—"


def strip_fillers(text: str) -> str:
    """Drop fillers and an opening greeting; 那个 stays where it points at something.

    Text that is nothing but fillers or a greeting is returned as it is.
    """
    said = to_simplified(text)
    kept, place = [], 0
    for filler in _fillers().finditer(said):
        kept.append(text[place : filler.start()])
        place = filler.end()
    rest = "".join([*kept, text[place:]]).strip(_EDGES)
    return rest or text.strip()


def is_only_filler(text: str) -> bool:
    """Whether nothing was said but sounds, as in 喂？ or 嗯，那个。"""
    said = to_simplified(text)
    return bool(said.strip()) and _only_fillers().fullmatch(said) is not None


@cache
def _fillers() -> re.Pattern[str]:
    sound = f"{any_of(read_words('fillers.txt'))}+"
    pointing = (
        f"(?:那个|这个|就是|然后|反正)(?={_BREAK}|那个|这个|就是说|嗯|呃|$)|那个(?=我[想要就问])"
    )
    hello = f"(?:(?:[你您]好|哈喽)[啊呀哦]?(?!{_NO_GREETING}))"
    opening = f"^{_BREAK}{{0,9}}(?:(?:{hello}|喂+){_BREAK}{{0,9}}){{1,3}}"
    # 唔 before a word is no sound: in Cantonese it says no (唔係).
    hesitating = (
        f"[嗯呃]+|唔+(?={_BREAK}|$)|(?:(?<={_BREAK})|^){sound}(?={_BREAK}|[嗯呃]|那个|我|就|$)"
    )
    return re.compile(f"(?:{opening}|{hesitating}|{pointing}){_BREAK}{{0,9}}")


@cache
def _only_fillers() -> re.Pattern[str]:
    return re.compile(f"(?:[嗯呃唔喂啊哦噢哎诶欸额]|那个|这个|就是说|{_BREAK}){{1,60}}")
