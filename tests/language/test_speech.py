"""Copy for the ear."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.speech import say_amount, say_date, say_number, spell_digits, spoken, tail


@pytest.mark.parametrize(
    ("digits", "spelt"),
    [
        ("12378", "幺二三七八"),
        ("13800138000", "幺三八，零零幺三，八零零零"),
        ("2648391053", "二六，四八三九，幺零五三"),
        ("11010119900307803X", "幺幺零幺零幺，幺九九零，零三零七，八零三艾克斯"),
        ("62220212", "六二二二，零二幺二"),
        ("", ""),
    ],
)
def test_digits_are_spelt_in_groups(digits: str, spelt: str) -> None:
    assert spell_digits(digits) == spelt


def test_only_the_tail_is_said() -> None:
    assert tail("13800138000") == "八零零零"
    assert tail("11010119900307803X") == "八零三艾克斯"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "零"),
        (2, "两"),
        (12, "十二"),
        (22, "二十二"),
        (105, "一百零五"),
        (110, "一百一十"),
        (1001, "一千零一"),
        (2200, "两千二百"),
        (10_500, "一万零五百"),
        (52_000, "五万二千"),
        (100_000_001, "一亿零一"),
        (10**12 + 10**8, "一万零一亿"),
    ],
)
def test_numbers_in_words(number: int, words: str) -> None:
    assert say_number(number) == words


@pytest.mark.parametrize("number", [-1, 10**16])
def test_numbers_beyond_words(number: int) -> None:
    with pytest.raises(ValueError, match="said"):
        say_number(number)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("52000.00", "五万二千元"),
        ("2.00", "两元"),
        ("0.50", "五角"),
        ("0.05", "五分"),
        ("5.05", "五元零五分"),
        ("1234.56", "一千二百三十四元五角六分"),
        ("0.00", "零元"),
    ],
)
def test_amounts_in_words(amount: str, words: str) -> None:
    assert say_amount(amount) == words


@pytest.mark.parametrize("amount", ["", "五万", "NaN", "Infinity", "-5", "1E+40"])
def test_what_is_no_amount(amount: str) -> None:
    with pytest.raises(ValueError, match=r"amount|said"):
        say_amount(amount)


def test_dates_in_words() -> None:
    assert say_date("2024-12-02") == "二零二四年十二月二日"
    assert say_date("2025-03-01/2025-03-31") == "二零二五年三月一日到二零二五年三月三十一日"


def test_what_is_no_date() -> None:
    with pytest.raises(ValueError, match="ISO"):
        say_date("去年")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("请打12378。", "请打幺二三七八。"),
        ("或 010-66279113。", "或 零幺零，六六二七，九幺幺三。"),
        ("工单号26-4839-1053，请记好 😊", "工单号二六，四八三九，幺零五三，请记好"),
        ("**重要**：扣了52,000.00元", "重要：扣了五万二千元"),
        ("2024-12-03前答复", "二零二四年十二月三日前答复"),
        ("尾号8000的手机", "尾号八零零零的手机"),
        ("马上打110报警", "马上打幺幺零报警"),
        ("共120元", "共一百二十元"),
        ("金额3.5万元", "金额三万五千元"),
        ("等15天", "等十五天"),
        ("最晚12月2日前", "最晚十二月二号前"),
        ("2026年10月", "二零二六年十月"),
        ("2026年2月22日到2026年10月7日", "二零二六年二月二十二号到二零二六年十月七号"),
        ("上午9点", "上午九点"),
        ("工作日9:00-17:30", "工作日九点到十七点三十分"),
        ("2天或者2个月", "两天或者两个月"),
        ("2月，第2条", "二月，第二条"),
        ("24小时，3分钟", "二十四小时，三分钟"),
        ("年化4.5%到10%", "年化百分之四点五到百分之十"),
        ("涨了2%", "涨了百分之二"),
        ("3到5个工作日", "三到五个工作日"),
        ("十二三人，200人", "十二三人，二百人"),
        ("区号021", "区号零二幺"),
        ("第1.2.3版", "第幺.二.三版"),
        ("手机是11位、1开头的", "手机是十一位、一开头的"),
        ("电话（工作日）有人接", "电话，工作日，有人接"),
        ("【小保】您好\n\n请说", "小保您好。请说"),
        ("详见https://example.org/a?b=1。", "详见。"),
    ],
)
def test_written_copy_is_turned_into_speech(written: str, said: str) -> None:
    assert spoken(written) == said


@given(st.text())
def test_no_copy_breaks_it(text: str) -> None:
    assert "http://" not in spoken(text + "http://x")


@given(st.text(st.sampled_from("0123456789.,-:：%％年月日号点元万天个第尾打拨￥¥ Xx/幺请a")))
def test_no_digit_is_left_for_a_voice_to_guess_at(text: str) -> None:
    assert not re.search("[0-9]", spoken(text))
