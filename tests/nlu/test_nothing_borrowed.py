"""No sentence of a real person stands in this repository, not even half of one.

Collected only where the real utterances are, see conftest.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks.examples import read_examples
from benchmarks.overlap import Index, borrowed
from benchmarks.sets import OWN, read_set

ROOT = Path(__file__).parents[2]
REAL_FILES = ("dev.jsonl", "unlabelled.jsonl")
MOST = 0.5


@pytest.fixture(scope="module")
def real(real_folder: Path) -> Index:
    lines = (
        line
        for name in REAL_FILES
        for line in (real_folder / name).read_text(encoding="utf-8").splitlines()
    )
    index = Index(json.loads(line)["text"] for line in lines)
    assert len(index.texts) > 1000
    return index


def training_examples() -> Iterator[str]:
    return (example.text for example in read_examples(ROOT / "data" / "nlu"))


def evaluation_rows() -> Iterator[str]:
    return (row.text for path in (ROOT / OWN).glob("*.jsonl") for row in read_set(path))


def lines_of_drills() -> Iterator[str]:
    for path in (ROOT / "tests" / "drills").glob("*.yml"):
        yield from _strings(yaml.safe_load(path.read_text(encoding="utf-8")))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


@pytest.mark.parametrize("written", [training_examples, evaluation_rows, lines_of_drills])
def test_nothing_is_borrowed_from_real_people(real: Index, written: Any) -> None:
    texts = list(written())
    assert len(texts) > 300
    assert borrowed(texts, real, most=MOST) == []
