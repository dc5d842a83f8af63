"""The ways to say a date: a pattern each, and how to read it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

from bot.language import periods
from bot.language.festivals import festival_in, festival_words
from bot.language.lexicon import any_of, read_table
from bot.language.numerals import NUMBER, digits_in_place, parse_number
from bot.language.periods import Period

Reader = Callable[[dict[str, str], date], "Period | None"]

_YEARS_AWAY = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1}
_AWAY = {"上上": -2, "上": -1, "这": 0, "本": 0, "当": 0, "下": 1}
_WEEKDAYS = {**{name: index for index, name in enumerate("一二三四五六日")}, "天": 6}

# Days; from further back people count in months or years, and too roughly for a date.
_LONGEST_MEMORY = 365

# As people say 前几天, and the month in which each season begins.
_LATELY = 10
_SEASONS = {"春": 3, "夏": 6, "秋": 9, "冬": 12}

_DIGIT = "0-9零〇○一二三四五六七八九"
_YEAR = rf"(?P<year>(?<![0-9])(?:(?:19|20)[0-9]{{2}}|[一二][零〇○九][{_DIGIT}]{{2}}))"
_SHORT_YEAR = r"(?P<short_year>(?<![0-9])[012][0-9])(?=年)"
_YEAR_WORD = f"(?P<year_word>{'|'.join(_YEARS_AWAY)})"
_MONTH = r"(?P<month>(?<![0-9])(?:1[0-2]|0?[1-9])|十[一二]?|[一二三四五六七八九])"
_DAY = (
    r"(?P<day>[12][0-9]|3[01]|0?[1-9](?![0-9])|二十[一二三四五六七八九]?|三十一?"
    r"|十[一二三四五六七八九]?|[一二三四五六七八九])"
)
# 九月十五, 1月20: without 号 only a day that can be nothing else.
_BARE_DAY = (
    r"(?P<day>[12][0-9]|3[01]|二十[一二三四五六七八九]?|三十一?|十[一二三四五六七八九])"
    r"(?![0-9一二两三四五六七八九十天个万千百块元笔次多几点期年%,.，号日]|[kKwW])"
)
_DAY_MARK = r"[日号](?![码线楼柜窗院店铺员房机文卡口干问])"
_PART = "(?P<part>上旬|中旬|下旬|初(?![一二三四五六七八九十])|中(?!风|秋)|底|末)"
# Belongs to a day: 昨天|晚上, 17号|下午五点.
_TIME_OF_DAY = (
    "(?:(?:的)?(?:早上|早晨|上午|中午|下午|傍晚|晚上|晚间|夜里|半夜|凌晨)"
    "(?:[0-9一二两三四五六七八九十]{1,3}点(?![了就])钟?)?)?"
)
_CLOCK = "(?:[0-9一二两三四五六七八九十]{1,3}点钟?)?"
_MONTH_AWAY = "(?P<month_away>上上|上|这|本|当|下)(?:个)?月份?"
_WEEK = "(?:周|个?星期|个?礼拜)"
_NOT_EVERY = "(?<![每第满])"
# 拖了五月 and 12月还款 count months.
_NOT_COUNTED = "(?<![过用等拖还交欠做住存借分]了)(?<![0-9][-~～])"
_NO_COUNT = (
    "(?!(?<=一月)(?:[0-9一二两三四五六七八九几养工房]|要|多少|[就得才]?还)|一[次支回交]"
    "|供|还款|还清|分期|期|内|以上|以下|均|租|薪|息)"
)
# 周三 alone is any Wednesday; in 周三办的 and 周三下午 it is the last one.
_THAT_DAY = (
    "(?=那天|当天|去|再[去来]|把|更|明明|寄|来了|回电|过了|又|跑"
    "|都|就|专程|打|刚|早|晚|凌晨|上午|下午|中午|[^,，。！!？?；; ]{1,6}的(?:[,，。！!？?；;]|$))"
)


def _year_of(parts: dict[str, str], today: date) -> int | None:
    if word := parts.get("year_word"):
        return today.year + _YEARS_AWAY[word]
    if short := parts.get("short_year"):
        return 2000 + int(short)
    said = parts.get("year")
    return int(digits_in_place(said)) if said else None


def _number(said: str) -> int:
    return int(parse_number(said) or 0)


def _latest(candidates: list[Period | None], today: date) -> Period | None:
    """The last of these that has begun; what lies ahead cannot be complained about."""
    begun = [period for period in candidates if period and period.first <= today]
    return max(begun, key=lambda period: period.first, default=None)


def _day(parts: dict[str, str], today: date) -> Period | None:
    month, number, year = _number(parts["month"]), _number(parts["day"]), _year_of(parts, today)
    if year is not None:
        return periods.day(year, month, number)
    # Eight years back finds 29 February even across a century without it.
    return _latest([periods.day(today.year - back, month, number) for back in range(9)], today)


def _month(parts: dict[str, str], today: date) -> Period | None:
    month, year = _number(parts["month"]), _year_of(parts, today)
    years = [today.year, today.year - 1] if year is None else [year]
    whole = [periods.month(each, month) for each in years]
    found = whole[0] if year is not None else _latest(whole, today)
    return _part(found, parts)


def _part(whole: Period | None, parts: dict[str, str]) -> Period | None:
    part = parts.get("part")
    return periods.part_of_month(whole, part) if whole and part else whole


def _month_away(parts: dict[str, str], today: date) -> Period | None:
    whole = periods.months_from(today, _AWAY[parts["month_away"]])
    if whole and (said := parts.get("day")):
        return periods.day(whole.first.year, whole.first.month, _number(said))
    return _part(whole, parts)


def _year(parts: dict[str, str], today: date) -> Period | None:
    year = _year_of(parts, today)
    if year is None:
        year = today.year
    part = parts.get("year_part")
    return periods.part_of_year(year, part) if part else periods.year(year)


def _bare_part_of_year(parts: dict[str, str], today: date) -> Period | None:
    years = (today.year, today.year - 1)
    return _latest([periods.part_of_year(year, parts["year_part"]) for year in years], today)


def _bare_part_of_month(parts: dict[str, str], today: date) -> Period | None:
    months = [periods.months_from(today, -back) for back in (0, 1)]
    return _latest([_part(month, parts) for month in months], today)


def _bare_day(parts: dict[str, str], today: date) -> Period | None:
    months = filter(None, (periods.months_from(today, -back) for back in range(3)))
    number = _number(parts["day"])
    days = [periods.day(month.first.year, month.first.month, number) for month in months]
    return _latest(days, today)


def _relative_day(parts: dict[str, str], today: date) -> Period | None:
    days = {row["word"]: int(row["days"]) for row in read_table("relative_days.csv")}
    return periods.days_from(today, days[parts["word"]])


def _weekday(parts: dict[str, str], today: date) -> Period | None:
    ahead, name = parts.get("week_away"), parts["weekday"]
    week = periods.week_from(today, _AWAY[ahead] if ahead else 0)
    if week is None or name == "末":
        return week and Period(week.last - timedelta(days=1), week.last)
    found = periods.days_from(week.first, _WEEKDAYS[name])
    if found and not ahead and found.first > today:
        return periods.days_from(found.first, -7)
    return found


def _week(parts: dict[str, str], today: date) -> Period | None:
    return periods.week_from(today, _AWAY[parts["week_away"]])


def _ago(parts: dict[str, str], today: date) -> Period | None:
    days = _number(parts["count"]) * (1 if parts["unit"] == "天" else 7)
    return periods.days_from(today, -days) if days <= _LONGEST_MEMORY else None


def _lately(_: dict[str, str], today: date) -> Period | None:
    first, last = periods.days_from(today, -_LATELY), periods.days_from(today, -1)
    return Period(first.first, last.last) if first and last else None


def _season(parts: dict[str, str], today: date) -> Period | None:
    year = _year_of(parts, today) or today.year
    first = periods.month(year, _SEASONS[parts["season"]])
    last = first and periods.months_from(first.first, 2)
    return Period(first.first, last.last) if first and last else None


def _festival(parts: dict[str, str], today: date) -> Period | None:
    year, word = _year_of(parts, today), parts["festival"]
    if year is not None:
        return festival_in(year, word)
    return _latest([festival_in(today.year - back, word) for back in (0, 1)], today)


@cache
def date_patterns() -> tuple[tuple[re.Pattern[str], Reader], ...]:
    """All patterns with their readers; where several fit, the longest match is right."""
    any_year = f"(?:{_YEAR}年?|{_SHORT_YEAR}年|{_YEAR_WORD})的?"
    festival = f"(?P<festival>{any_of(festival_words())})"
    patterns: tuple[tuple[str, Reader], ...] = (
        (rf"{_YEAR}(?P<mark>[-/.]){_MONTH}(?P=mark){_DAY}", _day),
        (f"{any_year} ?{_MONTH}月份?的?{_DAY}(?:{_DAY_MARK})?", _day),
        (f"{any_year} ?{_MONTH}月份?{_PART}?", _month),
        (f"{any_year}年?(?P<year_part>初|底|末|中(?![秋国])|上半年|下半年)", _year),
        (f"{_YEAR}年", _year),
        (f"(?<!大){_YEAR_WORD}", _year),
        (f"(?<![百千万块零〇0-9九])(?:{any_year})?{festival}(?!险|之?前|以前)", _festival),
        (f"{_NOT_EVERY}{_MONTH}月份?{_DAY}{_DAY_MARK}", _day),
        (f"{_NOT_EVERY}{_NOT_COUNTED}{_MONTH}月份?{_NO_COUNT}{_PART}?", _month),
        (f"{_MONTH_AWAY}(?:的?{_DAY}{_DAY_MARK}|月?{_PART})?", _month_away),
        (
            f"(?<![每第个当上下这本月路街巷弄道栋区如近逾二三四五六七八九0-9])(?<!逾期)(?<!历时){_DAY}{_DAY_MARK}(?!(?<=日)(?:之?内|年化|廿)){_TIME_OF_DAY}",
            _bare_day,
        ),
        ("(?<![每个半多整几])年(?P<year_part>初|底|末)", _bare_part_of_year),
        ("(?<![每个半多整几上下这本当0-9])月(?P<part>初|底|末|中旬)", _bare_part_of_month),
        (
            f"(?P<word>{any_of(row['word'] for row in read_table('relative_days.csv'))})"
            f"(?:{_TIME_OF_DAY}|(?<=[晚夜]){_CLOCK})",
            _relative_day,
        ),
        (
            f"(?P<week_away>上上|上|这|本|下){_WEEK}(?P<weekday>[一二三四五六日天末])",
            _weekday,
        ),
        (
            f"(?<![每第满趁逢个上这本下]){_WEEK}(?P<weekday>[一二三四五六日天]){_THAT_DAY}",
            _weekday,
        ),
        (f"(?P<week_away>上上|上|这|本|下){_WEEK}", _week),
        (f"{any_year}(?P<season>[春夏秋冬])[天季]", _season),
        (f"{_NOT_EVERY}{_MONTH}月份?(?:二?十)几[号日]", _month),
        (f"{_NOT_EVERY}{_MONTH}月{_BARE_DAY}", _day),
        ("(?P<year_part>[上下]半年)(?!来)", _bare_part_of_year),
        ("前(?:几天|些天|些日子)", _lately),
        (rf"(?P<count>{NUMBER})(?P<unit>天|周|个?星期|个?礼拜)(?:之?前|以前)", _ago),
    )
    return tuple((re.compile(pattern), reader) for pattern, reader in patterns)
