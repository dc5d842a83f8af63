"""Paper in Chinese: lines broken as they may be, sheets numbered, hostile words harmless."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from bot.papers import paper
from bot.papers.line_breaks import CLOSING, OPENING, broken

FOOT = paper.Foot("单号 2600000000")


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def joined(content: bytes) -> str:
    return "".join("".join(pages(content)).split())


def lines(text: str, width: int) -> list[str]:
    """Break a text where every character is as wide as every other."""
    return list(broken(text, width, len))


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("一二三四五六七", 4, ["一二三四", "五六七"]),
        ("一二三四，五六", 4, ["一二三", "四，五六"]),
        ("一二三（四五）", 4, ["一二三", "（四五）"]),
        ("说“好的”，走了", 4, ["说“好", "的”，走", "了"]),
        ("金额12345.60元", 6, ["金额1234", "5.60元"]),
        ("金额123.45元整", 6, ["金额", "123.45", "元整"]),
        ("a bc def", 4, ["a bc", "def"]),
        ("一\n\n二", 4, ["一", "", "二"]),
        ("", 4, [""]),
        ("《《《《《《", 4, ["《《《《", "《《"]),
    ],
)
def test_where_lines_end(text: str, width: int, expected: list[str]) -> None:
    assert lines(text, width) == expected


TEXTS = st.text(alphabet="一二三四五六，。、！？”）》“（《abc12 .", max_size=60)


@given(TEXTS, st.integers(6, 20))
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, width: int) -> None:
    found = lines(text, width)
    assert "".join(found).replace(" ", "") == text.replace(" ", "")
    assert all(len(line) <= width for line in found)


@given(
    st.lists(st.sampled_from(["一", "二三", "四，", "（五", "六）", "“七”。", "八"]), max_size=40)
)
def test_no_line_begins_with_a_comma_or_ends_with_an_opening_mark(words: list[str]) -> None:
    for line in lines("".join(words), 12)[1:]:
        assert line[0] not in CLOSING
    for line in lines("".join(words), 12):
        assert not line or line[-1] not in OPENING


def test_sheets_are_numbered_and_name_nobody() -> None:
    content = paper.printed("工单", [paper.text("很长的经过。" * 1500)], FOOT)
    found = pages(content)
    assert len(found) > 2
    for number, words in enumerate(found, start=1):
        assert f"第 {number} 页 / 共 {len(found)} 页" in words and "单号 2600000000" in words
    information = PdfReader(io.BytesIO(content)).metadata
    assert information is not None
    assert (information.title, information.author) == ("工单", "")
    assert "ReportLab" not in str(dict(information))


@pytest.mark.parametrize(
    "hostile",
    [
        '<img src="file:///etc/passwd"/>',
        "<b>粗</b></para><para>",
        "&lt;script&gt; & &amp; <",
        "<a href='javascript:alert(1)'>x</a>",
        "%s {0} \\u0041",
        "]]></p>",
    ],
)
def test_words_are_words(hostile: str) -> None:
    parts = [paper.text(hostile), *paper.heading(hostile), paper.facts([(hostile, hostile)])]
    parts.append(paper.table((hostile,), [[hostile]], (1,)))
    content = paper.printed(hostile, parts, paper.Foot(hostile))
    assert joined(content).count("".join(hostile.split())) >= 5
    assert b"/URI" not in content and b"/JavaScript" not in content


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("发火😡了", "发火〓了"),
        ("𠮷野", "〓野"),
        ("看不见\u200b\u202e的\x00\x07", "看不见的"),
        ("", "—"),
        ("  \n ", "—"),
        ("繁體與Traditional", "繁體與Traditional"),
    ],
)
def test_signs_that_the_font_lacks(given: str, shown: str) -> None:
    assert shown in joined(paper.printed("x", [paper.text(given)], FOOT))


def test_lines_stay_lines() -> None:
    content = paper.printed("x", [paper.text("第一行\r\n第二行\n\n第四行")], FOOT)
    assert pages(content)[0].split("\n")[:1] == ["第一行"]
    assert "第二行" in pages(content)[0] and "第一行第二行" not in pages(content)[0]


@pytest.mark.parametrize("length", [1, 24, 25, 4000, 20_000])
def test_a_cell_longer_than_a_sheet_goes_on_on_the_next(length: int) -> None:
    words = "字" * length
    facts = paper.facts([("短", "一"), ("长", words), ("末", "完")])
    table = paper.table(("时间", "说明"), [["一", words], ["二", "完"]], (1, 3))
    found = joined(paper.printed("x", [facts, table], FOOT))
    assert found.count("字") == 2 * length
    assert found.count("完") == 2


def test_the_head_of_a_table_stands_on_every_sheet() -> None:
    rows = [[str(n), "说明"] for n in range(120)]
    found = pages(paper.printed("x", [paper.table(("序号", "内容"), rows, (1, 1))], FOOT))
    assert len(found) > 2 and all("序号" in page for page in found)


@given(st.text(max_size=200))
def test_any_text_can_be_printed(text: str) -> None:
    parts: list[Any] = [paper.text(text), paper.facts([("名", text)])]
    assert paper.printed("x", parts, FOOT).startswith(b"%PDF-")
