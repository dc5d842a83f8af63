"""Resident identity numbers (GB 11643-1999)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from bot.language.numerals import digits_in_place
from bot.language.spans import Span, without_overlaps

_PAUSE = r"[ \t\-–—,，、.。…嗯呃啊]{0,3}"
_X = r"X|x|×|叉|艾克斯|埃克斯|\*"
_SHAPE = re.compile(rf"(?<!\d)([1-9](?:{_PAUSE}\d){{16}}){_PAUSE}(?:(\d)|(?:{_X}))(?!\d)")
_WRITTEN = re.compile(r"[1-9][0-9]{16}[0-9X]")


def is_valid_id(text: str) -> bool:
    """Whether these 18 characters have a possible birth date and the right check digit.

    The region code is not looked up: tables of regions age faster than identity cards.
    """
    number = text.upper()
    if not _WRITTEN.fullmatch(number) or number[-1] != ric.calc_check_digit(number):
        return False
    try:
        return bool(1900 <= ric.get_birth_date(number).year < 2100)
    except ValidationError:
        return False


def looks_like_id(text: str) -> bool:
    """Whether 18 characters of the right shape are said, but none that can be right."""
    candidates = list(_candidates(text))
    return bool(candidates) and not any(is_valid_id(span.value) for span in candidates)


def find_id_numbers(text: str) -> list[Span]:
    """Find valid identity numbers, spoken digits and a final 叉 or 艾克斯 included."""
    return without_overlaps(span for span in _candidates(text) if is_valid_id(span.value))


def _candidates(text: str) -> Iterator[Span]:
    for match in _SHAPE.finditer(digits_in_place(text)):
        value = re.sub(r"[^0-9]", "", match[1]) + (match[2] or "X")
        yield Span(*match.span(), text[match.start() : match.end()], value)
