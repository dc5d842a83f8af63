from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tickets.classification import AXES, categories, category, classify

INTENTS = [
    *("service", "fees", "credit_card", "loan", "collection", "credit_report", "wealth"),
    *("account", "payment", "privacy", "insurance_claim", "other"),
]


def mains(intent: str, product: str | None, words: str) -> dict[str, str]:
    return {label.axis: label.code for label in classify(intent, product, words) if label.main}


@pytest.mark.parametrize(
    ("intent", "product", "words", "expected"),
    [
        ("complain_service", None, "柜台排队两个小时，柜员态度很差", "x-A01 x-B99 x-C01"),
        ("complain_fees", "信用卡", "年费没告诉我就扣了手续费", "x-A99 x-B03 x-C11"),
        ("complain_loan", "房贷", "想提前还款一直不给办", "x-A99 x-B02 x-C03"),
        ("complain_collection", "贷款", "催收爆通讯录", "x-A05 x-B12 x-C12"),
        ("complain_payment", None, "ATM机取款机吞了我的钱，转账也没成", "x-A02 x-B04 x-C09"),
        ("complain_wealth", "理财", "在手机银行买的理财亏损，本金都没了", "x-A03 x-B07 x-C06"),
        ("complain_insurance_claim", "车险", "车险定损太低拒赔", "x-A99 x-B51 x-C51"),
        ("complain_insurance_sales", "年金险", "业务员说是存款，存款变保险", "x-A04 x-B65 x-C52"),
        ("complain_insurance_surrender", "分红险", "退保只给现金价值", "x-A99 x-B64 x-C53"),
        ("complain_credit_report", "征信", "逾期记录不肯删", "x-A05 x-B13 x-C03"),
        ("complain_other", None, "说不清楚的事", "x-A99 x-B99 x-C99"),
    ],
)
def test_usual_complaints(intent: str, product: str | None, words: str, expected: str) -> None:
    assert " ".join(mains(intent, product, words).values()) == expected


def test_traditional_words_count_like_simplified() -> None:
    assert mains("complain_fees", "信用卡", "年費和手續費")["C"] == "x-C11"
    assert (
        mains("complain_other", None, "臨櫃的櫃員")["A"]
        == mains("complain_other", None, "临柜的柜员")["A"]
    )


def test_more_signs_give_more_confidence() -> None:
    alone, *_ = (label for label in classify("complain_loan", None, "") if label.axis == "B")
    more, *_ = (label for label in classify("complain_loan", "房贷", "按揭") if label.axis == "B")
    assert alone.code == more.code == "x-B02"
    assert alone.confidence < more.confidence


def test_what_fits_as_well_is_kept_beside_the_main_label() -> None:
    labels = classify("complain_insurance_claim", None, "理赔被拒，合同条款、违约金都没说清楚")
    causes = [label for label in labels if label.axis == "C"]
    assert causes[0].main and causes[0].code == "x-C51"
    assert sum(label.main for label in causes) == 1


@given(st.sampled_from([f"complain_{intent}" for intent in INTENTS]), st.text(max_size=60))
def test_every_axis_has_exactly_one_main_label_first(intent: str, words: str) -> None:
    labels = classify(intent, words, words)
    for axis in AXES:
        on_axis = [label for label in labels if label.axis == axis]
        assert [label.main for label in on_axis] == [True] + [False] * (len(on_axis) - 1)
        assert all(0 < label.confidence < 1 for label in on_axis)


@pytest.mark.parametrize("intent", INTENTS[:-1])
def test_every_complaint_intent_says_something_by_itself(intent: str) -> None:
    assert any(f"complain_{intent}" in entry.intents for entry in categories().values())


def test_codes_are_our_own_and_one_of_each_axis_is_for_the_rest() -> None:
    for code, entry in categories().items():
        assert code.startswith(f"x-{entry.axis}") and entry.name
    assert [entry.code for entry in categories().values() if entry.other] == [
        "x-A99",
        "x-B99",
        "x-C99",
    ]


def test_an_unknown_code_is_refused() -> None:
    assert category("x-B02").name.startswith("贷款")
    with pytest.raises(ValueError, match="B02"):
        category("B02")
