"""Rasa's reading is turned into one intent that can be compared."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.parsing import FALLBACK, Guess, _understood


def ranked(*names: tuple[str, float]) -> dict[str, Any]:
    ranking = [{"name": name, "confidence": confidence} for name, confidence in names]
    return {"intent": ranking[0] if ranking else {"name": None}, "intent_ranking": ranking}


@pytest.mark.parametrize(
    ("reading", "intent", "confidence", "asked_again"),
    [
        (ranked(("greet", 0.7), ("thank", 0.2)), "greet", 0.7, False),
        (ranked((FALLBACK, 0.9), ("greet", 0.1), ("thank", 0.15)), "thank", 0.15, True),
        (ranked((FALLBACK, 0.9)), FALLBACK, 0.0, True),
        (ranked(), FALLBACK, 0.0, True),
        ({"intent": {"name": "greet", "confidence": 1.0}}, "greet", 1.0, False),
    ],
)
def test_the_best_real_intent_counts(
    reading: dict[str, Any], intent: str, confidence: float, asked_again: bool
) -> None:
    said = _understood(reading, 1.0)
    assert (said.intent, said.confidence, said.asked_again) == (intent, confidence, asked_again)


def test_entities_are_taken_over() -> None:
    found = {"entity": "amount", "start": 1, "end": 3, "value": 5, "extractor": "DIETClassifier"}
    said = _understood({**ranked(("inform", 1.0)), "entities": [found]}, 1.0)
    assert said.entities == (Guess("amount", 1, 3, "5"),)
