"""A drill of `tests/drills` as a caller reads it: what to do, and what must come of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.data_files import read_yaml
from bot.practice.drill import DEEDS, DRILLS, MONDAY_MORNING


@dataclass(frozen=True)
class Deed:
    """One thing the caller does, and what is expected then (see `tests/drills/README.md`)."""

    kind: str
    words: Any
    expect: Mapping[str, Any]
    confidence: float | None = None

    def wanted(self, name: str) -> tuple[str, ...]:
        """Return one expectation as a list of words; a single word counts as a list of one."""
        words = self.expect.get(name) or ()
        return (words,) if isinstance(words, str) else tuple(words)


@dataclass(frozen=True)
class Script:
    """One drill; the channel it was written for does not matter here."""

    name: str
    situation: str
    deeds: tuple[Deed, ...]
    profile: str = "nfra-12378"
    clock: datetime = MONDAY_MORNING
    caller: str | None = None
    before: tuple[Mapping[str, Any], ...] = ()
    ticket: Mapping[str, Any] = field(default_factory=dict)

    @property
    def last_expected(self) -> int | None:
        """Return the number of the last deed after which something is expected."""
        numbers = [number for number, deed in enumerate(self.deeds) if deed.expect]
        return numbers[-1] if numbers else None


def read_scripts(folder: Path = DRILLS) -> list[Script]:
    """Read all drills, in the order of their names; KeyError for one without turns."""
    return [read_script(path) for path in sorted(folder.glob("*.yml"))]


def read_script(path: Path) -> Script:
    """Read one drill; what is wrong with its form is told by the tests of the drills."""
    raw = read_yaml(path)
    clock = raw.get("clock")
    return Script(
        name=path.stem,
        situation=raw["situation"],
        deeds=tuple(_deeds(raw["turns"])),
        profile=raw.get("profile", Script.profile),
        clock=datetime.fromisoformat(str(clock)) if clock else MONDAY_MORNING,
        caller=raw.get("caller"),
        before=tuple(raw.get("before", ())),
        ticket=raw.get("ticket") or {},
    )


def _deeds(turns: list[dict[str, Any]]) -> Iterator[Deed]:
    for turn in turns:
        kind = next(kind for kind in DEEDS if kind in turn)
        yield Deed(kind, turn[kind], turn.get("expect") or {}, turn.get("confidence"))
