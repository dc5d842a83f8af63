"""Spans and how overlapping ones are settled."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.language.spans import Span, blank_out, without_overlaps


def span(start: int, end: int, value: str = "") -> Span:
    return Span(start, end, "x" * (end - start), value)


def test_the_longest_wins() -> None:
    assert without_overlaps([span(0, 2), span(1, 5), span(4, 6)]) == [span(1, 5)]


def test_of_equals_the_leftmost_wins() -> None:
    assert without_overlaps([span(1, 3), span(0, 2)]) == [span(0, 2)]


def test_neighbours_do_not_overlap() -> None:
    assert without_overlaps([span(2, 4), span(0, 2)]) == [span(0, 2), span(2, 4)]


def test_nothing_gives_nothing() -> None:
    assert without_overlaps([]) == []


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 10))))
def test_kept_spans_are_ordered_and_apart(places: list[tuple[int, int]]) -> None:
    kept = without_overlaps(span(start, start + size) for start, size in places)
    assert all(left.end <= right.start for left, right in pairwise(kept))
    assert bool(kept) == bool(places)


def test_blanking_keeps_offsets() -> None:
    assert blank_out("我的卡6222在这", [span(3, 7)]) == "我的卡####在这"
