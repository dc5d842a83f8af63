from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.privacy.masking import find_tokens, mask, mask_for_log

ID = "11010519491231002X"

PIECES = st.sampled_from(
    [
        "13800138000",
        "13812348000",
        "一三八零零一三八零零零",
        ID,
        "11010519491231002x",
        "6222020200112230",
        "010-65551234",
        "我叫王小明",
        "我叫欧阳娜娜",
        "我姓王",
        "密码是",
        "验证码123456",
        "卡号",
        "138****8000",
        "138****8000·2",
        "王**",
        "卡号****1234",
        "******",
        "王",
        "*",
        "·2",
        "8",
        "X",
        " ",
        "，",
        "\n",
        "工行",
        "\ud800",
    ]
)


@pytest.mark.parametrize(
    ("text", "masked", "secrets"),
    [
        ("", "", []),
        ("年费三百六", "年费三百六", []),
        ("电话13800138000", "电话138****8000", [("phone", "13800138000")]),
        ("一三八零零一三八零零零", "138****8000", [("phone", "13800138000")]),
        ("+86 13800138000", "138****8000", [("phone", "13800138000")]),
        ("座机010-65551234", "座机****1234", [("phone", "01065551234")]),
        (f"身份证{ID}", "身份证1101**********002X", [("id_number", ID)]),
        ("我叫王小明", "我叫王**", [("person_name", "王小明")]),
        ("我叫欧阳娜娜，", "我叫欧阳**，", [("person_name", "欧阳娜娜")]),
        ("卡号6222020200112230", "卡号****2230", []),
        ("我的6222020200112230", "我的卡号****2230", []),
        ("密码是abc12345", "密码是******", []),
        ("验证码123456", "验证码******", []),
        ("验证码123456789012345678", "验证码******", []),
        ("打95588和12378都没人接", "打95588和12378都没人接", []),
        ("扣了5200元", "扣了5200元", []),
    ],
)
def test_marks(text: str, masked: str, secrets: list[tuple[str, str]]) -> None:
    result = mask(text)
    assert result.text == masked
    assert [(secret.kind, secret.value) for secret in result.secrets] == secrets
    assert all(secret.token in result.text for secret in result.secrets)


@pytest.mark.parametrize(
    ("answer", "masked", "name"),
    [
        ("王建国", "王**", "王建国"),
        ("王五", "王*", "王五"),
        ("免贵姓王", "免贵姓王*", "王"),
        ("欧阳娜", "欧阳*", "欧阳娜"),
        ("老王", "王*", "老王"),
        ("买买提·艾力", "某*****", "买买提·艾力"),
        ("姓王，叫建国", "王**", "王建国"),
        ("John Smith", "某*********", "John Smith"),
    ],
)
def test_a_bare_name_is_an_answer(answer: str, masked: str, name: str) -> None:
    result = mask(answer, asked="person_name")
    assert result.text == masked
    assert [(secret.kind, secret.value) for secret in result.secrets] == [("person_name", name)]
    assert find_tokens(result.text)[0].kind == "person_name"


@pytest.mark.parametrize(
    ("answer", "masked"),
    [
        ("何丽娟，13911110003", "何**，139****0003"),
        ("13911110003 王芳", "139****0003 王*"),
        ("算了 王芳", "算了 王*"),
    ],
)
def test_a_name_beside_a_number_is_masked_too(answer: str, masked: str) -> None:
    assert mask(answer, asked="person_name").text == masked


@pytest.mark.parametrize(
    "answer", ["不想说", "工商银行扣了我年费，一直不退给我", "138****8000", "王**"]
)
def test_what_is_no_name_stays(answer: str) -> None:
    assert mask(answer, asked="person_name").text == answer


def test_a_name_is_only_taken_bare_when_it_was_asked() -> None:
    assert mask("王建国").text == "王建国"
    assert mask("王建国", asked="phone").text == "王建国"


def test_two_values_never_share_a_mark() -> None:
    result = mask("不是13800138000，是13812348000，再说一遍13800138000")
    assert result.text == "不是138****8000，是138****8000·2，再说一遍138****8000"
    assert [secret.value for secret in result.secrets] == ["13800138000", "13812348000"]


def test_a_mark_that_the_consumer_typed_is_not_given_a_value() -> None:
    result = mask("138****8000不对，是13812348000")
    assert result.text == "138****8000不对，是138****8000·2"


def test_marks_already_known_keep_their_values() -> None:
    known = {"138****8000": "13800138000"}
    assert mask("13800138000", known=known).text == "138****8000"
    assert mask("13812348000", known=known).text == "138****8000·2"


def test_secrets_do_not_show_their_values() -> None:
    assert "13800138000" not in repr(mask("13800138000"))


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=8).map("".join))
@example("王******")
@example("密码是王123456我叫王小明******")
@example("8138****80008")
def test_masking_what_is_masked_changes_nothing(text: str) -> None:
    once = mask(text).text
    again = mask(once)
    assert again.text == once and again.secrets == ()


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=8).map("".join))
def test_every_kept_value_has_a_mark_that_is_found_again(text: str) -> None:
    result = mask(text)
    found = {(token.text, token.kind) for token in find_tokens(result.text)}
    assert {(secret.token, secret.kind) for secret in result.secrets} <= found
    assert len({secret.token for secret in result.secrets}) == len(result.secrets)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_any_text_can_be_masked(text: str) -> None:
    assert find_tokens(mask(text, asked="person_name").text) is not None


@pytest.mark.parametrize("before", ["", "电话", "，", " ", "a"])
@pytest.mark.parametrize("value", ["13800138000", ID, "6222020200112230"])
def test_no_number_survives(before: str, value: str) -> None:
    assert value not in mask(f"{before}{value}，谢谢").text
    assert value not in mask_for_log(f"{before}{value}，谢谢")


def test_tokens_are_found_with_their_kind_and_place() -> None:
    text = "我是王**，138****8000·2，1101**********002X，座机****1234，卡号****2230，******"
    tokens = find_tokens(text)
    assert [token.kind for token in tokens] == [
        "person_name",
        "phone",
        "id_number",
        "phone",
        "card",
        "secret",
    ]
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert tokens[1].text == "138****8000·2"


@pytest.mark.parametrize(
    "text", ["他妈的**", "5*3=15", "****", "*******", "138***8000", "9138****8000"]
)
def test_other_stars_are_no_tokens(text: str) -> None:
    assert find_tokens(text) == []


def test_long_hostile_texts_keep_their_length_in_bounds() -> None:
    for text in ("1" * 4000, "王*" * 2000, "13800138000 " * 330, "*" * 4000, "我叫" * 2000):
        masked = mask(text).text
        assert len(masked) <= len(text) + 10
        assert not re.search(r"1380013\d{4}", masked)
