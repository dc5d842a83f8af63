from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.data_files import read_yaml
from bot.directory.folding import fold

_NOTES = Path(__file__).with_name("alias_notes.yml")
_NEAR = 8


@dataclass(frozen=True)
class Rule:
    """Words of which one must stand around a name for it to be an institution's."""

    followed_by: tuple[str, ...] = ()
    preceded_by: tuple[str, ...] = ()
    near: tuple[str, ...] = ()

    def admits(self, text: str, start: int, end: int) -> bool:
        """Say whether the words around text[start:end], a folded text, are enough."""
        following = end + text.startswith("的", end)
        if text.startswith(self.followed_by, end) or text.startswith(self.followed_by, following):
            return True
        if text.endswith(self.preceded_by, 0, start):
            return True
        around = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
        return any(word in side for side in around for word in self.near)


@dataclass(frozen=True)
class AliasNotes:
    """What alias_notes.yml says, all words folded."""

    rules: Mapping[str, tuple[Rule, ...]]
    listed: frozenset[str]
    misheard: frozenset[str]
    decoys: frozenset[str]
    products: frozenset[str]
    heard: frozenset[str]
    not_heard: frozenset[str]
    kinds: tuple[str, ...]

    def admits(self, phrase: str, text: str, start: int, end: int) -> bool:
        """Say whether the phrase names an institution at this place of a folded text."""
        rules = self.rules.get(phrase)
        return rules is None or any(rule.admits(text, start, end) for rule in rules)


def load_notes(path: Path = _NOTES) -> AliasNotes:
    """Read which names need help from the words around them."""
    raw = read_yaml(path)
    entries: list[dict[str, Any]] = raw["rules"]
    rules: dict[str, tuple[Rule, ...]] = defaultdict(tuple)
    for entry in entries:
        rule = _rule(entry, raw["contexts"])
        for word in _folded(entry["words"]):
            rules[word] += (rule,)
    for word in _marked(entries, "anywhere"):
        del rules[word]
    return AliasNotes(
        rules=dict(rules),
        listed=_marked(entries, "listed"),
        misheard=_marked(entries, "misheard"),
        decoys=_folded(raw["decoys"]),
        products=_folded(raw["products"]),
        heard=_folded(raw["heard"]),
        not_heard=_folded(raw["not_heard"]),
        kinds=tuple(raw["kinds"]),
    )


def _rule(entry: Mapping[str, Any], contexts: Mapping[str, list[str]]) -> Rule:
    sides = ("followed_by", "preceded_by", "near")
    return Rule(**{side: _context(entry.get(side, ()), contexts) for side in sides})


def _context(words: Iterable[str], contexts: Mapping[str, list[str]]) -> tuple[str, ...]:
    return tuple(fold(word) for name in words for word in contexts.get(name, [name]))


def _marked(entries: Iterable[Mapping[str, Any]], mark: str) -> frozenset[str]:
    return frozenset().union(*(_folded(entry["words"]) for entry in entries if entry.get(mark)))


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(fold, words))
