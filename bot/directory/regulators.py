from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from bot.directory.folding import fold
from bot.directory.phrases import PhraseTable
from bot.language.spans import Span

_REGULATORS = Path(__file__).with_name("regulators.yml")
_DECOYS = "decoys"


def find_regulators(text: str) -> list[Span]:
    """Return where regulators are named; the value is nfra, pbc, csrc or local."""
    return [
        Span(start, end, text[start:end], who)
        for start, end, who in _table().find_apart(fold(text))
        if who != _DECOYS
    ]


@cache
def _table() -> PhraseTable[str]:
    raw: dict[str, list[str]] = yaml.safe_load(_REGULATORS.read_text(encoding="utf-8"))
    return PhraseTable((fold(name), who) for who, names in raw.items() for name in names)
