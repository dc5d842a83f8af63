"""What the kinds of events are called by staff."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml


@cache
def event_titles() -> dict[str, str]:
    """Return the Chinese title of every kind of event."""
    text = Path(__file__).with_name("events.yml").read_text(encoding="utf-8")
    titles: dict[str, str] = yaml.safe_load(text)
    return titles
