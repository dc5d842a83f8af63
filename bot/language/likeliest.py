"""Which words were said, when a recogniser offers several readings that differ here and there."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from statistics import fmean

from rapidfuzz.distance import Levenshtein

EDGE = "\n"
UNSEEN = 0.02  # what a pair counts that was never read
MOST_PLACES = 6  # at which readings may differ and all mixtures are weighed


@dataclass(frozen=True)
class Familiar:
    """How often pairs of characters stand beside each other in what people say to us."""

    pairs: Counter[str]
    characters: Counter[str]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Familiar:
        """Count the pairs of texts; where one begins and ends counts too.

        What stands in one text alone is as likely a slip as a word, and is forgotten.
        """
        pairs: Counter[str] = Counter()
        characters: Counter[str] = Counter()
        for text in texts:
            said = f"{EDGE}{text}{EDGE}"
            pairs.update(first + second for first, second in pairwise(said))
            characters.update(said[:-1])
        return cls(Counter({pair: n for pair, n in pairs.items() if n > 1}), characters)

    def likelihood(self, text: str) -> float:
        """Return the mean logarithm of how likely each character is behind the one before.

        The mean, not the sum, or the reading that swallowed a word would always be the likelier.
        """
        return fmean(
            math.log((self.pairs[first + second] + UNSEEN) / (self.characters[first] + 1))
            for first, second in pairwise(f"{EDGE}{text}{EDGE}")
        )


def likeliest(readings: Sequence[str], familiar: Familiar) -> str:
    """Return the likeliest mixture of the readings, the first of which is the recogniser's own.

    Readings of one utterance differ in a word or two: each of them may be right at one place and
    wrong at another. The first stays where nothing else is likelier.
    """
    if len(readings) < 2 or not familiar.pairs:
        return readings[0]
    mixtures = dict.fromkeys([readings[0], *_mixtures(readings), *readings[1:]])
    return max(mixtures, key=familiar.likelihood)


def _mixtures(readings: Sequence[str]) -> Iterable[str]:
    """Yield the first reading with the pieces of others in every combination."""
    first = readings[0]
    places: dict[tuple[int, int], dict[str, None]] = {}
    for other in readings[1:]:
        for change in Levenshtein.opcodes(first, other):
            if change.tag != "equal":
                span = change.src_start, change.src_end
                pieces = places.setdefault(span, {first[slice(*span)]: None})
                pieces[other[change.dest_start : change.dest_end]] = None
    spans = sorted(places)
    if len(spans) > MOST_PLACES or any(b < a for (_, a), (b, _) in pairwise(spans)):
        return
    for chosen in product(*(places[span] for span in spans)):
        yield _replaced(first, spans, chosen)


def _replaced(text: str, spans: Sequence[tuple[int, int]], pieces: Sequence[str]) -> str:
    parts, position = [], 0
    for (start, end), piece in zip(spans, pieces, strict=True):
        parts += [text[position:start], piece]
        position = end
    return "".join([*parts, text[position:]])
