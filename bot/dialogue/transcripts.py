"""Read what was said: by consumer and bot in turns, by people and the house in lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.database import Database
from bot.dialogue import statements
from bot.dialogue.models import Conversation, Turn
from bot.dialogue.stored import StoredTurn, stored_turn
from bot.dialogue.turn import Reply

SAID, WHISPER, NOTICE = "said", "whisper", "notice"
FOR_CONSUMERS = (SAID, NOTICE)
FOR_STAFF = (SAID, NOTICE, WHISPER)
LONGEST_REPLY = 50  # lines; a reply that begins this much before a place may still reach over it
# Turns in which the last words of the bot are looked for: in its own talk, and in one that a person
# had meanwhile.
RECENT, LONG_AGO = 5, 200


@dataclass(frozen=True)
class SaidLine:
    """One line of a person or of the house; `kind` is said, whisper or notice."""

    seq: int
    kind: str
    author: str
    text: str = field(repr=False)
    at: datetime


class Transcripts:
    """What was said in the conversations of the hotline."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def turns(self, conversation_id: str, after: int = 0) -> list[tuple[Any, Reply | None]]:
        """Return the turns of a conversation, oldest first, with their replies.

        With `after`, a place in the sequence, turns that were over long before it are left out.
        """
        since = {"after": after, "reach": after - LONGEST_REPLY}
        wanted, where = (statements.TURNS_AFTER, since) if after else (statements.TURNS, {})
        with self._database.glance() as connection:
            rows = connection.execute(wanted, {"conversation": conversation_id, **where}).all()
        return [(row, _reply(row)) for row in rows]

    def turn(self, turn_id: int) -> tuple[Any, Reply | None]:
        """Return one turn and its reply; raise LookupError when it is gone."""
        with self._database.glance() as connection:
            row = connection.execute(statements.TURN, {"turn": turn_id}).one_or_none()
        if row is None:
            raise LookupError(f"turn {turn_id} is gone")
        return row, _reply(row)

    def unanswered(self) -> list[StoredTurn]:
        """Return the turns that a crash left without an answer, oldest first."""
        with self._database.reading() as session:
            rows = session.execute(
                select(Turn, Conversation)
                .join(Conversation, Conversation.id == Turn.conversation_id)
                .where(Turn.answered_at.is_(None))
                .order_by(Turn.id)
            )
            return [stored_turn(turn, conversation.channel) for turn, conversation in rows]

    def lines(
        self, conversation_id: str, after: int = 0, kinds: tuple[str, ...] = FOR_CONSUMERS
    ) -> list[SaidLine]:
        """Return what people and the house said after a place, in order."""
        where = {"conversation": conversation_id, "after": after, "kinds": kinds}
        with self._database.glance() as connection:
            rows = connection.execute(statements.LINES_AFTER, where).all()
        return [SaidLine(row.seq, row.kind, row.author, row.text, row.at) for row in rows]

    def last_reply(self, conversation_id: str) -> Reply | None:
        """Return the newest stored reply that said something."""
        for turns in (1, RECENT):  # each costs a decryption, and the newest nearly always has words
            recent = self._recent(conversation_id, turns)
            if found := next((said for said, _ in recent if said.lines), None):
                return found
        return None

    def open_question(self, conversation_id: str) -> Reply | None:
        """Return the newest reply with words, even one that a person cut off."""
        recent = (unsaid or said for said, unsaid in self._recent(conversation_id, LONG_AGO))
        return next((reply for reply in recent if reply.lines), None)

    def _recent(self, conversation_id: str, turns: int) -> list[tuple[Reply, Reply | None]]:
        where = {"conversation": conversation_id, "most": turns}
        with self._database.glance() as connection:
            rows = connection.execute(statements.RECENT_REPLIES, where).all()
        return [
            (Reply.from_dict(row.reply), Reply.from_dict(row.unsaid) if row.unsaid else None)
            for row in rows
            if row.reply
        ]


def _reply(turn: Any) -> Reply | None:
    return Reply.from_dict(turn.reply) if turn.reply else None
