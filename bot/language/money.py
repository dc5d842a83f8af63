"""Sums of money, in yuan."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from bot.language.lexicon import any_of, read_rules
from bot.language.numerals import NUMBER, parse_number, plain
from bot.language.spans import Span

_CANDIDATE = re.compile(
    rf"(?<![0-9.A-Za-z第])({NUMBER}[多几来余]?(?:[十百千万亿kKwW]{{1,3}})?[多几余]?)"
)
_ROUGH = re.compile("[多几来余]")
# 四五千, 三四十万: of two neighbouring digits the lower one is taken.
_EITHER = re.compile(
    "(?:一(?=[两二])|[两二](?=三)|三(?=[四五])|四(?=五)|五(?=六)|六(?=七)|七(?=八)|八(?=九))."
    "(?=[十百千万亿块元])"
)
_UNIT = re.compile(r"块钱|块(?!砖)|[元圆](?![旦件素宝])|大洋|(毛|角(?![牌形]))钱?|(分)钱")
_CHANGE = re.compile(
    r"零?([0-9一二两三四五六七八九])(?:[毛角]钱?)?(?:([0-9一二三四五六七八九])分钱?)?"
)
_HUNDREDTHS = re.compile("[一二三四五六七八九](?=[，。！？,!? 按]|$)")
# 八千六|一次交清, 贷三十万|一个月: what is counted next is no part of the sum.
_ONE_MORE = re.compile(
    "(?:(?<=[百千万])|(?<=[百千万][一二三四五六七八九]))一(?=[次个下直天年笔时口刀路])"
)
_MARK = re.compile(r"(?:[￥¥]|人民币|(?i:rmb|cny))[ :：]?$")
_FRACTION = re.compile(r"分之$")
# 一百八, 四百六, 两千六: in short, as only sums are said; 三百 at the end of a clause.
_SHORTENED = re.compile("[一二两三四五六七八九](?:百|千|万)[一二三四五六七八九]")
_ROUND = re.compile("[一二两三四五六七八九][百千][多几来]?")
_CLAUSE_ENDS = re.compile("$|[，。！？；、,!?;]| |的?利|[吧吗呢啊]")
_WITH_COMMAS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?")
# 一分钱没见着 is no sum, and 收拾 no ten.
_NOTHING = re.compile("一分钱|一毛钱?(?![0-9一二三四五六七八九])")
_LARGE = re.compile("[千万亿kKwW]")
_HOTLINE = re.compile(r"(?:9[56]|1[0-2])\d{1,3}")
_TRANSFER = re.compile(r"(?:[转打拨接给是]|[转接打]到) ?$")
_EXTENSION = re.compile(r"[0-9]{1,2}")
_LOOK_BACK = 16
_LEAST_BARE = 10
_LEAST_CHARGED = 50  # 12的利息 is a rate
_LONGEST_BARE = 9


class _Sum(NamedTuple):
    end: int
    value: Decimal


def find_amounts(text: str) -> list[Span]:
    """Find sums of money; the value is yuan with two decimals, of a rough sum its lower end.

    A number without a unit counts only after a word such as 扣了 or 被骗. Rates, dates, counts,
    foreign money and telephone numbers are not sums.
    """
    said = _ONE_MORE.sub("#", plain(text))
    spans: list[Span] = []
    for match in _CANDIDATE.finditer(said):
        found = _read(said, match)
        if found and not (spans and match.start() < spans[-1].end):
            start = match.start() - (said[match.start() - 1 : match.start()] == "几")
            spans.append(Span(start, found.end, text[start : found.end], f"{found.value:.2f}"))
    return spans


def _read(said: str, match: re.Match[str]) -> _Sum | None:
    number, before = match[1], said[max(0, match.start() - _LOOK_BACK) : match.start()]
    value = parse_number(_ROUGH.sub("", _EITHER.sub(lambda pair: pair[0][0], number)))
    if value is None or _FRACTION.search(before) or _is_no_sum(said, match):
        return None
    unit = _UNIT.match(said, match.end())
    if unit:
        return _with_unit(said, value, unit)
    if _not_money().match(said, match.end()):
        return None
    charged = value >= _LEAST_CHARGED and _charged().match(said, match.end())
    if charged or _MARK.search(before) or _LARGE.search(number):
        return _Sum(match.end(), value)
    if _WITH_COMMAS.fullmatch(number) or _is_said_short(said, match):
        return _Sum(match.end(), value)
    return _Sum(match.end(), value) if _is_sum(number, value, before) else None


def _is_no_sum(said: str, match: re.Match[str]) -> bool:
    tidied = match[1] in ("拾", "十") and said.endswith("收", 0, match.start())
    return tidied or _NOTHING.match(said, match.start()) is not None


def _is_said_short(said: str, match: re.Match[str]) -> bool:
    """Whether this is said as only sums are: 四百六, or 三百 with nothing counted after it."""
    if _SHORTENED.fullmatch(match[1]):
        return True
    ends = _CLAUSE_ENDS.match(said, match.end())
    return ends is not None and _ROUND.fullmatch(match[1]) is not None


def _with_unit(said: str, value: Decimal, unit: re.Match[str]) -> _Sum | None:
    if unit[1] and (small := _HUNDREDTHS.match(said, unit.end())):
        return _Sum(small.end(), value / 10 + (parse_number(small[0]) or 0) / Decimal(100))
    if unit[1] or unit[2]:
        return _Sum(unit.end(), value / (10 if unit[1] else 100))
    if unit[0] == "块" and value == 1:  # 一块 is also "together" and "a piece"
        return None
    change = _CHANGE.match(said, unit.end())
    if change is None or _UNIT.match(said, change.end()) or _goes_on(said, change, unit[0]):
        return _Sum(unit.end(), value)
    tenths, hundredths = parse_number(change[1]), parse_number(change[2] or "0")
    return _Sum(
        change.end(), value + (tenths or 0) / Decimal(10) + (hundredths or 0) / Decimal(100)
    )


def _goes_on(said: str, change: re.Match[str], unit: str) -> bool:
    """Whether the digit after 元 begins something else, as in 100元3次."""
    if change[0][-1] in "毛角钱分":
        return False
    next_number = re.compile(NUMBER).match(said, change.end())
    return unit != "块" or next_number is not None or bool(_not_money().match(said, change.end()))


def _is_sum(number: str, value: Decimal, before: str) -> bool:
    """Whether what stands before a bare number makes it a sum."""
    if value < _LEAST_BARE or len(number) > _LONGEST_BARE or number.startswith("0"):
        return False
    if before.endswith("转到") and _EXTENSION.fullmatch(number):
        return False
    if _HOTLINE.fullmatch(number) and _TRANSFER.search(before):
        return False
    return _spent().search(before) is not None


@cache
def _not_money() -> re.Pattern[str]:
    # 年费 after a sum is what it was taken for, 年 alone makes it a count; 一万分18期 is paid back.
    return re.compile(
        r" ?(?!年费|分[0-9一二三四五六七八九十]+[期次])(?:"
        + any_of(read_rules("money.yml")["not_money"])
        + "|[A-Za-z])"
    )


@cache
def _charged() -> re.Pattern[str]:
    """What a bare number before it is the sum of: 300利息, 10000一年利息."""
    per = "(?:一[天日年期]|一个月|[每]个?[天日年月期])?的?"
    return re.compile(per + any_of(read_rules("money.yml")["charged"]))


@cache
def _spent() -> re.Pattern[str]:
    rules = read_rules("money.yml")
    return re.compile(f"{any_of(rules['spent'])}{any_of(rules['between'])}{{0,4}}[ ,，]?$")
