"""What a caller said, of a recogniser's readings: the number asked for, or the likeliest words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from bot.dialogue.familiar_words import familiar_words
from bot.language.digits_by_sound import Dictated, dictated, digits_by_sound, is_lead
from bot.language.identity import find_id_numbers, is_valid_id
from bot.language.likeliest import likeliest
from bot.language.names import as_name
from bot.language.numerals import spoken_digits
from bot.language.phones import find_phones
from bot.language.ticket_number import find_ticket_numbers, is_valid

PHONE, ID, TICKET, TAIL = (11, 12), 18, 10, 4  # digits; landlines may have twelve
_FOUR_ALONE = re.compile(r"(?<!\d)\d{4}(?!\d)")
_BEFORE_PHONE = re.compile(r"(?:[\s,，。]|[的是嗯呃]|我|手机号?|电话|联系|号码?)+$")

Way = Callable[[str], "str | None"]
"""Return a reading as it is to be taken in, None if it holds no number of the kind."""


def best_reading(asked: str | None, text: str, alternatives: Sequence[str]) -> str:
    """Return the first reading that holds a valid number of the kind asked for.

    All are read as they are written before any is read by its sound. What was read by its sound
    comes back as plain digits; a name before a number, and the end of a phone behind one, are kept
    apart from it. Where no number was asked for, it is the likeliest mixture of the readings.
    """
    readings = (text, *alternatives)
    found = (way(one) for way in _WAYS.get(asked or "", ()) for one in readings)
    number = next((reading for reading in found if reading is not None), None)
    if number is not None or asks_for_digits(asked):
        return number or text
    return likeliest(readings, familiar_words())


def asks_for_digits(asked: str | None) -> bool:
    """Tell whether an answer to this question may hold a personal number or a ticket's."""
    return asked in _WAYS


def _phone(said: str) -> str | None:
    return said if find_phones(said) else None


def _phone_by_sound(said: str) -> str | None:
    return next(filter(_is_phone, _sounded(said, PHONE)), None)


def _id_number(said: str) -> str | None:
    return said if find_id_numbers(said) else None


def _id_number_by_sound(said: str) -> str | None:
    return next((one.digits for one in dictated(said, ID) if is_valid_id(one.digits)), None)


def _ticket(said: str) -> str | None:
    return said if find_ticket_numbers(said) else None


def _ticket_and_tail(said: str) -> str | None:
    """The check digit vouches for the number, whatever words stood before it."""
    both = ((one.digits[:TICKET], one.digits[TICKET:]) for one in dictated(said, TICKET + TAIL))
    return next((f"{number}，{tail}" for number, tail in both if is_valid(number)), None)


def _ticket_by_sound(said: str) -> str | None:
    return next((one.digits for one in dictated(said, TICKET) if is_valid(one.digits)), None)


def _tail(said: str) -> str | None:
    return said if _FOUR_ALONE.search(spoken_digits(said)) or find_phones(said) else None


def _tail_by_sound(said: str) -> str | None:
    return digits_by_sound(said, TAIL) or _phone_by_sound(said)


def _name_and_phone(said: str) -> str | None:
    return _beside_a_name(one for one in _endings(said) if one.exact)


def _name_and_phone_by_sound(said: str) -> str | None:
    return _beside_a_name(_endings(said))


def _beside_a_name(endings: Iterable[Dictated]) -> str | None:
    """Put a mark between a name and the number that was said in the same breath."""
    for one in endings:
        name = _BEFORE_PHONE.sub("", one.before)
        if is_lead(one.before):
            return one.digits
        if as_name(name):
            return f"{name}，{one.digits}"
    return None


def _endings(said: str) -> list[Dictated]:
    endings = [one for count in PHONE for one in dictated(said, count)]
    return [one for one in endings if _is_phone(one.digits)]


def _sounded(said: str, counts: Iterable[int]) -> list[str]:
    return [digits for count in counts if (digits := digits_by_sound(said, count))]


def _is_phone(digits: str) -> bool:
    return [span.text for span in find_phones(digits)] == [digits]


_WAYS: Mapping[str, tuple[Way, ...]] = {
    "phone": (_phone, _phone_by_sound),
    "id_number": (_id_number, _id_number_by_sound),
    "ticket_id": (_ticket_and_tail, _ticket, _ticket_by_sound),
    "phone_tail": (_tail, _tail_by_sound),
    "person_name": (_name_and_phone, _name_and_phone_by_sound),
}
