"""What the bot took each utterance of a conversation for, as its tracker has kept it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.database import Database
from bot.dialogue import statements

MOST_RANKED = 3


@dataclass(frozen=True)
class Reading:
    """One utterance as understood: intents with confidence (0 to 1), the likeliest first.

    `entities` are pairs of name and value, masked like the words they were found in.
    """

    intents: tuple[tuple[str, float], ...]
    entities: tuple[tuple[str, str], ...]


def readings_of(database: Database, conversation_id: str) -> Mapping[int, Reading]:
    """Return the readings of a conversation by the id of the turn; read once, read again: last."""
    with database.glance() as connection:
        wanted = {"conversation": conversation_id}
        bodies = connection.execute(statements.ALL_EVENTS, wanted).scalars().all()
    return {turn: reading for body in bodies for turn, reading in _readings(body)}


def _readings(events: list[dict[str, Any]]) -> Iterator[tuple[int, Reading]]:
    for event in events:
        key = str(event.get("message_id") or "")
        if event.get("event") == "user" and key.isdecimal():
            yield int(key), _reading(event.get("parse_data") or {})


def _reading(parsed: Mapping[str, Any]) -> Reading:
    ranked = parsed.get("intent_ranking") or [parsed.get("intent") or {}]
    entities = parsed.get("entities") or ()
    return Reading(
        intents=tuple(
            (str(one["name"]), float(one.get("confidence") or 0.0))
            for one in ranked[:MOST_RANKED]
            if one.get("name")
        ),
        entities=tuple((str(one["entity"]), str(one.get("value", ""))) for one in entities),
    )
