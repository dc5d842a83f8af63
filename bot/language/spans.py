"""A stretch of text that means something."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Span:
    """Characters `start:end` of a text, as said (`text`) and as understood (`value`)."""

    start: int
    end: int
    text: str
    value: str


def without_overlaps(spans: Iterable[Span]) -> list[Span]:
    """Keep the longest of overlapping spans, then the leftmost; the result is in text order."""
    ordered = sorted(set(spans), key=lambda span: (span.start - span.end, span))
    taken = bytearray(max((span.end for span in ordered), default=0))
    kept: list[Span] = []
    for span in ordered:
        if not any(taken[span.start : span.end]):
            taken[span.start : span.end] = b"1" * (span.end - span.start)
            kept.append(span)
    return sorted(kept)


def blank_out(text: str, spans: Iterable[Span], mark: str = "#") -> str:
    """Overwrite the spans with `mark`, one for each character, so that offsets stay valid."""
    characters = list(text)
    for span in spans:
        characters[span.start : span.end] = mark * (span.end - span.start)
    return "".join(characters)
