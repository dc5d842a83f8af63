"""Written copy made fit for the ear."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from itertools import accumulate, pairwise

_ALOUD = dict(zip("0123456789X", [*"零幺二三四五六七八九", "艾克斯"], strict=True))
_WORDS = "零一二三四五六七八九"
_GROUPS = {10: (2, 4, 4), 11: (3, 4, 4), 18: (6, 4, 4, 4)}
_UNGROUPED = 6
_LARGE = (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10))

# 两 is said of what is counted: 两天, but 二月, 二号, 第二条.
_COUNTED = r" ?[个天家次张条笔位年周种项步份只件遍点万亿小名分]"
_NO_COUNT = ("第", "周", "星期", "按", "尾号", "月")

# What `spoken` finds in written copy.
_DROPPED = re.compile(
    r"https?://[!-~]+|www\.[!-~]+|<[^<>]{0,200}>|[*_`#>|~【】《》「」\[\]{}]"
    r"|[\U0001F000-\U0001FAFF\u2600-\u27BF\u2B00-\u2BFF\uFE0F\u200D\u20E3]"
)
_BRACKETS = re.compile(r"[（(]([^（()）]{0,200})[）)]")
_LINES = re.compile(r"\s*\n\s*")
_PERCENT = re.compile(r"(?<![0-9.])([0-9]{1,15}(?:\.[0-9]+)?)[%％]")
_ISO_DATE = re.compile(r"(?<![0-9])[0-9]{4}-[01][0-9]-[0-3][0-9](?![0-9])")
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?=年)")
_AMOUNT = re.compile(
    r"[￥¥]?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(\.[0-9]{1,2})?(万)?元|[￥¥]([0-9]{1,15})(\.[0-9]{1,2})?"
)
_IN_GROUPS = re.compile(r"(?<![0-9])[0-9]{2,8}(?:-[0-9]{3,8}){1,3}(?![0-9])")
_LONG = re.compile(r"(?<![0-9.])[0-9]{5,}[Xx]?(?![0-9.元万])")
_SHORT = re.compile(r"(?:(?<=尾号)|(?<=后四位)|(?<=尾号是)|(?<=[打拨]) ?)([0-9]{3,4})(?![0-9元])")
_DAY = re.compile(r"(?<![0-9])([0-9]{1,2})(月 ?)([0-9]{1,2})[日号]")
_TIME = re.compile(r"(?<![0-9:：])([01]?[0-9]|2[0-4])[:：]([0-5][0-9])(?![0-9:：])")
_RANGE = re.compile(r"(?<=[0-9点分年月日%％])\s*[-~～—–至]+\s*(?=[0-9])")
_NUMBER = re.compile(r"(?<![0-9.])([0-9]{1,15})(?:\.([0-9]{1,15}))?(?![0-9.])")
_EMERGENCY = re.compile(r"(?<![0-9.])1(?:10|19|20|22)(?![0-9.元万天个分年])")


def spell_digits(digits: str) -> str:
    """Spell digits one by one in groups: 幺三八，零零幺三，八零零零.

    Ticket numbers go 2-4-4, mobiles 3-4-4, identity numbers 6-4-4-4, others by four.
    """
    only = re.sub(r"[^0-9X]", "", digits.upper())
    sizes = _GROUPS.get(len(only)) or (4,) * (len(only) // 4 + 1)
    if len(only) <= _UNGROUPED:
        sizes = (len(only),)
    edges = [0, *accumulate(sizes)]
    groups = [only[start:end] for start, end in pairwise(edges)]
    return "，".join("".join(map(_ALOUD.__getitem__, group)) for group in groups if group)


def tail(digits: str) -> str:
    """The last four digits, spelt."""
    return spell_digits(re.sub(r"[^0-9Xx]", "", digits)[-4:])


def say_number(number: int) -> str:
    """A whole number below 10**16 in words: 五万二千; ValueError for others."""
    if not 0 <= number < 10**16:
        raise ValueError("only numbers from 0 up to 10**16 can be said")
    words = _in_words(number) or "零"
    return re.sub(r"^一十", "十", re.sub(r"^二(?=[千万亿]|$)", "两", words))


def _in_words(number: int) -> str:
    for name, unit in _LARGE:
        if number >= unit:
            rest = number % unit
            gap = "零" if 0 < rest < unit // 10 else ""
            return _in_words(number // unit) + name + gap + _in_words(rest)
    return _WORDS[number] if number else ""


def say_amount(amount: str) -> str:
    """A sum of yuan in words: 52000.00 becomes 五万二千元; ValueError for what is no sum."""
    try:
        hundredths = int(Decimal(amount) * 100)
    except (InvalidOperation, OverflowError, ValueError) as error:
        raise ValueError(f"not an amount: {amount!r}") from error
    yuan, rest = divmod(hundredths, 100)
    jiao, fen = divmod(rest, 10)
    words = say_number(yuan) + "元" if yuan or not rest else ""
    words += _WORDS[jiao] + "角" if jiao else ("零" if yuan and fen else "")
    return words + (_WORDS[fen] + "分" if fen else "")


def say_date(iso: str) -> str:
    """An ISO date, or `start/end`, in words; ValueError for what is neither."""
    return "到".join(_say_day(part) for part in iso.split("/"))


def _say_day(iso: str) -> str:
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", iso)
    if not match:
        raise ValueError(f"not an ISO date: {iso!r}")
    year = "".join(_WORDS[int(digit)] for digit in match[1])
    month, day = (say_number(int(part)).replace("两", "二") for part in match.groups()[1:])
    return f"{year}年{month}月{day}日"


def spoken(text: str) -> str:
    """Turn written copy into copy for the ear.

    Numbers that are dialled are spelt with 幺, sums and dates are put in words; links, markup and
    emoji are dropped, and what stood in brackets becomes part of the sentence.
    """
    said = _BRACKETS.sub(r"，\1，", _LINES.sub("。", _DROPPED.sub("", text).strip()))
    said = _ISO_DATE.sub(lambda part: _say_day(part[0]), said)
    said = _YEAR.sub(lambda part: "".join(_WORDS[int(digit)] for digit in part[0]), said)
    said = _AMOUNT.sub(_say_sum, said)
    said = _PERCENT.sub(lambda part: f"百分之{_in_full(part[1])}", said)
    said = _IN_GROUPS.sub(lambda part: "，".join(map(spell_digits, part[0].split("-"))), said)
    for pattern in (_LONG, _SHORT, _EMERGENCY):
        said = pattern.sub(lambda part: spell_digits(part[0]), said)
    return _tidy(_counts(said))


def _counts(said: str) -> str:
    """Put days, times and counts in words; what is no number is spelt, so that no digit is left."""
    said = _DAY.sub(lambda day: f"{_in_full(day[1])}月{_in_full(day[3])}号", said)
    said = _TIME.sub(_say_time, _RANGE.sub("到", said))
    said = _NUMBER.sub(_say_count, said)
    return re.sub(r"[0-9]+", lambda part: spell_digits(part[0]), said)


def _say_time(part: re.Match[str]) -> str:
    hour = "两" if int(part[1]) == 2 else _in_full(part[1])
    return f"{hour}点" + (f"{_in_full(part[2])}分" if int(part[2]) else "")


def _say_count(part: re.Match[str]) -> str:
    """Say a count; 两 stands only before what is counted, and 021 is no count."""
    if part[0].startswith("0") and len(part[1]) > 1:
        return spell_digits(part[0])
    before, after = part.string[: part.start()], part.string[part.end() :]
    counted = not part[2] and re.match(_COUNTED, after) and not before.endswith(_NO_COUNT)
    return say_number(int(part[1])) if counted else _in_full(part[0])


def _in_full(number: str) -> str:
    """A number as it is read: 4.5 is 四点五, 2 is 二."""
    whole, _, part = number.partition(".")
    words = re.sub(r"^两(?=$)", "二", say_number(int(whole)))
    return words + ("点" + "".join(_WORDS[int(digit)] for digit in part) if part else "")


def _say_sum(part: re.Match[str]) -> str:
    whole, cents = part[1] or part[4], part[2] or part[5] or ""
    factor = 10_000 if part[3] else 1
    return say_amount(str(Decimal(whole.replace(",", "") + cents) * factor))


def _tidy(said: str) -> str:
    """Leave one mark where dropping and joining left several."""
    single = re.sub(r"[，,、]*([。！？!?；;])[，。]*", r"\1", re.sub(r"[，,]{2,}", "，", said))
    return re.sub(r"[ \t]+", " ", single).strip(" ，,")
