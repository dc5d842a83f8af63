"""The telephone and the Traditional version stay true to the row they come from."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import noise
from benchmarks.noise import telephone, traditional
from benchmarks.sets import Expected, Row


def row_of(text: str, *entities: tuple[str, str, str]) -> Row:
    found = (
        Expected(name, text.index(said), text.index(said) + len(said), (value,))
        for name, said, value in entities
    )
    return Row(text, "complain_fees", entities=tuple(found))


def said(row: Row) -> list[str]:
    return [row.text[entity.start : entity.end] for entity in row.entities]


@pytest.fixture
def faultless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that mishears nothing and a speaker who never hesitates."""
    habits = dict(noise._habits(), homophones=0, misheard=0, fillers=0, opens=0)
    monkeypatch.setattr(noise, "_habits", lambda: habits)


@pytest.mark.usefixtures("faultless")
@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("你好，我要投诉！", "你好我要投诉"),
        ("扣了我3500元", "扣了我三千五百元"),
        ("扣了3.5万", "扣了三点五万"),
        ("利息18%太高", "利息百分之十八太高"),
        ("2023年2月2日", "二零二三年二月二日"),
        ("打13800138000", "打幺三八零零幺三八零零零"),
        ("尾号0042", "尾号零零四二"),
        ("￥200。", "二百"),
        ("銀行亂收費", "银行乱收费"),
        ("😀", ""),
    ],
)
def test_what_a_recogniser_writes(written: str, heard: str) -> None:
    assert telephone(Row(written, "inform")).text == heard


@pytest.mark.usefixtures("faultless")
def test_entities_move_with_their_text() -> None:
    heard = telephone(
        row_of(
            "喂！！工行，扣了3500元，在2023年2月。",
            ("institution", "工行", "icbc"),
            ("amount", "3500元", "3500.00"),
            ("date", "2023年2月", "2023-02-01/2023-02-28"),
        )
    )
    assert said(heard) == ["工行", "三千五百元", "二零二三年二月"]
    values = [entity.values for entity in heard.entities]
    assert values == [("icbc",), ("3500.00",), ("2023-02-01/2023-02-28",)]


def test_the_same_row_is_heard_the_same_way_in_any_set() -> None:
    texts = (f"第{n}次打招商银行的电话，微粒贷逾期，利息太高" for n in range(9))
    rows = [Row(text, "complain_fees") for text in texts]
    assert [telephone(row) for row in rows] == [telephone(row) for row in reversed(rows)][::-1]
    assert [telephone(row, seed=1).text for row in rows] != [telephone(row).text for row in rows]


def test_the_line_mishears_some_of_it() -> None:
    text = "我在建设银行办理的贷款利息特别高客服态度非常差劲一直不给我解决问题"
    heard = telephone(Row(text * 20, "complain_fees")).text
    changed = sum(a != b for a, b in zip(text * 20, heard[-len(text) * 20 :], strict=True))
    assert 0.01 < changed / len(text * 20) < 0.15


def test_real_errors_of_recognisers_happen_at_times() -> None:
    heard = telephone(Row("浦发的人，" * 200, "complain_service")).text
    assert 20 < heard.count("普发") < 80


def test_values_as_said_are_rewritten_and_ids_are_not() -> None:
    row = row_of(
        "微众银行的网络贷款",
        ("institution", "微众银行", "webank"),
        ("product", "网络贷款", "网络贷款"),
    )
    written = traditional(row)
    assert said(written) == ["微眾銀行", "網路貸款"]
    assert [entity.values for entity in written.entities] == [("webank",), ("网路贷款",)]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.integers(0, 60), st.integers(1, 20))
def test_any_text_keeps_its_entities_inside(text: str, start: int, length: int) -> None:
    start = min(start, max(0, len(text) - 1))
    end = min(start + length, len(text))
    row = Row(text, "inform", entities=(Expected("amount", start, end),) if end > start else ())
    for changed in (telephone(row), traditional(row)):
        assert all(0 <= e.start <= e.end <= len(changed.text) for e in changed.entities)
    assert not re.search("[，。！？,!]", telephone(row).text)
