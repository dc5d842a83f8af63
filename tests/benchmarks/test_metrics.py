"""The figures count what they say they count."""

from __future__ import annotations

import pytest

from benchmarks import metrics
from benchmarks.parsing import Understood
from benchmarks.sets import Row


def pair(
    meant: str,
    guessed: str,
    confidence: float = 0.9,
    *,
    also: tuple[str, ...] = (),
    asked_again: bool = False,
) -> tuple[Row, Understood]:
    said = Understood(guessed, confidence, asked_again, (), 1.0)
    return Row("……", meant, also), said


def test_also_counts_as_right_and_stands_apart() -> None:
    found = metrics.figures(
        [
            pair("greet", "greet"),
            pair("greet", "thank"),
            pair("ask_scope", "ask_process", also=("ask_process",)),
        ],
        (),
    )
    assert (found["rows"], found["accuracy"]) == (2, 0.5)
    assert found["ambiguous"] == {"rows": 1, "accuracy": 1.0}


def test_macro_f1_leaves_out_rare_intents() -> None:
    pairs = [pair("greet", "greet")] * 4 + [pair("greet", "thank")] + [pair("thank", "goodbye")]
    # greet: precision 1, recall 0.8; thank has one row only.
    assert metrics.macro_f1(pairs) == pytest.approx(8 / 9)
    assert metrics.macro_f1([pair("greet", "greet")]) is None


@pytest.mark.parametrize(
    ("meant", "guessed", "right"),
    [
        ("complain_loan", "complain_fees", 1.0),
        ("complain_loan", "file_complaint", 1.0),
        ("complain_loan", "ask_product", 0.0),
        ("report_fraud", "ask_product", 1.0),
        ("report_fraud", "complain_other", 0.0),
    ],
)
def test_complaint_or_not(meant: str, guessed: str, right: float) -> None:
    assert metrics.complaint_or_not([pair(meant, guessed)]) == right


def test_watched_intents() -> None:
    pairs = [
        pair("emergency", "emergency"),
        pair("emergency", "greet"),
        *[pair("greet", "greet")] * 3,
        pair("greet", "emergency"),
    ]
    assert metrics.watched(pairs, "emergency") == {"rows": 2, "recall": 0.5, "false_alarms": 0.25}
    assert metrics.watched(pairs, "request_human")["recall"] is None


def test_confusions_come_worst_first() -> None:
    pairs = [pair("a", "b"), *[pair("c", "d")] * 2, pair("c", "c")]
    assert [(c["meant"], c["taken_for"], c["rows"]) for c in metrics.confusions(pairs)] == [
        ("c", "d", 2),
        ("a", "b", 1),
    ]
    assert metrics.recall(pairs)["c"] == {"rows": 3, "recall": pytest.approx(1 / 3)}


def test_calibration_error() -> None:
    honest = [pair("a", "a", 0.75)] * 3 + [pair("a", "b", 0.75)]
    boastful = [pair("a", "b", 1.0)] * 4
    assert metrics.ece(honest) == pytest.approx(0)
    assert metrics.ece(boastful) == pytest.approx(1)
    assert metrics.ece(honest + boastful) == pytest.approx(0.5)
    assert [b["rows"] for b in metrics.calibration(honest + boastful)] == [4, 4]


def test_thresholds() -> None:
    pairs = [pair("a", "b", 0.9), pair("a", "a", 0.5), pair("a", "b", 0.2), pair("a", "a", 0.1)]
    assert metrics.at_threshold(pairs, 0.5) == {
        "threshold": 0.5,
        "wrong_and_sure": 0.25,
        "asked_again": 0.5,
    }


def test_what_the_pipeline_itself_asks_again() -> None:
    pairs = [pair("a", "b", asked_again=True), pair("a", "b"), pair("a", "a"), pair("a", "a")]
    found = metrics.figures(pairs, ())
    assert (found["asked_again"], found["wrong_not_asked"]) == (0.25, 0.25)


@pytest.mark.parametrize(("percent", "value"), [(50, 2), (95, 4), (1, 1), (75, 3)])
def test_percentiles_are_values_that_occurred(percent: float, value: float) -> None:
    assert metrics.percentile([4, 1, 3, 2], percent) == value


def test_nothing_has_no_percentile() -> None:
    with pytest.raises(ValueError, match="no values"):
        metrics.percentile([], 50)
