"""Sums of money."""

from __future__ import annotations

import pytest

from bot.language.money import find_amounts


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("五万二", "52000.00"),
        ("3.5万", "35000.00"),
        ("5W", "50000.00"),
        ("3K", "3000.00"),
        ("2万1", "21000.00"),
        ("￥1,234.5", "1234.50"),
        ("人民币五百", "500.00"),
        ("五毛", "0.50"),
        ("五分钱", "0.05"),
        ("三块五", "3.50"),
        ("三块八毛", "3.80"),
        ("12元5角", "12.50"),
        ("一百来块", "100.00"),
        ("一两百块", "100.00"),
        ("三四十万", "300000.00"),
        ("十几万", "100000.00"),
        ("二十多万", "200000.00"),
        ("两千多", "2000.00"),
        ("扣了3700", "3700.00"),
        ("被骗五千", "5000.00"),
        ("收了我两百八", "280.00"),
        ("扣了我三百六年费", "360.00"),
        ("额度5500", "5500.00"),
        ("押金5000", "5000.00"),
        ("15k两年", "15000.00"),
        ("欠10000一年了", "10000.00"),
        ("0元", "0.00"),
        ("1000000000000000元", "1000000000000000.00"),
        ("２０００元", "2000.00"),
        ("被騙五萬塊", "50000.00"),
        ("100元3个月", "100.00"),
    ],
)
def test_sums_are_found(text: str, value: str) -> None:
    assert [span.value for span in find_amounts(text)] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "万三的费率",
        "分36期",
        "扣了3次",
        "收了两张卡",
        "30%",
        "利息3.85%",
        "百分之三十",
        "2024年",
        "还了12个月",
        "退我13800138000",
        "转12378",
        "五万美元",
        "10万积分",
        "第三千个",
        "千万不要",
        "万一",
        "一起去一块",
        "我今年65岁",
        "工单2648391053",
        "",
    ],
)
def test_other_numbers_are_not_sums(text: str) -> None:
    assert find_amounts(text) == []


def test_offsets_are_those_of_the_original() -> None:
    text = "銀行多扣了五萬塊，還有３００元"
    assert [text[span.start : span.end] for span in find_amounts(text)] == ["五萬塊", "３００元"]
    assert [span.text for span in find_amounts(text)] == ["五萬塊", "３００元"]
