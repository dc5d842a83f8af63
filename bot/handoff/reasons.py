"""The reasons and outcomes that people at the desk choose from."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bot.data_files import read_yaml
from bot.handoff.errors import UnknownReason

DECLINES, PAUSES, OUTCOMES = "declines", "pauses", "outcomes"


@cache
def reasons(kind: str) -> dict[str, str]:
    """Return the Chinese titles by name, in the order in which they are shown."""
    titles: dict[str, str] = read_yaml(Path(__file__).with_name("reasons.yml"))[kind]
    return titles


def check_reason(kind: str, name: str) -> str:
    """Return the name if it is one of these; raise UnknownReason if not."""
    if name not in reasons(kind):
        raise UnknownReason(f"none of the {kind}: {name!r}")
    return name
