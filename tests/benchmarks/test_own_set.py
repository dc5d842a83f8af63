"""The project's own evaluation set: broad enough, rightly marked, and no training data."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks.examples import read_examples
from benchmarks.overlap import Index, borrowed, letters
from benchmarks.sets import OWN, read_set
from bot.directory.directory import Directory

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / OWN).glob("*.jsonl"))
# Plain, angry, old, hurried, dialect, misspelt, polite, phone, forum, letter, long, short,
# traditional.
REGISTERS = 13
TOO_NEAR = 0.6
_AMOUNT = re.compile(r"\d+\.\d\d")


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    lines = (line for path in FILES for line in path.read_text(encoding="utf-8").splitlines())
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def contract() -> dict[str, Any]:
    path = ROOT / "tests" / "nlu" / "contract.yml"
    contract: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return contract


def entities_of(rows: list[dict[str, Any]], name: str) -> list[tuple[str, list[str]]]:
    """The words and right values of every entity `name`; none where only the span is known."""
    return [
        (row["text"][entity["start"] : entity["end"]], right)
        for row in rows
        for entity in row.get("entities", ())
        if entity["entity"] == name
        for right in [[v for v in (entity["value"], *entity.get("accept", ())) if v is not None]]
    ]


def test_there_are_enough_rows_and_the_evaluation_reads_them(rows: list[dict[str, Any]]) -> None:
    assert len(rows) >= 800
    assert len([row for path in FILES for row in read_set(path)]) == len(rows)


def test_every_intent_is_there_ten_times(
    rows: list[dict[str, Any]], contract: dict[str, Any]
) -> None:
    intents = {name for f in ("complaints", "requests", "conversation") for name in contract[f]}
    assert len(intents) == 48
    counts = Counter(row["intent"] for row in rows)
    assert {intent: counts[intent] for intent in intents if counts[intent] < 10} == {}
    assert {intent for row in rows for intent in (row["intent"], *row.get("also", ()))} <= intents


def test_a_second_right_intent_is_another_one_and_rare(rows: list[dict[str, Any]]) -> None:
    ambiguous = [row for row in rows if row.get("also")]
    assert [row["text"] for row in ambiguous if row["intent"] in row["also"]] == []
    assert len(ambiguous) < len(rows) / 12


def test_every_register_is_heard(rows: list[dict[str, Any]]) -> None:
    counts = Counter(row["register"] for row in rows)
    assert len(counts) == REGISTERS
    assert min(counts.values()) >= 20


def test_no_row_is_there_twice(rows: list[dict[str, Any]]) -> None:
    counts = Counter(letters(row["text"]) for row in rows)
    assert [text for text, count in counts.items() if count > 1] == []


def test_entities_stand_where_they_say(
    rows: list[dict[str, Any]], contract: dict[str, Any]
) -> None:
    for row in rows:
        entities = row.get("entities", [])
        for entity in entities:
            words = row["text"][entity["start"] : entity["end"]]
            assert words and words == words.strip("，。！？ "), row["text"]
            assert entity["entity"] in contract["entities"]
        for one, other in pairwise(sorted(entities, key=lambda entity: entity["start"])):
            assert one["end"] <= other["start"], row["text"]


def test_institutions_are_in_the_directory_or_as_said(rows: list[dict[str, Any]]) -> None:
    known = {institution.id for institution in Directory.load().all()}
    found = entities_of(rows, "institution")
    assert len(found) > 300
    assert [pair for pair in found if not pair[1] or set(pair[1]) - known - {pair[0]}] == []


def test_amounts_are_decimal_strings(rows: list[dict[str, Any]]) -> None:
    found = entities_of(rows, "amount")
    assert len(found) > 200
    assert [pair for pair in found if not pair[1] or not all(map(_AMOUNT.fullmatch, pair[1]))] == []


@pytest.mark.parametrize(
    ("entity", "form"),
    [
        ("phone", r"\d{11,12}"),
        ("id_number", r"\d{17}[\dX]"),
        ("ticket_id", r"\d{10}"),
        (
            "demand",
            "refund|compensation|apology|correct_record|stop_behaviour|pay_claim|surrender"
            "|negotiate|explain|investigate|other",
        ),
    ],
)
def test_values_have_their_form(rows: list[dict[str, Any]], entity: str, form: str) -> None:
    found = entities_of(rows, entity)
    assert found
    wrong = [pair for pair in found for value in pair[1] if not re.fullmatch(form, value)]
    assert wrong == []
    assert all(right for _, right in found)


def test_no_row_is_training_data(rows: list[dict[str, Any]]) -> None:
    trained = {letters(example.text) for example in read_examples(ROOT / "data" / "nlu")}
    assert [row["text"] for row in rows if letters(row["text"]) in trained] == []


def test_no_row_is_near_to_a_training_example(rows: list[dict[str, Any]]) -> None:
    trained = Index(example.text for example in read_examples(ROOT / "data" / "nlu"))
    assert borrowed((row["text"] for row in rows), trained, most=TOO_NEAR) == []
