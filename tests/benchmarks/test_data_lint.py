"""The lint of training data: each finding on made-up data, none on clean data."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import data_findings, data_lint
from benchmarks.data_findings import (
    Finding,
    look_alikes,
    missing_entities,
    same_letters,
    skewed_counts,
    unknown_entities,
)
from benchmarks.data_lint import check, load_kinds, load_names, main, report, summary
from benchmarks.examples import Annotation, Example, parse, read_examples

CLEAN = (
    ("complain_fees", "[工行](institution)年费扣了[三百](amount)，从没人告诉过我"),
    ("complain_fees", "存折少了几块，说是管理费"),
    ("ask_hours", "礼拜天有没有人值班"),
    ("inform", "手机[13800138000](phone)"),
)
FILE = """\
version: "3.1"
nlu:
- intent: ask_hours
  examples: |
    - 几点下班
    - [明天](date)开门吗
- synonym: 工行
  examples: |
    - 宇宙行
- intent: greet
  examples: |
    - 早
"""


def examples_of(*rows: tuple[str, str]) -> list[Example]:
    return [
        Example("made_up.yml", line, intent, *parse(marked))
        for line, (intent, marked) in enumerate(rows, 1)
    ]


def kinds_of(findings: list[Finding]) -> list[str]:
    return [finding.kind for finding in findings]


def test_examples_are_read_with_file_line_and_annotations(tmp_path: Path) -> None:
    (tmp_path / "hours.yml").write_text(FILE, encoding="utf-8")
    assert read_examples(tmp_path) == [
        Example("hours.yml", 5, "ask_hours", "几点下班"),
        Example("hours.yml", 6, "ask_hours", "明天开门吗", (Annotation("date", 0, 2),)),
        Example("hours.yml", 12, "greet", "早"),
    ]


def test_offsets_are_those_of_the_plain_text() -> None:
    text, annotations = parse("[我](other)在[工行](institution)存了[两万](amount)")
    assert text == "我在工行存了两万"
    assert [text[one.start : one.end] for one in annotations] == ["我", "工行", "两万"]


def test_clean_data_has_no_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    for limit in ("FEWEST", "FEWEST_OF_COMPLAINTS"):
        monkeypatch.setattr(data_findings, limit, 0)
    monkeypatch.setattr(data_findings, "LARGEST_SHARE", 1.0)
    assert check(examples_of(*CLEAN), load_names()) == []


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        (("greet", "你在吗？"), ("greet", "你在嗎"), "duplicate"),
        (("greet", "👋"), ("greet", "👋"), "duplicate"),
        (("greet", "你在吗"), ("bot_challenge", "你，在吗！"), "conflict"),
    ],
)
def test_the_same_letters_twice(one: tuple[str, str], other: tuple[str, str], kind: str) -> None:
    (finding,) = same_letters(examples_of(one, other))
    assert (finding.kind, finding.intent) == (kind, other[0])
    assert f"made_up.yml:1 {one[0]}：{one[1]}" in finding.detail


def test_emoji_that_differ_are_no_duplicates() -> None:
    assert not list(same_letters(examples_of(("greet", "👋"), ("greet", "🙏"))))


LONG = "上个月去柜台改密码排了三个钟头的队最后告诉我系统坏了明天再来"


@pytest.mark.parametrize(
    ("other", "kinds"),
    [
        (("complain_service", LONG + "吧"), ["near_duplicate"]),
        (("complain_service", LONG[:-4] + "改天请早"), ["near_duplicate"]),
        (("complain_service", LONG[:15]), []),  # a short piece says something else
        (("complain_service", LONG + "！"), []),  # the same letters are told elsewhere
        (("complain_other", LONG + "吧"), ["near_conflict"]),
        (("complain_other", LONG[:-4] + "改天请早"), []),
    ],
)
def test_texts_that_are_nearly_the_same(other: tuple[str, str], kinds: list[str]) -> None:
    examples = examples_of(("complain_service", LONG), other)
    assert kinds_of(list(look_alikes(examples))) == kinds


def test_an_entity_that_is_not_in_the_domain() -> None:
    examples = examples_of(("inform", "[工行](bank)的[张三](person_name)"))
    (finding,) = unknown_entities(examples, ("institution", "person_name"))
    assert (finding.kind, finding.detail) == ("unknown_entity", "bank")


@pytest.mark.parametrize(
    ("marked", "missing"),
    [
        ("工行扣了[三百块](amount)", "[工行](institution)"),
        ("[工行](institution)扣了三百块", "[三百块](amount)"),
        ("打我手机13800138000", "[13800138000](phone)"),
        ("身份证11010519491231002X", "[11010519491231002X](id_number)"),
        ("工单号2679853572", "[2679853572](ticket_id)"),
    ],
)
def test_an_entity_that_was_not_annotated(marked: str, missing: str) -> None:
    (example,) = examples_of(("inform", marked))
    assert [finding.detail for finding in missing_entities(example)] == [missing]


@pytest.mark.parametrize(
    "marked",
    [
        "[工行](institution)扣了[三百块](amount)",
        "[工行北京分行](location)扣的",  # annotated, if by another name
        "去年办的信用卡",  # dates and products are a matter of taste
        "青山绿水村镇银行不给办",  # not in the directory
    ],
)
def test_what_is_annotated_or_unsure_is_not_missing(marked: str) -> None:
    (example,) = examples_of(("inform", marked))
    assert missing_entities(example) == []


def test_skewed_counts() -> None:
    rows = [("greet", f"第{n}声") for n in range(60)] + [
        ("complain_fees", f"费{n}") for n in range(99)
    ]
    found = list(skewed_counts(examples_of(*rows), ("greet", "complain_fees", "thank")))
    assert [(one.kind, one.intent) for one in found] == [
        ("dominant", "greet"),
        ("few", "complain_fees"),
        ("dominant", "complain_fees"),
        ("few", "thank"),
    ]
    assert found[1].detail == "99 条，至少要 200 条"


def test_a_report_says_where_and_what_to_do() -> None:
    findings = list(same_letters(examples_of(("greet", "早"), ("thank", "早"), ("thank", "早！"))))
    lines = list(report(findings, load_kinds(), shown=1))
    assert lines == [
        "【错误】标注冲突：同一句话有两个意图：按 docs/annotation.md 定下一个，删去另一条。",
        "  made_up.yml:2 thank：早  ← made_up.yml:1 greet：早",
        "  ……还有 1 处，加 --all 全部列出",
    ]


def test_a_summary_counts_every_kind() -> None:
    examples = examples_of(("greet", "早"), ("greet", "早！"), ("thank", "谢了"))
    lines = list(summary(examples, list(same_letters(examples)), load_kinds()))
    assert lines[0] == "共 3 条样本，2 个意图。"
    assert len(lines) == 1 + len(load_kinds())
    assert "  错误  重复\t1" in lines
    assert "  提醒  漏标实体\t0" in lines


@pytest.mark.parametrize(
    ("rows", "words", "code"),
    [
        ("    - 几点关门\n    - 礼拜天开不开\n", [], 0),  # too few: a warning only
        ("    - 几点关门\n    - 礼拜天开不开\n", ["--strict"], 1),
        ("    - 几点关门\n    - 几点关门？\n", [], 1),
    ],
)
def test_only_errors_fail_unless_strict(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: str, words: list[str], code: int
) -> None:
    head = "nlu:\n- intent: ask_hours\n  examples: |\n"
    (tmp_path / "made_up.yml").write_text(head + rows, encoding="utf-8")
    assert main(["--data", str(tmp_path), *words]) == code
    assert "共 2 条样本" in capsys.readouterr().out


def test_the_data_of_the_project_has_no_errors() -> None:
    examples = read_examples(data_lint.DATA)
    found = [*same_letters(examples), *unknown_entities(examples, load_names().entities)]
    assert found == []
