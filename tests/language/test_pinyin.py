"""Sounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.pinyin import blurred, sounds_like, syllables


def test_syllables_one_a_character() -> None:
    assert syllables("重庆银行A1") == ("chong", "qing", "yin", "hang", "a", "1")


def test_traditional_sounds_the_same() -> None:
    assert syllables("銀行") == syllables("银行")


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("普发", "浦发"),
        ("新月", "星月"),
        ("这商", "浙商"),
        ("湖南", "福兰"),
        ("三", "山"),
        ("真信", "征信"),
        ("王", "完"),
    ],
)
def test_what_a_telephone_confuses(heard: str, meant: str) -> None:
    assert sounds_like(heard, meant)


@pytest.mark.parametrize(("one", "other"), [("工行", "农行"), ("人工", "人"), ("平安", "太平")])
def test_what_it_does_not(one: str, other: str) -> None:
    assert not sounds_like(one, other)


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=60))
def test_as_many_syllables_as_characters(text: str) -> None:
    assert len(blurred(text)) == len(text)
