"""Products."""

from __future__ import annotations

import pytest

from bot.language.lexicon import read_table
from bot.language.products import family_of, find_products

FAMILIES = {
    "credit_card",
    "debit_card",
    "deposit",
    "loan",
    "mortgage",
    "car_loan",
    "internet_loan",
    "wealth",
    "fund",
    "insurance_life",
    "insurance_health",
    "insurance_car",
    "insurance_accident",
    "insurance_other",
    "payment",
    "pos",
    "precious_metal",
    "account",
}


@pytest.mark.parametrize(
    ("text", "word", "family"),
    [
        ("我的信用卡", "信用卡", "credit_card"),
        ("買了理財產品", "理財產品", "wealth"),
        ("蚂蚁花呗怎么关", "蚂蚁花呗", "internet_loan"),
        ("房贷利率", "房贷", "mortgage"),
        ("车险定损", "车险", "insurance_car"),
        ("增额终身寿险", "增额终身寿险", "insurance_life"),
        ("POS机", "POS机", "pos"),
        ("抵押贷款批不下来", "抵押贷款", "loan"),
        ("薪金卡的年费", "薪金卡", "credit_card"),
        ("芝麻借呗", "芝麻借呗", "internet_loan"),
        ("商业养老保险", "商业养老保险", "insurance_life"),
        ("存了三年定期", "三年定期", "deposit"),
        ("我的定期到期了", "定期", "deposit"),
        ("纸黄金亏了", "纸黄金", "precious_metal"),
    ],
)
def test_the_longest_word_is_found(text: str, word: str, family: str) -> None:
    assert [span.text for span in find_products(text)] == [word]
    assert family_of(word) == family


@pytest.mark.parametrize(
    "text",
    [
        "",
        "你好",
        "保险公司",
        "邮政储蓄银行",
        "İİİ",
        "\ud800",
        "征信有误",
        "账户被冻结了",
        "取款机吞卡",
        "定期检查一下",
        "黄金周去了一趟",
        "钱放保险柜里",
        "拉进了股票群",
        "理财经理换人了",
        "按月付款",
        "社会保险",
    ],
)
def test_no_product(text: str) -> None:
    assert find_products(text) == []
    assert family_of(text) is None


def test_every_family_is_known_and_used() -> None:
    assert {row["family"] for row in read_table("products.csv")} == FAMILIES


def test_no_word_stands_in_two_families() -> None:
    words = [row["word"].lower() for row in read_table("products.csv")]
    families = {(row["word"].lower(), row["family"]) for row in read_table("products.csv")}
    assert len(families) == len(set(words))
