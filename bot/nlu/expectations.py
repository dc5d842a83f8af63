"""What was just asked changes what is likely: a bare name is an answer when a name was asked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from bot.data_files import read_yaml

ASKED = "asked"  # the key in a message's metadata


def expected_after(asked: object) -> Mapping[str, float]:
    """Return what to add to the scores of intents after a question; nothing after none."""
    return _expectations().get(asked, {}) if isinstance(asked, str) else {}


@cache
def _expectations() -> dict[str, dict[str, float]]:
    path = Path(__file__).with_name("expectations.yml")
    found: dict[str, dict[str, float]] = read_yaml(path)
    return found
