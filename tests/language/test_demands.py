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
    assert [text[span.start : span.end] for span in find_demands(text)] == ["要求退錢"]
