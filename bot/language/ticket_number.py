"""Our ticket numbers: short, speakable, and a slip of the tongue is noticed.

Ten digits: the year's last two, seven at random, and a Damm check digit, which catches every
single wrong digit and every swap of neighbours.
"""

from __future__ import annotations

import re

from stdnum import damm

from bot.language.numerals import digits_in_place
from bot.language.spans import Span

_PAUSE = r"[ \t\-–—,，、.。…嗯呃啊]{0,3}"
# Years 20 to 99 keep a number from looking like a mobile (1…) or a landline (0…).
_NUMBER = re.compile(r"[2-9][0-9]{9}")
_SAID = re.compile(
    rf"(?<!\d)(?<!\d[ \-.,])[2-9](?:{_PAUSE}\d){{9}}(?!\d|[ \-.,]\d(?!\d{{3}}(?!\d))|[元块万年])"
)
_SERVICE_NUMBER = re.compile(r"[48]00")
_HOTLINES = re.compile(r"9[56]\d{3}\D+9[56]\d{3}")
_DATE = re.compile(r"20\d\d([-/.])\d{1,2}\1\d{1,2}")


def make(year: int, body: str) -> str:
    """Build a number from a year (2020 to 2099) and seven digits; ValueError for anything else."""
    if not 2020 <= year <= 2099 or not re.fullmatch(r"[0-9]{7}", body):
        raise ValueError("a ticket number needs a year from 2020 to 2099 and seven digits")
    number = f"{year % 100}{body}"
    return number + str(damm.calc_check_digit(number))


def is_valid(text: str) -> bool:
    """Whether these ten digits are a ticket number with the right check digit."""
    return _NUMBER.fullmatch(text) is not None and bool(damm.is_valid(text))


def find_ticket_numbers(text: str) -> list[Span]:
    """Find valid ticket numbers, in groups or spoken; 400 and 800 service numbers are left out."""
    spans = (
        Span(*said.span(), text[said.start() : said.end()], re.sub(r"[^0-9]", "", said[0]))
        for said in _SAID.finditer(digits_in_place(text))
        if not _DATE.match(said[0]) and not _HOTLINES.fullmatch(said[0])
    )
    return [
        span for span in spans if is_valid(span.value) and not _SERVICE_NUMBER.match(span.value)
    ]


def grouped(number: str) -> str:
    """Write a ticket number for the eye: 26-4839-1057."""
    return f"{number[:2]}-{number[2:6]}-{number[6:]}"
