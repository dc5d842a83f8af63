"""What is recognised in an utterance, and what the classifier sees of it."""

from __future__ import annotations

from datetime import date

import pytest

from bot.nlu.features import STAND_INS, features_of
from bot.nlu.reading import Found, read

TODAY = date(2026, 11, 21)


def found(text: str, entity: str) -> list[Found]:
    return [each for each in read(text, TODAY).found if each.entity == entity]


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        ("工行信用卡年费收了三百六", "institution", "icbc"),
        ("工行信用卡年费收了三百六", "amount", "360.00"),
        ("工行信用卡年费收了三百六", "product", "信用卡"),
        ("去年三月的事", "date", "2025-03-01/2025-03-31"),
        ("普发银行贷款利息", "institution", "spdb"),
        ("我叫王建国", "person_name", "王建国"),
        ("电话幺三八零零幺三八零零零", "phone", "13800138000"),
        ("我在昌平支行办的", "location", "昌平支行"),
        ("要求全额退款", "demand", "refund"),
        ("帳戶被凍結，我在建行開的戶", "institution", "ccb"),
    ],
)
def test_entities_have_their_values(text: str, entity: str, value: str) -> None:
    assert value in [each.value for each in found(text, entity)]


def test_masked_values_are_recognised_by_their_marks() -> None:
    text = "我是王**，电话138****8000，身份证3101**********001X"
    kinds = {each.entity: each.value for each in read(text, TODAY).found}
    assert kinds["person_name"] == "王**"
    assert kinds["phone"] == "138****8000"
    assert kinds["id_number"] == "3101**********001X"


def test_masked_cards_and_passwords_are_no_entities() -> None:
    assert read("卡号****1234 密码******", TODAY).found == ()


def test_a_name_that_fits_several_keeps_them_all() -> None:
    mention = found("平安电话多少", "institution")[0]
    assert len(mention.candidates) > 2
    assert "pab" in mention.candidates


@pytest.mark.parametrize(
    ("text", "product", "implied"),
    [
        ("花呗乱扣我钱", "花呗", "ant-cf"),
        ("芝麻借呗的利息", "芝麻借呗", "ant-cf"),
        ("微粒贷逾期了", "微粒贷", "webank"),
        ("京东白条怎么关", "京东白条", "jd-digits"),
        ("信用卡年费", "信用卡", ""),
    ],
)
def test_a_product_of_one_institution_implies_it(text: str, product: str, implied: str) -> None:
    [one] = found(text, "product")
    assert (one.text, one.implies) == (product, implied)
    assert found(text, "institution") == []


def test_a_product_after_an_institution_is_whole() -> None:
    assert [one.text for one in found("招商贷款被拒", "product")] == ["贷款"]


@pytest.mark.parametrize(
    ("text", "aside"),
    [
        ("建行抠门，人家农行都给了", [False, True]),
        ("从工行转到招行，工行扣了两次", [True, True, False]),
        ("浦发和中信都降了我额度", [False, False]),
    ],
)
def test_who_is_only_compared_or_used_is_marked(text: str, aside: list[bool]) -> None:
    assert [one.aside for one in found(text, "institution")] == aside


def test_what_is_denied_is_marked() -> None:
    wrong, right = found("不是工行，是农行", "institution")
    assert (wrong.value, wrong.negated) == ("icbc", True)
    assert (right.value, right.negated) == ("abc", False)


def test_offsets_point_into_the_text_as_typed() -> None:
    text = "我喺工商銀行嘅信用卡俾人盜刷咗三萬蚊"
    for each in read(text, TODAY).found:
        assert text[each.start : each.end] == each.text


def test_values_are_stood_in_for_so_that_their_digits_teach_nothing() -> None:
    one, other = (features_of(read(text, TODAY)) for text in ("收了300元", "收了9999元"))
    assert [f for f in one if f.startswith("c:")] == [f for f in other if f.startswith("c:")]
    assert any(STAND_INS["amount"] in feature for feature in one)


def test_features_say_what_was_recognised() -> None:
    features = features_of(read("工行把钱退给我", TODAY))
    assert {"e:institution", "k:institution:bank_state", "v:refund"} <= set(features)


@pytest.mark.parametrize("text", ["", " ", "😀", "\ud800", "a" * 2000, "？？？"])
def test_any_text_can_be_read(text: str) -> None:
    assert features_of(read(text, TODAY))
