"""How urgent a ticket is for people, from 1 (usual) to 3 (today, by a supervisor)."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from bot.data_files import read_yaml
from bot.language.script import to_simplified

USUAL = 1


def risk_level(amount: Decimal | None, intent: str, emotion: str | None, words: str) -> int:
    """Return the highest level that the sum, the intent, the emotion or a word reaches."""
    said, rules = to_simplified(words), _rules()
    reached = (
        level
        for level in rules["levels"]
        if (amount is not None and amount >= rules["amounts"][level])
        or intent in rules["intents"][level]
        or emotion in rules["emotions"][level]
        or any(sign in said for sign in rules["words"][level])
    )
    return max(reached, default=USUAL)


@cache
def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = read_yaml(Path(__file__).with_name("risk.yml"))
    return rules
