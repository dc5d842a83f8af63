"""What was sent, and when the page of whom it was meant for had it."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import count

TO_CONSUMER, TO_AGENT = "坐席说的话到消费者", "消费者说的话到坐席"
TOO_LATE = 20.0  # seconds after which a line counts as lost


@dataclass
class Deliveries:
    """All lines that were sent: milliseconds by direction, the lost ones, what failed."""

    milliseconds: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    lost: int = 0
    twice: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    talks: int = 0
    _sent: dict[str, tuple[str, float, asyncio.Event]] = field(default_factory=dict)
    _arrived: set[str] = field(default_factory=set)
    _numbers: count[int] = field(default_factory=count)

    def new_words(self, direction: str) -> str:
        """Return words that nobody has said yet, sent from now on."""
        words = f"第{next(self._numbers)}句：请再说说当时的情况"
        self._sent[words] = (direction, time.perf_counter(), asyncio.Event())
        return words

    def arrive(self, words: str) -> None:
        """Note that a page shows these words; those of the bot are nobody's."""
        if words in self._arrived:
            self.twice += 1
        elif words in self._sent:
            direction, since, there = self._sent[words]
            self.milliseconds[direction].append((time.perf_counter() - since) * 1000)
            self._arrived.add(words)
            there.set()

    async def arrival(self, words: str) -> None:
        """Wait until the words are there; after TOO_LATE they are lost."""
        try:
            await asyncio.wait_for(self._sent[words][2].wait(), TOO_LATE)
        except asyncio.TimeoutError:
            self.lost += 1
