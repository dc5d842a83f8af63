from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.directory.loading import Institution

_LIST_MARKS = frozenset("、,，和跟与及 /")
HOW = ("decoy", "name", "alias", "sound", "typo")


@dataclass(frozen=True)
class Mention:
    """A place in a text where an institution is named.

    `how` is "name", "alias", "sound" or "typo". Several candidates: the name fits them all and
    the speaker has to be asked. None: a name that is not in the directory, kept as said.
    `is_product`: not the institution is named but a product that only it sells, such as 花呗.
    """

    start: int
    end: int
    text: str
    candidates: tuple[Institution, ...]
    how: str
    is_product: bool = False

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


def beside(accepted: Iterable[Hit], waiting: Iterable[Hit], text: str) -> Iterator[Hit]:
    """Yield the waiting hits that stand in a list with an accepted one: 浦发、交通、农行."""
    accepted = list(accepted)
    starts, ends = {hit.start for hit in accepted}, {hit.end for hit in accepted}
    for hit in waiting:
        before = hit.start - (text[hit.start - 1 : hit.start] in _LIST_MARKS)
        after = hit.end + (text[hit.end : hit.end + 1] in _LIST_MARKS)
        if before in ends or after in starts:
            ends.add(hit.end)
            yield hit


def _preference(hit: Hit) -> tuple[int, int, int]:
    return hit.start - hit.end, HOW.index(hit.how), hit.start
