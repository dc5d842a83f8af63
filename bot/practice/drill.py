"""A drill as a trainer writes it (see tests/drills/README.md), read and checked for slips."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.data_files import read_yaml
from bot.dialogue.turn import Channel

log = logging.getLogger(__name__)

# Where the drills are kept: they guard the software and train its people.
DRILLS = Path(__file__).parents[2] / "tests" / "drills"
MONDAY_MORNING = datetime(2026, 11, 23, 10, 0)
DEEDS = ("consumer", "press", "keys", "silence", "hangs_up", "comes_back", "later")
NOTHING = "nothing"


class DrillError(ValueError):
    """A drill is not written as it should be; the message names the file and what to mend."""


@dataclass(frozen=True)
class Expect:
    """What must be true of one reply; `asks` is a slot, or `nothing`."""

    says: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    asks: str | None = None
    act: str | None = None


@dataclass(frozen=True)
class Turn:
    """One deed of the consumer, and what is expected of the reply."""

    deed: str
    words: Any
    expect: Expect
    confidence: float | None = None


@dataclass(frozen=True)
class Drill:
    """One situation; `clock` is China's time, `before` are tickets that exist already.

    What is `for_software` only guards the bot: there is nothing in it for people to practise.
    """

    name: str
    situation: str
    turns: tuple[Turn, ...]
    profile: str = "nfra-12378"
    clock: datetime = MONDAY_MORNING
    channel: Channel = "chat"
    caller: str = ""
    before: tuple[Mapping[str, Any], ...] = ()
    ticket: Mapping[str, Any] = field(default_factory=dict)
    no_ticket: bool = False
    never: tuple[str, ...] = ()
    for_software: bool = False


def all_drills(folder: Path = DRILLS) -> list[Path]:
    """Return the files of all drills, in the order of their names."""
    return sorted(folder.glob("*.yml"))


@cache
def drills_of(profile: str) -> Mapping[str, Drill]:
    """Return the drills of a hotline by their names; a slip in one does not hide the others."""
    drills = (_loaded(path) for path in all_drills())
    return {drill.name: drill for drill in drills if drill and drill.profile == profile}


def _loaded(path: Path) -> Drill | None:
    try:
        return load_drill(path)
    except DrillError as error:
        log.warning("a drill is left out: %s", error)
        return None


def load_drill(path: Path) -> Drill:
    """Read one drill; raises DrillError for an unknown key or a turn without a deed."""
    try:
        raw = read_yaml(path)
        turns = tuple(_turn(turn) for turn in raw.pop("turns"))
        if bool(raw.get("ticket")) == bool(raw.get("no_ticket")):
            raise ValueError("say what ticket results, or no_ticket: true")
        return Drill(name=path.stem, turns=turns, **_tuples(raw))
    except (AttributeError, KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise DrillError(f"{path.name}: {error}") from error


def _turn(raw: Mapping[str, Any]) -> Turn:
    deeds = [deed for deed in DEEDS if deed in raw]
    unknown = set(raw) - {*DEEDS, "expect", "confidence"}
    if len(deeds) != 1 or unknown:
        raise ValueError(f"a turn has exactly one of {', '.join(DEEDS)}: {dict(raw)}")
    expect = Expect(**_tuples(raw.get("expect") or {}))
    return Turn(deeds[0], raw[deeds[0]], expect, raw.get("confidence"))


def _tuples(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Lists become tuples, and one word where several are possible is a list of one."""
    several = {f.name for kind in (Drill, Expect) for f in dataclasses.fields(kind)} & {
        *("says", "one_of", "without", "never")
    }
    if "clock" in raw:
        raw = {**raw, "clock": datetime.fromisoformat(str(raw["clock"]))}
    listed = {k: [v] if k in several and isinstance(v, str) else v for k, v in raw.items()}
    return {k: tuple(v) if isinstance(v, list) else v for k, v in listed.items()}
