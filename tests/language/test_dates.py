"""Dates seen from a Saturday in November."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.dates import find_dates

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("去年三月", "2025-03-01/2025-03-31"),
        ("去年的三月份", "2025-03-01/2025-03-31"),
        ("上个月底", "2026-10-21/2026-10-31"),
        ("下个月月底", "2026-12-21/2026-12-31"),
        ("上个月15号", "2026-10-15"),
        ("前年国庆", "2024-10-01/2024-10-07"),
        ("国庆", "2026-10-01/2026-10-07"),
        ("元旦", "2026-01-01"),
        ("圣诞节", "2025-12-25"),
        ("今年春节", "2026-02-17"),
        ("去年中秋", "2025-10-06"),
        ("3月15号", "2026-03-15"),
        ("12月9日", "2025-12-09"),
        ("2月29号", "2024-02-29"),
        ("7号", "2026-11-07"),
        ("25号", "2026-10-25"),
        ("昨天", "2026-11-20"),
        ("前天", "2026-11-19"),
        ("大前天", "2026-11-18"),
        ("上周五", "2026-11-13"),
        ("周一", "2026-11-16"),
        ("星期天", "2026-11-15"),
        ("下周一", "2026-11-23"),
        ("上周", "2026-11-09/2026-11-15"),
        ("上周末", "2026-11-14/2026-11-15"),
        ("今年年初", "2026-01-01/2026-03-31"),
        ("去年下半年", "2025-07-01/2025-12-31"),
        ("2024年12月", "2024-12-01/2024-12-31"),
        ("24年3月", "2024-03-01/2024-03-31"),
        ("2024-12-03", "2024-12-03"),
        ("2024/1/5", "2024-01-05"),
        ("2024年12月9日", "2024-12-09"),
        ("二零二四年十二月三号", "2024-12-03"),
        ("二〇二四年十二月", "2024-12-01/2024-12-31"),
        ("2023年", "2023-01-01/2023-12-31"),
        ("三天前", "2026-11-18"),
        ("两周前", "2026-11-07"),
        ("上個月", "2026-10-01/2026-10-31"),
        ("禮拜一", "2026-11-16"),
    ],
)
def test_dates_are_found(text: str, value: str) -> None:
    spans = find_dates(f"我{text}办的", TODAY)
    assert [(span.text, span.value) for span in spans] == [(text, value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("去年三月到现在", "2025-03-01/2026-11-21"),
        ("3月15号到20号", "2026-03-15/2026-03-20"),
        ("去年3月到5月", "2025-03-01/2025-05-31"),
        ("2025年3月到2026年1月", "2025-03-01/2026-01-31"),
        ("去年三月到上个月", "2025-03-01/2026-10-31"),
        ("2025年1月1日至2025年3月1日", "2025-01-01/2025-03-01"),
    ],
)
def test_from_one_date_to_another(text: str, value: str) -> None:
    assert [(span.text, span.value) for span in find_dates(text, TODAY)] == [(text, value)]


@pytest.mark.parametrize(
    "text",
    [
        "每月7号",
        "3个月",
        "贷款20年",
        "7号线",
        "1号口",
        "分12期",
        "13800138000",
        "0.01元",
        "第3号",
        # a rough distance, a habit and what lies ahead tell no day
        "八年前",
        "两个月前",
        "每逢周三打折",
        "周三五折",
        "春节前再不提额就销户",
        "12月还款的利息",
        "6月期的存单",
        "拖了五月",
        "12月内还清",
        "5月供",
        "住在人民路18号",
        "一月一次的疗程",
        "休息3-6月",
    ],
)
def test_durations_and_names_are_not_dates(text: str) -> None:
    assert find_dates(text, TODAY) == []


@pytest.mark.parametrize(
    ("text", "said", "value"),
    [
        ("周三下午去的网点", "周三", "2026-11-18"),
        ("周五办的，到现在没消息", "周五", "2026-11-20"),
        ("礼拜二刚存进去", "礼拜二", "2026-11-17"),
        ("我是去年11月份申请的", "去年11月份", "2025-11-01/2025-11-30"),
        ("上月连续扣了三次", "上月", "2026-10-01/2026-10-31"),
        ("11月22号被骗的", "11月22号", "2025-11-22"),
        ("说好3号退", "3号", "2026-11-03"),
    ],
)
def test_a_day_within_a_sentence(text: str, said: str, value: str) -> None:
    assert [(span.text, span.value) for span in find_dates(text, TODAY)] == [(said, value)]


def test_before_a_year_is_no_count_of_years() -> None:
    assert [span.value for span in find_dates("2010年之前", TODAY)] == ["2010-01-01/2010-12-31"]


def test_two_dates_stay_two() -> None:
    values = [span.value for span in find_dates("昨天办的，今天就扣了", TODAY)]
    assert values == ["2026-11-20", "2026-11-21"]


@given(st.text(alphabet="去年上个月底周前天后3一十号日到至今现在-/.0245", max_size=40))
def test_every_period_starts_before_it_ends(text: str) -> None:
    for span in find_dates(text, TODAY):
        first, _, last = span.value.partition("/")
        assert date.fromisoformat(first) <= date.fromisoformat(last or first)
        assert text[span.start : span.end] == span.text


@pytest.mark.parametrize("today", [date.min, date.max])
def test_the_ends_of_the_calendar_are_no_wall(today: date) -> None:
    for text in ("上个月", "三年前", "前天", "下周一", "国庆", "后天", "2月29号", "年底"):
        assert all(text[span.start : span.end] == span.text for span in find_dates(text, today))


@pytest.mark.parametrize(
    ("text", "said", "value"),
    [
        ("昨儿个打来的", "昨儿个", "2026-11-20"),
        ("今天上午去的", "今天上午", "2026-11-21"),
        ("去年冬天买的", "去年冬天", "2025-12-01/2026-02-28"),
        ("九月十五说通过了", "九月十五", "2026-09-15"),
        ("周三去说没钱", "周三", "2026-11-18"),
        ("前几天收到短信", "前几天", "2026-11-11/2026-11-20"),
    ],
)
def test_everyday_days(text: str, said: str, value: str) -> None:
    found = find_dates(text, date(2026, 11, 21))
    assert [(span.text, span.value) for span in found] == [(said, value)]


@pytest.mark.parametrize(
    "text",
    ["八千六一次交清", "逾期三十日", "三日内回复", "七日年化", "我一月养老金才一百八", "二号干线"],
)
def test_counts_and_sums_are_no_days(text: str) -> None:
    assert find_dates(text, date(2026, 11, 21)) == []
