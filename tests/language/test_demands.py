"""Demands, and talk of demands."""

from __future__ import annotations

import pytest

from bot.language.demands import find_demands


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("要求退款", ["refund"]),
        ("要求全额退款", ["refund"]),
        ("把钱退给我", ["refund"]),
        ("退我钱", ["refund"]),
        ("给我退了", ["refund"]),
        ("把多扣的钱还给我", ["refund"]),
        ("能不能帮我退款", ["refund"]),
        ("要求退錢", ["refund"]),
        ("赔我损失", ["compensation"]),
        ("公司拒绝赔偿，我要求赔偿", ["compensation"]),
        ("要他们道歉", ["apology"]),
        ("删除我的逾期记录", ["correct_record"]),
        ("把我的征信恢复了", ["correct_record"]),
        ("不要再给我打电话了", ["stop_behaviour"]),
        ("让他们别再打我家人电话", ["stop_behaviour"]),
        ("停止催收", ["stop_behaviour"]),
        ("请按合同理赔", ["pay_claim"]),
        ("我要求全额退保", ["surrender"]),
        ("我想退保", ["surrender"]),
        ("希望协商还款", ["negotiate"]),
        ("要求减免利息", ["negotiate"]),
        ("我要一个说法", ["explain"]),
        ("給我一個解釋", ["explain"]),
        ("给我好好查一查", ["investigate"]),
        ("要求调查", ["investigate"]),
        ("尽快解决", ["other"]),
        ("尽快解决，把钱退给我", ["refund"]),
        ("要求银行退还年费并道歉", ["refund", "apology"]),
    ],
)
def test_demands_are_found(text: str, kinds: list[str]) -> None:
    assert [span.value for span in find_demands(text)] == kinds


@pytest.mark.parametrize(
    "text",
    [
        "银行拒绝退款",
        "他们不给退款",
        "退款一直没到账",
        "没有退款",
        "我不想退款",
        "客服说可以退款",
        "申请退款被拒绝了",
        "我想查一下退款进度",
        "我想问一下怎么协商",
        "怎么退保",
        "银行要求我还款",
        "银行让我道歉",
        "银行不给我解释",
        "保险公司拒绝理赔",
        "",
    ],
)
def test_a_mention_is_no_demand(text: str) -> None:
    assert find_demands(text) == []


def test_offsets_are_those_of_the_original() -> None:
    text = "錢被扣了，要求退錢。"
    assert [text[span.start : span.end] for span in find_demands(text)] == ["退錢"]


@pytest.mark.parametrize(
    ("text", "demands"),
    [
        ("我要求撤销分期、退手续费。", [("撤销分期", "stop_behaviour"), ("退手续费", "refund")]),
        (
            "请查明泄露环节并赔偿损失",
            [("查明泄露环节", "investigate"), ("赔偿损失", "compensation")],
        ),
        ("要求退款，并书面道歉", [("退款", "refund"), ("书面道歉", "apology")]),
        ("希望银行退还多收的费用", [("退还多收的费用", "refund")]),
        ("让他们别再打了", [("让他们别再打了", "stop_behaviour")]),
    ],
)
def test_each_demand_has_its_own_words(text: str, demands: list[tuple[str, str]]) -> None:
    assert [(span.text, span.value) for span in find_demands(text)] == demands


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("这份保险我不认，给俺退喽", ["surrender"]),
        ("话费充错了，给俺退喽", ["refund"]),
        ("车险定损太低，按修车价赔", ["pay_claim"]),
        ("征信上有笔逾期不是我的，给我删了", ["correct_record"]),
        ("他们读了我的通讯录，删掉", ["stop_behaviour"]),
        ("把当天的录音拿出来", ["investigate"]),
    ],
)
def test_what_is_meant_hangs_on_the_story(text: str, kinds: list[str]) -> None:
    assert [span.value for span in find_demands(text)] == kinds


@pytest.mark.parametrize(
    "text",
    [
        "挂了电话就给我分了二十四期",
        "花呗给我关了",
        "他就赔我三十",
        "有人声称能帮我全额退保",
        "麻烦您替我跟家里人说声对不起",
        "原来那个投诉帮我撤掉",
    ],
)
def test_a_story_is_no_demand(text: str) -> None:
    assert find_demands(text) == []
