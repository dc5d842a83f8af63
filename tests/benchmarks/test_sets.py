"""Evaluation sets are read as written, and a wrong row is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.sets import Expected, find_sets, read_set

ROW: dict[str, Any] = {
    "text": "平安扣了我2k",
    "intent": "complain_fees",
    "also": ["complain_loan"],
    "entities": [
        {"entity": "institution", "start": 0, "end": 2, "value": "PINGAN", "accept": ["pab"]},
        {"entity": "amount", "start": 5, "end": 7, "value": None, "optional": True},
    ],
}


def write(path: Path, *rows: dict[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")
    return path


def test_a_row_is_read(tmp_path: Path) -> None:
    (row,) = read_set(write(tmp_path / "set.jsonl", ROW))
    assert row.entities == (
        Expected("institution", 0, 2, ("pingan", "pab")),
        Expected("amount", 5, 7, (), optional=True),
    )
    assert row.ambiguous
    assert row.accepts("complain_loan") and row.accepts("complain_fees")
    assert not row.accepts("ask_product")


def test_also_and_entities_may_be_left_out(tmp_path: Path) -> None:
    (row,) = read_set(write(tmp_path / "set.jsonl", {"text": "你好", "intent": "greet"}))
    assert not row.ambiguous
    assert row.entities == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "你好"},
        {"intent": "greet"},
        {"text": "你好", "intent": "greet", "entities": [{"entity": "date"}]},
        {**ROW, "entities": [{"entity": "amount", "start": 5, "end": 70, "value": "1"}]},
        {**ROW, "entities": [{"entity": "amount", "start": 5, "end": 5, "value": "1"}]},
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, wrong: dict[str, Any]) -> None:
    path = write(tmp_path / "set.jsonl", {"text": "你好", "intent": "greet"}, wrong)
    with pytest.raises(ValueError, match=r"set\.jsonl, line 3"):
        list(read_set(path))


def test_sets_are_found_where_they_are(tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "repository", tmp_path / "elsewhere"
    assert find_sets(root, {}) == {}
    write(root / "tests/understanding/one.jsonl", ROW)
    write(root / "tests/understanding/two.jsonl", ROW, ROW)
    write(tmp_path / "shared/eval/dev.jsonl", ROW)
    write(elsewhere / "dev.jsonl", *[ROW] * 4)
    assert {name: len(rows) for name, rows in find_sets(root, {}).items()} == {"own": 3, "real": 1}
    assert len(find_sets(root, {"XIAOBAO_EVAL": str(elsewhere)})["real"]) == 4
