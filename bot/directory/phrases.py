from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar

Value = TypeVar("Value")


class PhraseTable(Generic[Value]):
    """Phrases and what they stand for, found in any sequence of strings in one pass.

    A phrase is a sequence of strings: the characters of a name or the syllables of its sound.
    """

    def __init__(self, entries: Iterable[tuple[Sequence[str], Value]]) -> None:
        self._values = {tuple(phrase): value for phrase, value in entries if phrase}
        lengths: dict[str, set[int]] = defaultdict(set)
        for phrase in self._values:
            lengths[phrase[0]].add(len(phrase))
        self._lengths = {first: sorted(sizes) for first, sizes in lengths.items()}

    def get(self, phrase: Sequence[str]) -> Value | None:
        """Return what the whole phrase stands for."""
        return self._values.get(tuple(phrase))

    def __contains__(self, phrase: Sequence[str]) -> bool:
        return tuple(phrase) in self._values

    def find(self, symbols: Sequence[str]) -> Iterator[tuple[int, int, Value]]:
        """Yield (start, end, value) of every phrase, overlapping ones too, from left to right."""
        symbols = tuple(symbols)
        for start, first in enumerate(symbols):
            for length in self._lengths.get(first, ()):
                end = start + length
                phrase = symbols[start:end]
                if end <= len(symbols) and phrase in self._values:
                    yield start, end, self._values[phrase]

    def find_apart(self, symbols: Sequence[str]) -> Iterator[tuple[int, int, Value]]:
        """Yield (start, end, value) of phrases that do not overlap: the leftmost, the longest."""
        free = 0
        for start, end, value in sorted(
            self.find(symbols), key=lambda found: (found[0], -found[1])
        ):
            if start >= free:
                free = end
                yield start, end, value
