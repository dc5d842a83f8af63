"""Telephone numbers of people; service numbers such as 95588 belong to the directory."""

from __future__ import annotations

import re

from bot.language.numerals import digits_in_place
from bot.language.spans import Span, without_overlaps

_PAUSE = r"(?:[ \t\-–—,，、.。…()（）嗯呃啊]{1,3}|那个|然后|就是)?"
_MOBILE = re.compile(r"1[3-9]\d{9}")
_PATTERNS = (
    re.compile(r"(?<!\d)(?:(?:\+|00)?86[ \-]?)?(1[3-9]\d{9})(?!\d)"),
    # Said or typed in groups: not a middle part of a card number in groups.
    re.compile(
        rf"(?<!\d)(?<!\d[ \-])(?:\+?86{_PAUSE})?(1{_PAUSE}[3-9](?:{_PAUSE}\d){{9}})(?![ \-]?\d)"
    ),
    # Recognisers hear 幺 (one) as 要 (want).
    re.compile(rf"(?<!\d)(要[3-9](?:{_PAUSE}\d){{9}})(?![ \-]?\d)"),
    re.compile(rf"(?<!\d)(0(?:10|2\d){_PAUSE}[1-9](?:{_PAUSE}\d){{7}})(?![ \-]?\d)"),
    re.compile(rf"(?<!\d)(0[3-9]\d\d{_PAUSE}[1-9](?:{_PAUSE}\d){{6,7}})(?![ \-]?\d)"),
)


def is_mobile(digits: str) -> bool:
    """Whether these are the eleven digits of a Mainland mobile number."""
    return digits.isascii() and _MOBILE.fullmatch(digits) is not None


def find_phones(text: str) -> list[Span]:
    """Find mobile numbers, and landlines with their area code; the value is digits only."""
    digits = digits_in_place(text)
    return without_overlaps(
        Span(*match.span(), text[match.start() : match.end()], _digits_of(match[1]))
        for pattern in _PATTERNS
        for match in pattern.finditer(digits)
    )


def _digits_of(said: str) -> str:
    return re.sub(r"[^0-9]", "", said.replace("要", "1"))
