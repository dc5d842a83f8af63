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
    "credit_report",
    "other",
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
        ("征信有误", "征信", "credit_report"),
    ],
)
def test_the_longest_word_is_found(text: str, word: str, family: str) -> None:
    assert [span.text for span in find_products(text)] == [word]
    assert family_of(word) == family


@pytest.mark.parametrize("text", ["", "你好", "保险公司", "邮政储蓄银行", "İİİ", "\ud800"])
def test_no_product(text: str) -> None:
    assert find_products(text) == []
    assert family_of(text) is None


def test_every_family_is_known_and_used() -> None:
    assert {row["family"] for row in read_table("products.csv")} == FAMILIES


def test_no_word_stands_in_two_families() -> None:
    words = [row["word"].lower() for row in read_table("products.csv")]
    families = {(row["word"].lower(), row["family"]) for row in read_table("products.csv")}
    assert len(families) == len(set(words))
