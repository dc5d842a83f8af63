"""The Chinese for what the interface calls by a code: permissions, failures, states, events."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from bot.data_files import read_yaml
from bot.institutions.event_kinds import public_kinds

FILE = Path(__file__).with_name("words.yml")


@cache
def words(group: str) -> Mapping[str, str]:
    """Return all codes of a group with what people call them, in the order to show them."""
    if group == "kinds":
        return {name: kind.title for name, kind in public_kinds().items()}
    groups: dict[str, dict[str, str]] = read_yaml(FILE)
    return groups[group]
