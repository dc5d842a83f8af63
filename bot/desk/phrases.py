"""Ready words for people at the desk, kept in `phrases.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.data_files import read_yaml

FILE = Path(__file__).with_name("phrases.yml")


@dataclass(frozen=True)
class PhraseGroup:
    """Phrases for one moment of a conversation."""

    title: str
    phrases: tuple[str, ...]


def phrases_for(me: str, hotline: str) -> tuple[PhraseGroup, ...]:
    """Return all phrases as this person says them."""
    return tuple(
        PhraseGroup(
            group.title,
            tuple(phrase.format(me=me, hotline=hotline) for phrase in group.phrases),
        )
        for group in _groups()
    )


@cache
def _groups() -> tuple[PhraseGroup, ...]:
    entries = read_yaml(FILE)
    return tuple(PhraseGroup(entry["title"], tuple(entry["phrases"])) for entry in entries)
