"""How the person feels, as far as words tell."""

from __future__ import annotations

import re
from functools import cache

from bot.language.lexicon import any_pattern, read_rules
from bot.language.script import to_simplified


def emotion_of(text: str) -> str:
    """One of `desperate`, `furious`, `upset` and `calm`, the gravest first."""
    said = to_simplified(text)
    return next((name for name, signs in _signs() if signs.search(said)), "calm")


@cache
def _signs() -> list[tuple[str, re.Pattern[str]]]:
    return [(name, any_pattern(signs)) for name, signs in read_rules("emotions.yml").items()]
