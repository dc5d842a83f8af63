"""Entities count by place and by value; what is optional costs nothing."""

from __future__ import annotations

import pytest

from benchmarks.entity_metrics import Count, count_spans, count_values, entity_figures
from benchmarks.parsing import Guess, Understood
from benchmarks.sets import Expected, Row

ICBC = Expected("institution", 0, 2, ("icbc",))
PINGAN = Expected("institution", 5, 7, ("pingan-group", "pab"))
OPTIONAL = Expected("institution", 9, 11, ("pbc",), optional=True)
UNDATED = Expected("date", 0, 2)


def guess(start: int, end: int, value: str, entity: str = "institution") -> Guess:
    return Guess(entity, start, end, value)


@pytest.mark.parametrize(
    ("expected", "found", "spans", "values"),
    [
        ([ICBC], [guess(0, 2, "icbc")], Count(1, 1, 1), Count(1, 1, 1)),
        ([ICBC], [guess(0, 4, "ICBC")], Count(0, 1, 1), Count(1, 1, 1)),
        ([ICBC], [guess(0, 2, "abc")], Count(1, 1, 1), Count(0, 1, 1)),
        ([ICBC], [], Count(0, 1, 0), Count(0, 1, 0)),
        ([], [guess(0, 2, "icbc")], Count(0, 0, 1), Count(0, 0, 1)),
        ([PINGAN], [guess(5, 7, "pab")], Count(1, 1, 1), Count(1, 1, 1)),
        ([ICBC, OPTIONAL], [guess(0, 2, "icbc")], Count(1, 1, 1), Count(1, 1, 1)),
        ([OPTIONAL], [guess(9, 12, "wrong")], Count(), Count()),
        ([ICBC, ICBC], [guess(0, 2, "icbc")], Count(1, 1, 1), Count(1, 2, 1)),
    ],
)
def test_one_row(expected: list[Expected], found: list[Guess], spans: Count, values: Count) -> None:
    assert count_spans(expected, found) == spans
    assert count_values(expected, found) == values


def test_without_a_value_only_the_place_counts() -> None:
    found = [guess(0, 2, "2026-01-01", "date")]
    assert count_spans([UNDATED], found) == Count(1, 1, 1)
    assert count_values([UNDATED], found) == Count()


def test_only_annotated_kinds_are_reported() -> None:
    said = Understood(
        "inform", 1.0, False, (guess(0, 2, "icbc"), guess(3, 5, "张三", "person_name")), 1.0
    )
    found = entity_figures([(Row("工行，张三", "inform", entities=(ICBC, UNDATED)), said)])
    assert set(found) == {"institution", "date"}
    assert found["institution"]["value"] == {
        "expected": 1,
        "f1": 1.0,
        "precision": 1.0,
        "recall": 1.0,
    }
    assert found["date"]["span"]["f1"] == 0.0
    assert found["date"]["value"]["f1"] is None
