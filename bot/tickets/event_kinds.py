"""What the kinds of events are called by staff."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bot.data_files import read_yaml


@cache
def event_titles() -> dict[str, str]:
    """Return the Chinese title of every kind of event."""
    titles: dict[str, str] = read_yaml(Path(__file__).with_name("events.yml"))
    return titles
