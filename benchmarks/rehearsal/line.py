"""A telephone line with a recogniser at its end: what it makes of what was said, and how sure."""

from __future__ import annotations

import random
from dataclasses import dataclass

from benchmarks.noise import SEED, spoken_aloud, with_one_error

LEVELS = (0, 1, 2)
LEVEL_NAMES = {0: "清楚", 1: "噪声一", 2: "噪声二"}
SHARE_WITH_ERRORS = {0: 0.0, 1: 1 / 3, 2: 1.0}
# Ranges of confidence as a real recogniser gave them on 8 kHz speech: short words score low even
# when they are right.
SURE = {"right": (0.7, 0.92), "right and short": (0.41, 0.75)}
UNSURE = {"wrong": (0.45, 0.75), "wrong and short": (0.33, 0.6)}
SHORT = 3  # characters
TRUTH_LISTED = 0.6  # share of errors of which the n-best list knows better


@dataclass(frozen=True)
class Transcript:
    """What a recogniser hands in: the best reading, its confidence, the other readings."""

    text: str
    confidence: float
    others: tuple[str, ...] = ()


class Line:
    """A line of one noise level; what is said at the same place meets the same chances."""

    def __init__(self, level: int, seed: int | str = SEED) -> None:
        self.level = level
        self._seed = seed

    def hear(self, words: str, place: str, *, opens: bool = False) -> Transcript:
        """Return what the recogniser makes of `words`; `place` tells one attempt from another.

        With `opens` they are the first of a call.
        """
        if not self.level:
            return Transcript(words, 0.95)
        chance = random.Random(f"{self._seed} {self.level} {place}")
        said = spoken_aloud(words, chance, opens=opens)
        wrong = chance.random() < SHARE_WITH_ERRORS[self.level]
        text = with_one_error(said, chance) if wrong else said
        confidence = round(chance.uniform(*_range(len(said), text != said)), 3)
        others = [with_one_error(said, chance)]
        if chance.random() < TRUTH_LISTED:
            others.insert(0, said)
        return Transcript(text, confidence, tuple(o for o in others if o != text))


def _range(length: int, wrong: bool) -> tuple[float, float]:
    kind = ("wrong" if wrong else "right") + (" and short" if length <= SHORT else "")
    return {**SURE, **UNSURE}[kind]
