"""How long we speak in one turn: characters without the marks between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from benchmarks.metrics import percentile
from benchmarks.rehearsal.caller import Call
from benchmarks.report import aligned, percent

WANTED = 60
_MARKS = re.compile(r"[\s，。！？、；：“”‘’（）,.!?;:()]")


def spoken_length(said: str) -> int:
    """Return how many characters a caller listens to."""
    return len(_MARKS.sub("", said))


def length_table(calls: Mapping[str, Sequence[Call]]) -> str:
    """Return the distribution of what is said per turn, a row for each kind of line."""
    rows: list[tuple[str, ...]] = [
        ("每轮说的字数", "轮", "p50", "p75", "p95", "最长", f"不超过{WANTED}字%")
    ]
    for name, ones in calls.items():
        lengths = [float(spoken_length(said)) for said in _turns(ones)]
        figures = (percentile(lengths, 50), percentile(lengths, 75), percentile(lengths, 95))
        within = sum(length <= WANTED for length in lengths) / len(lengths)
        numbers = [f"{figure:g}" for figure in (*figures, max(lengths))]
        rows.append((name, str(len(lengths)), *numbers, percent(within)))
    return aligned(rows)


def longest(calls: Sequence[Call], shown: int) -> Iterator[str]:
    """Yield the longest turns with their wording; what differs in figures only counts once."""
    seen: dict[str, str] = {}
    for said in _turns(calls):
        seen.setdefault(re.sub(r"[零幺一二两三四五六七八九十百千万\d]+", "#", said), said)
    for said in sorted(seen.values(), key=spoken_length, reverse=True)[:shown]:
        yield f"{spoken_length(said):4d} 字：{said}"


def _turns(calls: Sequence[Call]) -> list[str]:
    return [moment.said for call in calls for moment in call.moments if moment.said]
