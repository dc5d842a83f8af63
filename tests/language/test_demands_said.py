"""What callers say, by what they demand: of each kind, and near misses that demand nothing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from bot.language.demands import find_demands

SAID: list[tuple[frozenset[str], str]] = [
    (frozenset() if kinds == "none" else frozenset([kinds] if isinstance(kinds, str) else kinds), t)
    for kinds, texts in yaml.safe_load(
        Path(__file__).with_name("demands_said.yml").read_text(encoding="utf-8")
    )
    for t in texts
]
KINDS = sorted({kind for kinds, _ in SAID for kind in kinds})
ENOUGH = 0.9


def _found(text: str) -> frozenset[str]:
    return frozenset(span.value for span in find_demands(text))


def test_there_is_enough_of_each_kind() -> None:
    counts = Counter(kind for kinds, _ in SAID for kind in kinds)
    assert len(KINDS) == 11
    assert min(counts.values()) >= 5
    assert sum(not kinds for kinds, _ in SAID) >= 40


def test_nearly_all_are_understood() -> None:
    pairs = [(kinds, _found(text)) for kinds, text in SAID]
    right = sum(len(wanted & found) for wanted, found in pairs)
    assert 2 * right >= ENOUGH * sum(len(wanted) + len(found) for wanted, found in pairs)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_understood(kind: str) -> None:
    of_kind = [text for kinds, text in SAID if kind in kinds]
    assert sum(kind in _found(text) for text in of_kind) > 0.85 * len(of_kind)


@pytest.mark.parametrize("text", [text for kinds, text in SAID if not kinds])
def test_a_near_miss_demands_nothing(text: str) -> None:
    assert not _found(text)
