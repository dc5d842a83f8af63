"""Simplified and Traditional script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.script import is_traditional, to_simplified, to_traditional


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("我的帳戶被盜刷了五萬塊", "我的账户被盗刷了五万块"),
        ("信用卡餘額", "信用卡余额"),
        ("銀行裡", "银行里"),
        ("妳好", "你好"),
        ("简体字不变", "简体字不变"),
        ("", ""),
    ],
)
def test_to_simplified(traditional: str, simplified: str) -> None:
    assert to_simplified(traditional) == simplified


@given(st.text())
def test_simplifying_keeps_the_length(text: str) -> None:
    assert len(to_simplified(text)) == len(text)


def test_a_lone_surrogate_is_left_alone() -> None:
    assert to_simplified("a\ud800帳") == "a\ud800账"
    assert "\ud800" not in to_traditional("a\ud800账")


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("信用卡盗刷", "信用卡盜刷"),
        ("您的账户", "您的帳戶"),
        ("短信", "簡訊"),
        ("银行卡里的余额", "銀行卡裡的餘額"),
        ("对账单", "對帳單"),
    ],
)
def test_to_traditional_uses_the_words_of_its_readers(simplified: str, traditional: str) -> None:
    assert to_traditional(simplified) == traditional


@pytest.mark.parametrize("text", ["銀行", "我要投訴", "轉人工"])
def test_traditional_is_recognised(text: str) -> None:
    assert is_traditional(text)


@pytest.mark.parametrize("text", ["银行", "我要投诉", "著名", "乾隆", "人工", "ok", "", "😀"])
def test_what_both_scripts_write_is_not_traditional(text: str) -> None:
    assert not is_traditional(text)
