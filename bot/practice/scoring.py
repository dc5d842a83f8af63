"""From the record of a practice to its report: points, what was good, what to try next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.data_files import read_yaml
from bot.practice.record import Record
from bot.practice.rules import RULES

WHOLE = 100


@dataclass(frozen=True)
class Item:
    """One thing that was judged; `share` (0 to 1) of its points was reached."""

    key: str
    title: str
    points: int
    share: float
    seen: str
    advice: str

    @property
    def is_good(self) -> bool:
        """Tell whether nothing is left to be wished for."""
        return self.share >= 1


@dataclass(frozen=True)
class Report:
    """A practice as judged: `score` from 0 to 100."""

    score: int
    items: tuple[Item, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values for storing."""
        return {"score": self.score, "items": [asdict(item) for item in self.items]}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Report:
        """Read what `to_dict` wrote."""
        return cls(values["score"], tuple(Item(**item) for item in values["items"]))

    @property
    def good(self) -> tuple[Item, ...]:
        """Return what was done well, the weightiest first."""
        return tuple(sorted((i for i in self.items if i.is_good), key=lambda item: -item.points))

    @property
    def to_try(self) -> tuple[Item, ...]:
        """Return what to try next, what would bring most first."""
        open_items = (item for item in self.items if not item.is_good)
        return tuple(sorted(open_items, key=lambda item: -item.points * (1 - item.share)))


def report_on(record: Record) -> Report:
    """Judge a practice by the rules of scoring.yml."""
    items = tuple(item for key in RULES if (item := _item(key, record)) is not None)
    possible = sum(item.points for item in items)
    reached = sum(item.points * item.share for item in items)
    return Report(round(WHOLE * reached / possible), items)


def _item(key: str, record: Record) -> Item | None:
    settings = {**rules()["items"][key], "facts": rules()["facts"]}
    verdict = RULES[key](record, settings)
    if verdict.share is None:
        return None
    advice = settings["good"] if verdict.share >= 1 else settings["try"]
    return Item(
        key, settings["title"], settings["points"], round(verdict.share, 2), verdict.seen, advice
    )


@cache
def rules() -> Mapping[str, Any]:
    """Return the content of scoring.yml."""
    path = Path(__file__).with_name("scoring.yml")
    raw: Mapping[str, Any] = read_yaml(path)
    return raw
