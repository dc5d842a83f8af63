"""The life of a ticket: which states there are, and which moves between them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.data_files import read_yaml
from bot.tickets.errors import IllegalMove


@dataclass(frozen=True)
class State:
    """One state: its Chinese name for consumers, whether work remains, and the moves from it."""

    name: str
    text: str
    is_open: bool
    next: frozenset[str]


@cache
def all_states() -> dict[str, State]:
    """Return every state by name, in the order of a ticket's life."""
    content = read_yaml(Path(__file__).with_name("states.yml"))
    return {
        name: State(name, entry["text"], entry["open"], frozenset(entry["next"]))
        for name, entry in content.items()
    }


def may_move(old: str, new: str) -> bool:
    """Tell whether the move exists."""
    return new in all_states()[old].next


def check_move(old: str, new: str) -> None:
    """Raise IllegalMove unless the move exists."""
    if not may_move(old, new):
        raise IllegalMove(old, new)
