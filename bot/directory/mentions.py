from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.directory.loading import Institution

HOW = ("decoy", "name", "alias", "sound", "typo")


@dataclass(frozen=True)
class Mention:
    """A place in a text where an institution is named.

    `how` is "name", "alias", "sound" or "typo". Several candidates: the name fits them all and
    the speaker has to be asked. None: a name that is not in the directory, kept as said.
    """

    start: int
    end: int
    text: str
    candidates: tuple[Institution, ...]
    how: str

    @property
    def ambiguous(self) -> bool:
        """Whether the speaker has to be asked which of several is meant."""
        return len(self.candidates) > 1


@dataclass(frozen=True)
class Hit:
    """A phrase found in a text, before it is decided whether it names an institution."""

    start: int
    end: int
    phrase: str
    how: str


def without_overlaps(hits: Iterable[Hit]) -> list[Hit]:
    """Keep the longest of overlapping hits, the better spelt of equal ones; in text order."""
    taken: set[int] = set()
    kept = []
    for hit in sorted(hits, key=_preference):
        if taken.isdisjoint(range(hit.start, hit.end)):
            taken.update(range(hit.start, hit.end))
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)


def _preference(hit: Hit) -> tuple[int, int, int]:
    return hit.start - hit.end, HOW.index(hit.how), hit.start
