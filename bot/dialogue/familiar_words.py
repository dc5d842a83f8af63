"""What people say to us, as far as the examples of the training data tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from bot.language.likeliest import Familiar

EXAMPLES = Path(__file__).parents[2] / "data" / "nlu"
_EXAMPLE = re.compile(r"^\s+- (.+)$", re.MULTILINE)
_MARKED = re.compile(r"\[([^\]]+)\]\(\w+\)")
_SPOKEN = re.compile(r"[^\w]+")


@lru_cache(maxsize=1)
def familiar_words() -> Familiar:
    """Return the pairs of characters of all examples; read once, as speech: without punctuation."""
    return Familiar.of(_examples(EXAMPLES))


def _examples(folder: Path) -> Iterator[str]:
    for file in sorted(folder.glob("*.yml")):
        for found in _EXAMPLE.finditer(file.read_text(encoding="utf-8")):
            yield _SPOKEN.sub("", _MARKED.sub(r"\1", found[1]))
