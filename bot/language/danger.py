"""Danger to life or limb, happening now."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from bot.language.lexicon import any_pattern, read_rules
from bot.language.script import to_simplified


class _Danger(NamedTuple):
    name: str
    always: re.Pattern[str]
    signs: re.Pattern[str]
    unless: re.Pattern[str]


@lru_cache(maxsize=512)
def danger_of(text: str) -> str | None:
    """One of `self_harm`, `medical`, `motorway`, `fire` and `violence`, or None.

    Figures of speech (气死我了), past events and the subject of a claim are no danger; in doubt
    about a life it says danger, because a wrong alarm costs one question.
    """
    said = to_simplified(text)
    return next((danger.name for danger in _dangers() if _is_meant(danger, said)), None)


def _is_meant(danger: _Danger, said: str) -> bool:
    return bool(danger.always.search(said)) or bool(
        danger.signs.search(said) and not danger.unless.search(said)
    )


@cache
def _dangers() -> list[_Danger]:
    return [
        _Danger(name, *(any_pattern(rules.get(key, ())) for key in ("always", "signs", "unless")))
        for name, rules in read_rules("danger.yml").items()
    ]
