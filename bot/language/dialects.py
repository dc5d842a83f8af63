"""Which dialect somebody asks to be served in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from bot.language.lexicon import any_of, read_rules
from bot.language.script import to_simplified


def dialect_of(text: str) -> str | None:
    """Return the dialect that is named first, by its name in `dialects.yml`, or None."""
    said = to_simplified(text)
    places = {
        name: found.start() for name, words in _words().items() if (found := words.search(said))
    }
    return min(places, key=places.__getitem__, default=None)


@cache
def _words() -> Mapping[str, re.Pattern[str]]:
    return {name: re.compile(any_of(words)) for name, words in read_rules("dialects.yml").items()}
