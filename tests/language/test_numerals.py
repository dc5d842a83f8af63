"""Numbers and spoken digits."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.numerals import digits_in_place, parse_number, spoken_digits
from bot.language.speech import say_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("五万二", "52000"),
        ("3.5万", "35000"),
        ("三点五万", "35000"),
        ("一百零五", "105"),
        ("一百五", "150"),
        ("一百一十五", "115"),
        ("两千", "2000"),
        ("十五", "15"),
        ("十", "10"),
        ("五十二", "52"),
        ("3k", "3000"),
        ("1w", "10000"),
        ("２Ｗ", "20000"),
        ("三百六", "360"),
        ("两万三千五", "23500"),
        ("两万三千零五", "23005"),
        ("一亿二", "120000000"),
        ("一千零二十万", "10200000"),
        ("一万亿", "1000000000000"),
        ("10亿3千万", "1030000000"),
        ("2万1", "21000"),
        ("5万2000", "52000"),
        ("〇", "0"),
        ("0", "0"),
        ("１２，３４５", "12345"),
        ("1,234.5", "1234.5"),
        ("1000000000000000", "1000000000000000"),
        ("二零二四", "2024"),
        ("五萬兩千", "52000"),
        ("叁仟", "3000"),
        ("一百二十点五", "120.5"),
    ],
)
def test_numbers_are_read(text: str, number: str) -> None:
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    ["", " ", "万", "百万", "abc", "1,23", "1.2.3", "几千", "五块", "一" * 5000, "\ud800", "-5"],
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert parse_number(text) is None


@given(st.integers(0, 10**16 - 1))
def test_what_we_say_is_what_we_hear(number: int) -> None:
    assert parse_number(say_number(number)) == number


@given(st.text(alphabet="零一二两十百千万亿点.,0123456789kW", max_size=30))
def test_no_mixture_of_numerals_breaks_it(text: str) -> None:
    number = parse_number(text)
    assert number is None or number >= 0


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("幺三八零零幺三八零零零", "13800138000"),
        ("洞幺洞", "010"),
        ("拐拐四", "774"),
        ("打幺二三七八", "打12378"),
        ("一百零五", "一百零五"),
        ("两万三千", "两万三千"),
        ("一两个", "一两个"),
    ],
)
def test_runs_of_spoken_digits_are_written(text: str, written: str) -> None:
    assert spoken_digits(text) == written


@given(st.text())
def test_writing_digits_in_place_keeps_offsets(text: str) -> None:
    assert len(digits_in_place(text)) == len(text)
