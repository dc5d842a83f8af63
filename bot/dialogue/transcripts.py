"""Read what was said: by consumer and bot in turns, by people and the house in lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import or_, select

from bot.database import Database
from bot.dialogue.models import Conversation, ConversationLine, Turn
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

    def turns(self, conversation_id: str, after: int = 0) -> list[tuple[Turn, Reply | None]]:
        """Return the turns of a conversation, oldest first, with their replies.

        With `after`, a place in the sequence, turns that were over long before it are left out.
        """
        wanted = select(Turn).where(Turn.conversation_id == conversation_id).order_by(Turn.id)
        if after:
            reach = Turn.reply_seq > after - LONGEST_REPLY
            wanted = wanted.where(or_(Turn.said_seq > after, reach))
        with self._database.reading() as session:
            rows = session.scalars(wanted).all()
            session.expunge_all()
        return [(row, _reply(row)) for row in rows]

    def turn(self, turn_id: int) -> tuple[Turn, Reply | None]:
        """Return one turn and its reply; raise LookupError when it is gone."""
        with self._database.reading() as session:
            row = session.get(Turn, turn_id)
            if row is None:
                raise LookupError(f"turn {turn_id} is gone")
            session.expunge(row)
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
        wanted = (
            select(ConversationLine)
            .where(
                ConversationLine.conversation_id == conversation_id,
                ConversationLine.seq > after,
                ConversationLine.kind.in_(kinds),
            )
            .order_by(ConversationLine.seq)
        )
        with self._database.reading() as session:
            return [
                SaidLine(row.seq, row.kind, row.author, row.text, row.at)
                for row in session.scalars(wanted)
            ]

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
        with self._database.reading() as session:
            rows = session.execute(
                select(Turn.reply, Turn.unsaid)
                .where(Turn.conversation_id == conversation_id, Turn.answered_at.isnot(None))
                .order_by(Turn.id.desc())
                .limit(turns)
            ).all()
        return [
            (Reply.from_dict(row.reply), Reply.from_dict(row.unsaid) if row.unsaid else None)
            for row in rows
            if row.reply
        ]


def _reply(turn: Turn) -> Reply | None:
    return Reply.from_dict(turn.reply) if turn.reply else None
