"""How old someone says to be: an elderly caller is given more time, and a person sooner."""

from __future__ import annotations

import re

from bot.language.numerals import parse_number, plain

_ONE = "[一二三四五六七八九]"
_NUMBER = rf"([0-9]{{2,3}}|{_ONE}?十{_ONE}?|一百[零〇]?{_ONE}?)"
_AGE = re.compile(
    rf"(?:今年|都|已经|快|我)(?:快|都|有)?{_NUMBER}(?:多?岁|多了|了|的人)|{_NUMBER}多?岁"
    rf"|(?:今年){_NUMBER}(?![0-9年月日元块天号个万])"
)
_OLD = re.compile(r"老眼昏花|眼神不好使|耳朵(?:有点)?背|我(?:一个|这)?(?:老头|老太|老人|老年人)")
_OLDEST = 120


def age_said(text: str) -> int | None:
    """Return the age that the speaker gives, in digits or in words; None when none is said."""
    said = _AGE.search(plain(text))
    if said is None:
        return None
    number = parse_number(next(group for group in said.groups() if group))
    return int(number) if number is not None and number <= _OLDEST else None


def sounds_old(text: str, elderly_from: int) -> bool:
    """Tell whether the speaker says to be at least that old, or an old person."""
    age = age_said(text)
    return (age is not None and age >= elderly_from) or bool(_OLD.search(text))
