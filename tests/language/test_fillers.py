"""Fillers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.fillers import is_only_filler, strip_fillers


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("嗯，那个，我想问一下征信", "我想问一下征信"),
        ("那个我想问一下征信", "我想问一下征信"),
        ("喂，你好，我要投诉", "我要投诉"),
        ("你好啊，我要投诉", "我要投诉"),
        ("您好我要投訴", "我要投訴"),
        ("喂喂喂 听得到吗", "听得到吗"),
        ("就是说 我的卡被盗刷了", "我的卡被盗刷了"),
        ("哎，我的钱没了", "我的钱没了"),
        ("那个银行不理我", "那个银行不理我"),
        ("我买的那个理财亏了", "我买的那个理财亏了"),
        ("你好像没听懂", "你好像没听懂"),
        ("额度太低了", "额度太低了"),
        ("好的啊", "好的啊"),
        ("唔係", "唔係"),
        ("唔，我想问一下", "我想问一下"),
        ("喂你好责员工", "责员工"),
        ("你好工行乱收费", "工行乱收费"),
        ("您好建行扣了我钱", "建行扣了我钱"),
        ("喂您好啊退保", "退保"),
        ("你好意思收费", "你好意思收费"),
        ("你好慢", "你好慢"),
        ("你好吗", "你好吗"),
        ("你好多了", "你好多了"),
        ("喂你好", "喂你好"),
        ("你好", "你好"),
        ("你好啊", "你好啊"),
        ("喂？", "喂？"),
        ("", ""),
    ],
)
def test_only_fillers_are_dropped(text: str, kept: str) -> None:
    assert strip_fillers(text) == kept


@pytest.mark.parametrize("text", ["喂", "喂？", "喂喂", "嗯", "嗯嗯，那个", "呃……", "啊？"])
def test_nothing_but_fillers(text: str) -> None:
    assert is_only_filler(text)


@pytest.mark.parametrize("text", ["", " ", "好", "是的", "你好", "那个银行", "嗯，投诉"])
def test_something_was_said(text: str) -> None:
    assert not is_only_filler(text)


@given(st.text(alphabet="嗯那个就是说我喂，你好钱 "))
def test_nothing_is_invented_and_never_all_is_lost(text: str) -> None:
    kept = strip_fillers(text)
    assert bool(kept) == bool(text.strip())
    remaining = iter(text)
    assert all(character in remaining for character in kept)
