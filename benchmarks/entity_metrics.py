"""How well entities are found: by the place where they stand, and by what they mean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from benchmarks.metrics import Pairs, f1
from benchmarks.parsing import Guess
from benchmarks.sets import Expected, comparable


@dataclass(frozen=True)
class Count:
    """What was right, what should have been found, what was found."""

    hits: int = 0
    expected: int = 0
    found: int = 0

    def __add__(self, other: Count) -> Count:
        """Add up the counts of two rows."""
        return Count(
            self.hits + other.hits, self.expected + other.expected, self.found + other.found
        )

    def to_dict(self) -> dict[str, Any]:
        """Return F1, precision and recall with the number expected (None of nothing)."""
        return {
            "expected": self.expected,
            "f1": f1(self.hits, self.expected, self.found) if self.expected else None,
            "precision": self.hits / self.found if self.found else None,
            "recall": self.hits / self.expected if self.expected else None,
        }


def entity_figures(pairs: Pairs) -> dict[str, dict[str, Any]]:
    """Return figures by span and by value of each entity that the set annotates.

    What overlaps an optional entity counts neither way; neither do values that are not annotated.
    """
    names = sorted({expected.entity for row, _ in pairs for expected in row.entities})
    return {name: _figures(pairs, name) for name in names}


def _figures(pairs: Pairs, name: str) -> dict[str, Any]:
    spans = values = Count()
    for row, said in pairs:
        expected = [entity for entity in row.entities if entity.entity == name]
        found = [guess for guess in said.entities if guess.entity == name]
        spans += count_spans(expected, found)
        values += count_values(expected, found)
    return {"span": spans.to_dict(), "value": values.to_dict()}


def count_spans(expected: list[Expected], found: list[Guess]) -> Count:
    """Count the entities of one row and name that stand exactly where they should."""
    needed = {(entity.start, entity.end) for entity in expected if not entity.optional}
    free = [entity for entity in expected if entity.optional]
    counted = {(guess.start, guess.end) for guess in _outside(found, free)}
    return Count(len(needed & counted), len(needed), len(counted))


def count_values(expected: list[Expected], found: list[Guess]) -> Count:
    """Count the entities of one row and name whose value is a right one, wherever they stand."""
    needed = [entity for entity in expected if entity.values and not entity.optional]
    free = [entity for entity in expected if entity.optional or not entity.values]
    counted = [comparable(guess.value) for guess in _outside(found, free)]
    left = list(counted)
    hits = 0
    for entity in needed:
        right = next((value for value in left if value in entity.values), None)
        if right is not None:
            left.remove(right)
            hits += 1
    return Count(hits, len(needed), len(counted))


def _outside(found: Iterable[Guess], free: list[Expected]) -> list[Guess]:
    return [
        guess
        for guess in found
        if not any(guess.start < entity.end and entity.start < guess.end for entity in free)
    ]
