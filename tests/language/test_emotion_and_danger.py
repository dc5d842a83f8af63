"""Feelings, and danger that is real and now."""

from __future__ import annotations

import pytest

from bot.language.danger import danger_of
from bot.language.emotion import emotion_of


@pytest.mark.parametrize(
    ("text", "emotion"),
    [
        ("我想查一下余额", "calm"),
        ("麻烦您帮我查一下", "calm"),
        ("", "calm"),
        ("等了好久没人管", "upset"),
        ("急死了", "upset"),
        ("我很擔心", "upset"),
        ("气死我了", "furious"),
        ("什么垃圾银行", "furious"),
        ("我真的活不下去了", "desperate"),
        ("你们这群骗子，我走投无路了", "desperate"),
    ],
)
def test_emotions(text: str, emotion: str) -> None:
    assert emotion_of(text) == emotion


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("我车在高速上抛锚了", "motorway"),
        ("高速上追尾了，救援还没到", "motorway"),
        ("道路救援打不通，我现在在高速上", "motorway"),
        ("人在应急车道", "motorway"),
        ("車在高速上拋錨了", "motorway"),
        ("我不想活了", "self_harm"),
        ("我要跳楼", "self_harm"),
        ("逼我去死", "self_harm"),
        ("我吃了安眠药", "self_harm"),
        ("我活腻了，随你们便", "self_harm"),
        ("这种日子我真活够了", "self_harm"),
        ("跟理赔没关系，我爸现在叫不醒了", "medical"),
        ("保险的事先放放，他突然没有意识了", "medical"),
        ("老人昏过去了快来人", "medical"),
        ("我妈在银行晕倒了", "medical"),
        ("我喘不上气了", "medical"),
        ("快叫救护车", "medical"),
        ("着火了", "fire"),
        ("银行着火了快来", "fire"),
        ("有人打我", "violence"),
        ("催收拿着刀堵在门口", "violence"),
        ("他们威胁要杀我全家", "violence"),
        ("我被关在房间里出不来", "violence"),
    ],
)
def test_real_danger(text: str, danger: str) -> None:
    assert danger_of(text) == danger


@pytest.mark.parametrize(
    "text",
    [
        "",
        "气死我了",
        "急死了",
        "累死了",
        "卡死了",
        "被你们气得快吐血了",
        "这么扣钱跟抢劫一样",
        "我这辈子活够本了",
        "我没意识到这是贷款",
        "他们现在都没有意识到错在哪",
        "逼死人的利息",
        "打死我也不信",
        "跳楼价",
        "心里着火了",
        "利息压得我喘不过气",
        "催收的打我电话",
        "被砍头息",
        "去年我爸心梗，保险不赔",
        "我去年在高速上出了车祸，保险公司拒赔",
        "房子去年着火保险不赔",
        "自杀保险赔吗",
        "高速ETC扣费错了",
        "救命钱被骗了",
    ],
)
def test_figures_of_speech_claims_and_the_past(text: str) -> None:
    assert danger_of(text) is None
