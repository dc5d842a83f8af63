"""Numbers and digits in every spelling that reaches a hotline."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.language.script import to_simplified

# 洞, 幺, 拐 and 勾 are how digits are told apart on the telephone.
_SPOKEN = {
    character: digit
    for digit, characters in {
        "0": "零〇○洞",
        "1": "一幺壹",
        "2": "二两贰",
        "3": "三叁",
        "4": "四肆",
        "5": "五伍",
        "6": "六陆",
        "7": "七柒拐",
        "8": "八捌",
        "9": "九玖勾",
    }.items()
    for character in characters
}
_UNITS = {
    **dict.fromkeys("十拾", 10),
    **dict.fromkeys("百佰", 100),
    **dict.fromkeys("千仟kK", 1000),
    **dict.fromkeys("万wW", 10**4),
    "亿": 10**8,
}
_IN_PLACE = {ord(character): digit for character, digit in _SPOKEN.items()}
_DIGIT = "0-9" + "".join(_SPOKEN)
_UNIT = "".join(_UNITS)
_FULL_WIDTH = {0xFEE0 + ord(mark): mark for mark in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.,%+kwx"}

_WORDS = "".join(_SPOKEN)
# 10000一年 is two numbers, and so is 15k两年.
_INSIDE = (
    rf"(?<![kKwW])[0-9{_UNIT}]|(?<![0-9kKwW])[{_WORDS}]"
    rf"|,(?=[0-9]{{3}}(?![0-9]))|[.点](?=[{_DIGIT}])"
)
NUMBER = rf"(?:[{_DIGIT}十拾](?:{_INSIDE}){{0,40}})"
"""Pattern of what may be a number in plain text; `parse_number` decides."""

_TOKEN = re.compile(rf"[0-9]+(?:\.[0-9]+)?|[{_WORDS}]+|[{_UNIT}]")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])")
_POINT = re.compile(rf"(?<=[{_DIGIT}{_UNIT}])点(?=[{_DIGIT}])")
_FRACTION_AFTER_UNIT = re.compile(r"(.*[十百千])\.([0-9]+)")
_RUN = re.compile(rf"(?<![{_UNIT}])[{_DIGIT}]{{3,}}(?![{_UNIT}])")
_LONGEST = 60


def plain(text: str) -> str:
    """Write Simplified characters and half-width digits; offsets stay valid."""
    return to_simplified(text).translate(_FULL_WIDTH)


def digits_in_place(text: str) -> str:
    """Write every spoken or full-width digit as an ASCII digit; offsets stay valid."""
    return plain(text).translate(_IN_PLACE)


def spoken_digits(text: str) -> str:
    """Write runs of three or more spoken digits in ASCII: 幺三八零 becomes 1380."""
    return _RUN.sub(lambda run: digits_in_place(run[0]), plain(text))


def parse_number(text: str) -> Decimal | None:
    """Read one number such as 五万二, 3.5万, 一百零五, 1w or １，２３４; None if it is not one."""
    if len(text) > _LONGEST:
        return None
    written = _THOUSANDS.sub(lambda part: part[0].replace(",", ""), plain(text).strip())
    written = _POINT.sub(".", written)
    written = re.sub(rf"[{_WORDS}]+(?=\.)|(?<=\.)[{_DIGIT}]+", _in_ascii, written)
    if after_unit := _FRACTION_AFTER_UNIT.fullmatch(written):
        whole = _sum_of(after_unit[1])
        return None if whole is None else whole + Decimal(f"0.{after_unit[2]}")
    return _sum_of(written)


def _in_ascii(run: re.Match[str]) -> str:
    return digits_in_place(run[0])


def _sum_of(written: str) -> Decimal | None:
    """Add up digits and units, as in 两千|零|三|万|五; None where the order makes no sense."""
    tokens = _TOKEN.findall(written)
    if not tokens or "".join(tokens) != written:
        return None
    total = section = Decimal(0)
    digits: Decimal | None = None
    last_unit = 1
    for position, token in enumerate(tokens):
        unit = _UNITS.get(token, 1)
        if unit == 1:
            if digits is not None:
                return None
            digits = _digits_after(token, last_unit, is_last=position == len(tokens) - 1)
            continue
        if digits is None and unit > 10 and not (section or total):
            return None
        if unit < 10**4:
            section += (Decimal(1) if digits is None else digits) * unit
        else:
            total, section = _raise(total, section + (digits or 0), unit), Decimal(0)
        digits, last_unit = None, unit
    return total + section + (digits or 0)


def _raise(total: Decimal, section: Decimal, unit: int) -> Decimal:
    """Count a section in 万 or 亿; 亿 takes what was counted in 万 before it with it."""
    if unit > 10**4:
        return (total + section) * unit
    return total + section * unit


def _digits_after(token: str, last_unit: int, *, is_last: bool) -> Decimal | None:
    """Read digits; a single last one counts the next lower unit, as in 五万二."""
    is_short_form = is_last and len(token) == 1 and last_unit > 10
    value = Decimal(digits_in_place(token))
    return value * (last_unit // 10) if is_short_form else value
