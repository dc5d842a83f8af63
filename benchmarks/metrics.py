"""The figures of `make eval`: plain functions over rows and what a model made of them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.parsing import Understood
from benchmarks.sets import Row

Pairs = Sequence[tuple[Row, Understood]]

WATCHED = ("emergency", "report_fraud", "request_human")
ENOUGH = 5  # rows from which an intent counts in the macro figure
BINS = 10


def figures(pairs: Pairs, thresholds: Sequence[float]) -> dict[str, Any]:
    """Return everything about intents that is reported of one set and one model, JSON-ready.

    Ambiguous rows stand apart: there, each of the accepted intents is right.
    """
    clear = [pair for pair in pairs if not pair[0].ambiguous]
    ambiguous = [pair for pair in pairs if pair[0].ambiguous]
    return {
        "rows": len(clear),
        "accuracy": accuracy(clear),
        "macro_f1": macro_f1(clear),
        "complaint_or_not": complaint_or_not(clear),
        "ambiguous": {"rows": len(ambiguous), "accuracy": accuracy(ambiguous)},
        "watched": {intent: watched(clear, intent) for intent in WATCHED},
        "recall": recall(clear),
        "confusions": confusions(clear),
        "calibration": calibration(clear),
        "ece": ece(clear),
        "asked_again": share(said.asked_again for _, said in clear),
        "wrong_not_asked": share(not p[1].asked_again and not _right(p) for p in clear),
        "thresholds": [at_threshold(clear, threshold) for threshold in thresholds],
        "milliseconds": latency([said.milliseconds for _, said in pairs]),
    }


def share(hits: Iterable[bool]) -> float | None:
    """Return the share of true ones, None of nothing."""
    counted = list(hits)
    return sum(counted) / len(counted) if counted else None


def accuracy(pairs: Pairs) -> float | None:
    """Return the share of rows whose intent is right."""
    return share(_right(pair) for pair in pairs)


def macro_f1(pairs: Pairs) -> float | None:
    """Return the mean F1 over the intents with `ENOUGH` rows."""
    rows = Counter(row.intent for row, _ in pairs)
    guessed = Counter(said.intent for _, said in pairs)
    hits = Counter(row.intent for row, said in pairs if row.intent == said.intent)
    scores = [f1(hits[i], rows[i], guessed[i]) for i, count in rows.items() if count >= ENOUGH]
    return sum(scores) / len(scores) if scores else None


def f1(hits: int, expected: int, found: int) -> float:
    """Return the harmonic mean of precision and recall; 0 where there is nothing to count."""
    return 2 * hits / (expected + found) if expected + found else 0.0


def is_complaint(intent: str) -> bool:
    """Tell whether the contract counts the intent among the complaints."""
    return intent.startswith("complain_") or intent == "file_complaint"


def complaint_or_not(pairs: Pairs) -> float | None:
    """Return the share of rows rightly taken for a complaint or for something else."""
    return share(is_complaint(row.intent) == is_complaint(said.intent) for row, said in pairs)


def watched(pairs: Pairs, intent: str) -> dict[str, Any]:
    """Return recall and false alarms (share of the other rows) of an intent that must not fail."""
    meant = [said.intent == intent for row, said in pairs if row.intent == intent]
    others = [said.intent == intent for row, said in pairs if row.intent != intent]
    return {"rows": len(meant), "recall": share(meant), "false_alarms": share(others)}


def recall(pairs: Pairs) -> dict[str, dict[str, Any]]:
    """Return recall and number of rows of each intent in the set."""
    hits: dict[str, list[bool]] = {}
    for row, said in pairs:
        hits.setdefault(row.intent, []).append(row.intent == said.intent)
    return {intent: {"rows": len(h), "recall": share(h)} for intent, h in sorted(hits.items())}


def confusions(pairs: Pairs) -> list[dict[str, Any]]:
    """Return what was taken for what and how often, the most frequent first."""
    counted = Counter((row.intent, said.intent) for row, said in pairs if row.intent != said.intent)
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return [{"meant": m, "taken_for": t, "rows": rows} for (m, t), rows in ordered]


def calibration(pairs: Pairs) -> list[dict[str, Any]]:
    """Return confidence and accuracy in ten bins of confidence; empty bins are left out."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for pair in pairs:
        confidence = pair[1].confidence
        bins.setdefault(min(int(confidence * BINS), BINS - 1), []).append(
            (confidence, _right(pair))
        )
    return [
        {
            "rows": len(inside),
            "confidence": sum(confidence for confidence, _ in inside) / len(inside),
            "accuracy": sum(right for _, right in inside) / len(inside),
        }
        for _, inside in sorted(bins.items())
    ]


def ece(pairs: Pairs) -> float | None:
    """Return the expected calibration error: how far confidence is from accuracy, on average."""
    if not pairs:
        return None
    gaps = (b["rows"] * abs(b["confidence"] - b["accuracy"]) for b in calibration(pairs))
    return float(sum(gaps) / len(pairs))


def at_threshold(pairs: Pairs, threshold: float) -> dict[str, Any]:
    """Return the shares of all rows that are wrong though sure, and that are asked again."""
    return {
        "threshold": threshold,
        "wrong_and_sure": share(p[1].confidence >= threshold and not _right(p) for p in pairs),
        "asked_again": share(said.confidence < threshold for _, said in pairs),
    }


def most_telling(pairs: Pairs) -> list[tuple[Row, Understood]]:
    """Return the clear rows that were got wrong, the surest mistakes first."""
    wrong = [pair for pair in pairs if not pair[0].ambiguous and not _right(pair)]
    return sorted(wrong, key=lambda pair: pair[1].confidence, reverse=True)


def latency(milliseconds: Sequence[float]) -> dict[str, float]:
    """Return median, 95th and 99th percentile."""
    return {f"p{p}": percentile(milliseconds, p) for p in (50, 95, 99)}


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the nearest-rank percentile; ValueError of nothing."""
    if not values:
        raise ValueError("no values")
    return sorted(values)[max(0, math.ceil(len(values) * percent / 100) - 1)]


def _right(pair: tuple[Row, Understood]) -> bool:
    row, said = pair
    return row.accepts(said.intent)
