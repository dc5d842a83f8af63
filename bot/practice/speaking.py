"""What somebody does with words when they answer a consumer: calm, ask, talk like an office."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.data_files import read_yaml
from bot.language.lexicon import any_pattern
from bot.language.script import to_simplified

SECRET, SUMMARY = "secret", "summary"
_HERE = Path(__file__).parent
_SENTENCES = re.compile(r"[^。！!；;\n？?]+[？?]?")


@cache
def officialese() -> tuple[str, ...]:
    """Return phrases that no consumer should hear from us."""
    return tuple((_HERE / "officialese.txt").read_text(encoding="utf-8").split())


def calm_at(words: str) -> int | None:
    """Return where the words hear the person rather than the matter; None where nowhere."""
    found = _patterns()["calming"].search(to_simplified(words))
    return found.start() if found else None


def asked_in(words: str) -> tuple[str, ...]:
    """Return what is asked for, in the order of asking: phone, demand, institution, secret ...

    Reading something back to have it confirmed asks for the confirmation (summary) alone.
    """
    return tuple(dict.fromkeys(name for one in _sentences(words) for name, _ in one.asks))


def question_at(words: str) -> int | None:
    """Return where the first question is; None when nothing is asked."""
    return next((one.question for one in _sentences(words) if one.question is not None), None)


def questions_asked(words: str) -> int:
    """Return how many things are asked: two for a name and a number in one sentence."""
    return sum(max(one.is_question, len(one.asks)) for one in _sentences(words))


@dataclass(frozen=True)
class _Sentence:
    """One sentence: what it asks for with the places of it, and where its question is, if any."""

    asks: tuple[tuple[str, int], ...]
    is_question: bool
    question: int | None


def _sentences(words: str) -> list[_Sentence]:
    return [_sentence(found) for found in _SENTENCES.finditer(to_simplified(words))]


def _sentence(found: re.Match[str]) -> _Sentence:
    text, is_question = found[0], found[0].endswith(("？", "?"))
    asks: list[tuple[str, int]] = []
    if _patterns()["asking"].search(text):
        matches = ((name, pattern.search(text)) for name, pattern in _questions().items())
        asks = sorted(((n, m.start()) for n, m in matches if m), key=lambda ask: ask[1])
    asks = [ask for ask in asks if ask[0] == SUMMARY] or asks
    place = asks[0][1] if asks else len(text) - 1 if is_question else None
    where = None if place is None else found.start() + place
    return _Sentence(tuple(asks), is_question, where)


@cache
def _raw() -> dict[str, Any]:
    raw: dict[str, Any] = read_yaml(_HERE / "speaking.yml")
    return raw


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    return {"calming": any_pattern(_raw()["calming"]), "asking": re.compile(_raw()["asking"])}


@cache
def _questions() -> Mapping[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in _raw()["questions"].items()}
