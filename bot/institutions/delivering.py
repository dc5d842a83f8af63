"""How webhooks are delivered, as `delivering.yml` says."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from bot.yaml_section import read_section

FILE = Path(__file__).with_name("delivering.yml")


@dataclass(frozen=True)
class Manners:
    """Pauses between tries, the time for one, how long a claim holds, and how many at once."""

    pauses: tuple[timedelta, ...]
    jitter: float
    seconds_per_try: int
    claim: timedelta
    webhooks_per_institution: int
    webhooks_at_once: int
    keep_sent: timedelta

    def pause_after(self, tries: int) -> timedelta | None:
        """Return how long to wait after so many tries, None when that was the last."""
        if tries > len(self.pauses):
            return None
        return self.pauses[tries - 1] * random.uniform(1 - self.jitter, 1 + self.jitter)


@cache
def manners() -> Manners:
    """Return what holds for this installation; raises WrongYaml."""
    file = read_section(FILE)
    found = Manners(
        pauses=tuple(timedelta(seconds=pause) for pause in file.each("pauses", int)),
        jitter=file.number("jitter_percent") / 100,
        seconds_per_try=file.number("seconds_per_try"),
        claim=timedelta(seconds=file.number("claim_seconds")),
        webhooks_per_institution=file.number("webhooks_per_institution"),
        webhooks_at_once=file.number("webhooks_at_once"),
        keep_sent=timedelta(days=file.number("keep_sent_days")),
    )
    file.finish()
    return found
