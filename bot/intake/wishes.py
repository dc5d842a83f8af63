"""What the consumer wants done, in the own words: short, but not cut in the middle."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.intake.heard import Entity
from bot.language.demands import find_demands
from bot.language.fillers import strip_fillers

LONGEST, LONGEST_ANSWER = 30, 60
_CLAUSES = re.compile(r"[，。！？；、,.!?;\s]+")
_LEAD = re.compile(r"^(?:我的?)?(?:诉求是?|要求|就是|那就|那)+")


def clauses(text: str) -> list[str]:
    """Return the parts of a text between its marks."""
    return [clause for clause in _CLAUSES.split(strip_fillers(text)) if clause]


@dataclass(frozen=True)
class Wish:
    """What is wanted: its kinds, and the words."""

    kinds: tuple[str, ...]
    words: str


def wish_in_answer(text: str) -> Wish | None:
    """Return the wish in an answer to "what do you want": every part of it may be one."""
    kinds_of = {c: [s.value for s in find_demands(f"我要求{c}")] for c in clauses(text)}
    wished = [clause for clause, kinds in kinds_of.items() if kinds]
    if not wished:
        return None
    words = "，".join(wished)
    kinds = tuple(dict.fromkeys(kind for clause in wished for kind in kinds_of[clause]))
    return Wish(kinds, _LEAD.sub("", words[:LONGEST_ANSWER]) or words)


def told_wish(text: str, demands: Iterable[Entity]) -> str:
    """Return the clauses that hold the demands, or the demands alone where those are long."""
    said = list(dict.fromkeys(entity.text for entity in demands))
    whole = "，".join(c for c in clauses(text) if any(words in c for words in said))
    kept = whole if whole and len(whole) <= LONGEST else "，".join(said)
    return _LEAD.sub("", kept) or kept


def whole_wish(text: str) -> str:
    """Return a whole answer as the wish."""
    said = strip_fillers(text).strip(" ，。！,.!")[:LONGEST_ANSWER]
    return _LEAD.sub("", said) or text
