"""How much two texts share: their 5-grams of letters and digits, found by an inverted index."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.language.script import to_simplified

SIZE = 5
# In a shorter text a single everyday phrase is already half of it.
LONG_ENOUGH = 8


@dataclass(frozen=True)
class Nearest:
    """The indexed text that shares most, and the share (0 to 1) of the asked text it holds."""

    share: float
    text: str


def letters(text: str) -> str:
    """Return the letters and digits only, Simplified and in lower case."""
    return "".join(filter(str.isalnum, to_simplified(text).lower()))


def grams(text: str) -> frozenset[str]:
    """Return the 5-grams of the letters; a text of fewer than five letters has none."""
    bare = letters(text)
    return frozenset(bare[start : start + SIZE] for start in range(len(bare) - SIZE + 1))


class Index:
    """Texts that can be asked what they share with another one."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.texts = tuple(texts)
        self.grams = tuple(map(grams, self.texts))
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, found in enumerate(self.grams):
            for gram in found:
                self._places[gram].append(place)

    def shared(self, asked: frozenset[str]) -> Counter[int]:
        """Count the grams shared with each text, by its place in `texts`."""
        return Counter(place for gram in asked for place in self._places.get(gram, ()))

    def nearest(self, text: str) -> Nearest:
        """Find the text that holds most of `text`; a text too short to tell is near to nothing."""
        asked = grams(text)
        shared = self.shared(asked) if len(letters(text)) >= LONG_ENOUGH else None
        if not shared:
            return Nearest(0.0, "")
        place, count = shared.most_common(1)[0]
        return Nearest(count / len(asked), self.texts[place])

    def alike(self, least: float) -> Iterator[tuple[int, int]]:
        """Yield the places of two texts that share more than `least` of the longer one's grams."""
        for place, own in enumerate(self.grams):
            for other, count in self.shared(own).items():
                if other < place and count > least * max(len(own), len(self.grams[other])):
                    yield other, place


def borrowed(texts: Iterable[str], originals: Index, most: float) -> list[tuple[str, Nearest]]:
    """Return the texts of which more than `most` stands in a single original."""
    nearest = ((text, originals.nearest(text)) for text in texts)
    return [(text, original) for text, original in nearest if original.share > most]
