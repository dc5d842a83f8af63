"""Short answers, read in the light of the question that is open."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.answers import Answers, bare

WORDS = Answers.load()


@pytest.mark.parametrize(
    "text",
    [
        "对",
        "对的",
        "嗯，对。",
        "没错",
        "都对",
        "这回对了",
        "係",
        "可以的",
        "行吧",
        "登记吧",
        "確認",
        "OK",
    ],
)
def test_a_yes(text: str) -> None:
    assert WORDS.yes_or_no(text) is True


@pytest.mark.parametrize(
    "text",
    ["不", "不对", "不是的", "错了", "不用了", "先不撤", "等等我想想", "我再想想", "唔係", "别撤"],
)
def test_a_no(text: str) -> None:
    assert WORDS.yes_or_no(text) is False


@pytest.mark.parametrize("text", ["", "？", "中国银行", "三百六十块", "昨天的事"])
def test_neither_yes_nor_no(text: str) -> None:
    assert WORDS.yes_or_no(text) is None


def test_the_intent_decides_where_words_do_not() -> None:
    assert WORDS.yes_or_no("就照您说的那样", "affirm") is True
    assert WORDS.yes_or_no("还是别麻烦了", "deny") is False
    assert WORDS.yes_or_no("先不弄", "affirm") is False


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("我先打电话试试吧", "accepted"),
        ("行，我自己联系一下", "accepted"),
        ("好", "accepted"),
        ("不打", "declined"),
        ("打过了没用", "declined"),
        ("他们电话打不通", "declined"),
        ("直接登记", "declined"),
        ("我不会打，你们帮我转吧", "declined"),
        ("打个屁，你们办", "declined"),
        ("这个电话是什么时候有人接", None),
    ],
)
def test_the_quick_way(text: str, answer: str | None) -> None:
    assert WORDS.quick_way(text) == answer


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("电话", "phone"),
        ("姓名", "person_name"),
        ("事情经过", "matter"),
        ("电话不对", "phone"),
        ("名字写错了", "person_name"),
        ("要求那里要改一下", "demand"),
        ("银行不是这家", "institution"),
        ("电话没错", None),
        ("要求退钱", None),
        ("都对", None),
    ],
)
def test_which_line_of_the_summary_is_to_be_changed(text: str, question: str | None) -> None:
    assert WORDS.field_to_mend(text) == question


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("叫什么鑫隆财富管理有限公司", "鑫隆财富管理有限公司"),
        ("好像叫万家互助会。", "万家互助会"),
        ("是那个惠民村镇银行", "惠民村镇银行"),
        ("就楼下那个", None),
        ("张三", None),
        ("", None),
    ],
)
def test_names_that_no_directory_knows(text: str, name: str | None) -> None:
    assert WORDS.as_institution(text) == name


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("安全了", True),
        ("我们在护栏外面", True),
        ("我老婆在旁边", True),
        ("不安全，他们还在砸", False),
        ("没有", False),
        ("就我一个人", False),
    ],
)
def test_whether_someone_is_out_of_danger(text: str, safe: bool) -> None:
    assert WORDS.is_safe(text) is safe


@pytest.mark.parametrize(
    "text", ["不想留名字", "凭什么要告诉你", "不方便", "匿名可以吗", "要我电话干什么用"]
)
def test_a_refusal(text: str) -> None:
    assert WORDS.refuses(text)


def test_a_lost_number_is_not_giving_up() -> None:
    assert WORDS.has_lost_the_number("我没有单号，当时没记")
    assert not WORDS.gives_it_up("我没有单号，当时没记")
    assert WORDS.gives_it_up("那算了")


@given(st.text())
def test_anything_can_be_said(text: str) -> None:
    assert WORDS.yes_or_no(text) in (True, False, None)
    assert WORDS.quick_way(text) in ("accepted", "declined", None)
    assert bare(bare(text)) == bare(bare(bare(text)))
