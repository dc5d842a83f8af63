"""Bank card numbers: never used, recognised only to be masked."""

from __future__ import annotations

import re

from stdnum import luhn

from bot.language.identity import find_id_numbers
from bot.language.numerals import digits_in_place
from bot.language.phones import find_phones
from bot.language.spans import Span, blank_out
from bot.language.ticket_number import is_valid

_PAUSE = r"[ \t\-,，、嗯呃啊]{0,3}"
_RUN = re.compile(rf"(?<!\d)\d(?:{_PAUSE}\d){{12,18}}(?!\d)")
_TICKET_AND_TAIL = re.compile(r"(\d{10})[ \t,，、]{1,3}\d{4}")
_SHORTEST_MISTYPED = 15


def find_card_numbers(text: str) -> list[Span]:
    """Find 13 to 19 digits that pass Luhn's check, and mistyped card numbers too.

    Identity and telephone numbers are left to their own finders. The value is digits only.
    """
    others = [*find_id_numbers(text), *find_phones(text)]
    digits = digits_in_place(blank_out(text, others))
    spans = (
        Span(*run.span(), text[run.start() : run.end()], re.sub(r"[^0-9]", "", run[0]))
        for run in _RUN.finditer(digits)
    )
    return [
        span
        for span in spans
        if (luhn.is_valid(span.value) or _is_mistyped(span, digits))
        and not _is_ticket_with_tail(digits[span.start : span.end])
    ]


def _is_ticket_with_tail(said: str) -> bool:
    """Whether it is a ticket number and the last four digits of a phone: 2697401160, 8000."""
    both = _TICKET_AND_TAIL.fullmatch(said)
    return both is not None and is_valid(both[1])


def _is_mistyped(span: Span, digits: str) -> bool:
    """Whether it is long enough for a card and grouped like one, unlike dates and sums in a row."""
    groups = re.findall(r"\d+", digits[span.start : span.end])
    if len(span.value) < _SHORTEST_MISTYPED:
        return False
    return len({*map(len, groups[:-1])} - {1, 4, 6}) == 0
