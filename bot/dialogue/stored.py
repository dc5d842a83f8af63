"""Conversations and turns as they are read from the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

from bot.dialogue.turn import Reply


@dataclass(frozen=True)
class StoredTurn:
    """One turn as stored; `text` is masked, `reply` is None while it is unanswered."""

    id: int
    conversation_id: str
    event: str
    text: str
    channel: str
    confidence: float | None
    alternatives: tuple[str, ...]
    reply: Reply | None
    is_new: bool = False
    key: str = ""


@dataclass(frozen=True)
class State:
    """What a door needs to know of a conversation; `owner` is bot, waiting or person.

    `person` is the id of the person who has it.
    `untold` is what people settled and the bot has not been told yet.
    """

    id: str
    channel: str
    owner: str
    language: str
    asked: str | None
    silences: int
    preferences: Mapping[str, Any]
    last_seq: int = 0
    untold: Mapping[str, Any] | None = None
    person: str | None = None


def stored_turn(turn: Any, channel: str) -> StoredTurn:
    """Read a turn (a mapped object or a row) that was stored before."""
    return StoredTurn(
        id=turn.id,
        conversation_id=turn.conversation_id,
        key=turn.key,
        event=turn.event,
        text=turn.text,
        channel=channel,
        confidence=turn.confidence,
        alternatives=tuple(turn.alternatives or ()),
        reply=Reply.from_dict(turn.reply) if turn.reply else None,
    )


def new_turn(turn_id: int, values: Mapping[str, Any], channel: str) -> StoredTurn:
    """Return the turn whose column values were stored just now."""
    row = SimpleNamespace(id=turn_id, reply=None, **values)
    return replace(stored_turn(row, channel), is_new=True)


def state_of(row: Any) -> State:
    """Read the state of a conversation from a row that tells its owner too."""
    return State(
        id=row.id,
        channel=row.channel,
        owner=row.owner,
        language=row.language,
        asked=row.asked,
        silences=row.silences,
        preferences=dict(row.preferences or {}),
        last_seq=row.last_seq,
        untold=row.untold,
        person=row.person,
    )
