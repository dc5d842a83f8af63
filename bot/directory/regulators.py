from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from bot.data_files import read_yaml
from bot.directory.folding import fold
from bot.directory.phrases import PhraseTable
from bot.language.spans import Span

_REGULATORS = Path(__file__).with_name("regulators.yml")
_DECOYS = "decoys"
_ACTS = "acts"


def find_regulators(text: str) -> list[Span]:
    """Return where regulators are named; the value is nfra, pbc, csrc or local."""
    return [
        Span(start, end, text[start:end], who)
        for start, end, who in _table().find_apart(fold(text))
        if who != _DECOYS
    ]


def find_blamed_regulators(text: str) -> list[Span]:
    """Return where regulators are named who are themselves complained about: 银保监局拒不查处."""
    acts = _acts()
    return [span for span in find_regulators(text) if acts.match(fold(text), span.end)]


@cache
def _acts() -> re.Pattern[str]:
    return re.compile("|".join(_raw()[_ACTS]))


@cache
def _table() -> PhraseTable[str]:
    names = ((name, who) for who, names in _raw().items() if who != _ACTS for name in names)
    return PhraseTable((fold(name), who) for name, who in names)


@cache
def _raw() -> dict[str, list[str]]:
    raw: dict[str, list[str]] = read_yaml(_REGULATORS)
    return raw
