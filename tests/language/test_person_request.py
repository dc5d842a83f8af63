"""A wish for a person is heard through a bad line; a story with the same words is not one."""

from __future__ import annotations

import pytest

from bot.language.person_request import calls_for_a_person


@pytest.mark.parametrize(
    "said",
    [
        "人工",
        "转人工。",
        "我要找人工客服",
        "我要找员工客服",
        "員工",
        "責員工",
        "监控",
        "再研工",
        "再員工",
        "拆人工",
        "仁工",
        "转人公",
        "帮我转接人工服务",
        "請轉人工",
        "人工人工",
    ],
)
def test_a_wish_for_a_person(said: str) -> None:
    assert calls_for_a_person(said)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "，",
        "员工态度差",
        "监控拍到他取钱",
        "人工智能",
        "等人工等了半小时",
        "不要人工",
        "工商银行",
        "员工说这是存款其实是保险",
        "是的",
    ],
)
def test_what_only_sounds_alike(said: str) -> None:
    assert not calls_for_a_person(said)
