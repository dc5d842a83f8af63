"""Of several institutions, the one complained about."""

from __future__ import annotations

import pytest

from tests.intake.words import hear


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("工行给我乱扣费", "icbc"),
        ("不是工行，是农行", "abc"),
        ("建行太抠，人家农行都给了", "ccb"),
        ("招行降我额度，不像浦发", "cmb"),
        ("中行把我的钱转到农行的卡上了", "boc"),
        ("微众银行扣了两次，我用建行的卡还款", "webank"),
        ("人家农行都给了", "abc"),
        ("花呗多扣我的钱", "ant-cf"),
        ("支付宝的花呗给我关了", "alipay"),
        ("我用中行转账，微粒贷说没收到", "boc"),
        ("白条额度被清零", "jd-digits"),
        ("银保监局拒不查处", "银保监局"),
        ("在桂阳农商行存的钱取不出来", "桂阳农商行"),
    ],
)
def test_who_is_complained_about(text: str, value: str) -> None:
    institution = hear(text).latest("institution")
    assert institution is not None
    assert institution.value == value


@pytest.mark.parametrize(
    "text",
    [
        "信用卡被盗刷",
        "不是花呗",
        "我去银保监局投诉过",
        "银行不理我",
        "我在微信上认识的一个人",
    ],
)
def test_nobody_is_named(text: str) -> None:
    assert hear(text).latest("institution") is None
