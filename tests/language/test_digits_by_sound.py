"""What is written wrong but sounds like digits, and what must never become a number."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.digits_by_sound import dictated, digits_by_sound, is_lead

MOBILE = "13800138000"


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("幺三八零零幺三八零零零", MOBILE),
        ("幺三八零零幺三八零磷零", MOBILE),
        ("幺三罢零零幺三八零零零", MOBILE),
        ("幺裳八零零幺三八零零零", MOBILE),
        ("要三八零零腰三八您零零", MOBILE),
        ("医伞拔灵零一三八零零零", MOBILE),
        ("幺三八，零零幺三，八零林零", MOBILE),
        ("幺三八嗯零零幺三那个八零林零", MOBILE),
        ("一三八 〇〇一三 八零令零", MOBILE),
        ("138零零13八零零灵", MOBILE),
        ("１３８００１３８零林零", MOBILE),
        ("幺三八零零幺三八零零林吧", MOBILE),
        ("幺三八零零幺三零零零吧", "13800130008"),
        ("幺三八零零幺三八零林零谢谢", MOBILE),
        ("我的手机号是幺三八零零幺三八零林零", MOBILE),
        ("嗯号码幺三八零零幺三八零林零", MOBILE),
        ("我儿子的电话是幺三八零零幺三八零林零", MOBILE),
        ("幺三九儿五留七期就五四", "13925677954"),
        ("幺三九耳两二亮五六牛七", "13922225667"),
        ("幺三八零零零零五五五武", "13800005555"),
    ],
)
def test_a_dictated_number_with_wrong_characters(said: str, digits: str) -> None:
    assert digits_by_sound(said, 11) == digits


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("幺二陕四", "1234"),
        ("尾号是幺二三饰", "1234"),
        ("零零零吝", "0000"),
        ("零零零零吧", "0000"),
    ],
)
def test_the_end_of_a_phone(said: str, digits: str) -> None:
    assert digits_by_sound(said, 4) == digits


@pytest.mark.parametrize("last", ["X", "x", "叉", "差", "艾克斯", "爱克斯", "埃克斯", "*"])
def test_an_identity_number_may_end_in_x(last: str) -> None:
    said = f"幺幺零幺零幺一九九零零三零七八凌三{last}"
    assert digits_by_sound(said, 18) == "11010119900307803X"
    assert digits_by_sound(f"幺三八零零幺三八零零{last}", 11) is None


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("幺三八五十六十七十八零", 11),  # 50 60 70 80: no fours
        ("幺三八零零幺三八零零十", 11),
        ("幺三八零零幺三八零零", 11),
        ("幺三八零零幺三八零零零零零", 11),
        ("幺三八零零幺三八年零零", 11),
        ("不方便留电话", 4),
        ("要不要医生巴士五月起", 4),
        ("期起气就酒吧要医山是", 10),  # nothing but homophones
        ("就是八月十五", 4),
        ("张三幺三八零零幺三八零林零", 11),
        ("银行扣了我幺二三四", 4),
        ("一二", 4),
        ("", 4),
        ("，，，", 4),
        ("\ud800幺二三四五", 4),
        ("٣٣٣٣", 4),
    ],
)
def test_what_is_no_number(said: str, count: int) -> None:
    assert digits_by_sound(said, count) is None


def test_words_before_the_digits_are_kept_apart() -> None:
    (found,) = dictated("何丽娟就是幺裳九幺幺幺幺零零零三", 11)
    assert (found.before, found.digits, found.exact) == ("何丽娟", "13911110003", False)
    assert dictated("何丽娟幺三九幺幺幺幺零零零三", 11)[0].exact


def test_without_its_last_word_a_number_may_be_another() -> None:
    assert [one.digits for one in dictated("幺零零零零吧", 4)] == ["0008", "0000"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", True),
        ("我的手机号是", True),
        ("尾号", True),
        ("喂你好我儿子的手机号码就是", True),
        ("你们给我的工单号是", True),
        ("何丽娟", False),
        ("我要投诉", False),
    ],
)
def test_words_that_lead_up_to_a_number(words: str, expected: bool) -> None:
    assert is_lead(words) is expected


@given(st.text(alphabet="幺二三四五六七八九零", min_size=11, max_size=11))
def test_plain_digits_stay_what_they_are(said: str) -> None:
    written = said.translate(str.maketrans("零幺二三四五六七八九", "0123456789"))
    assert digits_by_sound(said, 11) == written


@given(st.text(), st.sampled_from([4, 10, 11, 18]))
def test_any_text_gives_digits_or_nothing(text: str, count: int) -> None:
    found = digits_by_sound(text, count)
    assert found is None or len(found) == count


@pytest.mark.parametrize("piece", ["，", "嗯", "那个", "零", "是", "吧", "艾克斯", "我是我的"])
def test_a_long_text_is_given_up_at_once(piece: str) -> None:
    began = time.perf_counter()
    for said in (piece * 5000, f"投{piece * 8}幺二三四五六七八九零幺"):
        assert digits_by_sound(said, 11) in (None, "12345678901")
    assert time.perf_counter() - began < 1
