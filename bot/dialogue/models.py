"""Tables of the conversations: each turn with its answer, what people say, the tracker's events."""

from __future__ import annotations

import sqlalchemy as sa

from bot.database import Base, UtcDateTime
from bot.privacy.columns import EncryptedJson, EncryptedText


class Conversation(Base):
    """One chat or one call; who owns it is told by the open handoff, if there is one.

    `untold` is what people settled while the bot was silent: its tracker hears of it before the
    next answer (see `bot/dialogue/untold.py`).
    """

    __tablename__ = "conversations"

    id = sa.Column(sa.String(64), primary_key=True)
    channel = sa.Column(sa.String(8), nullable=False)
    token_hash = sa.Column(sa.String(64))
    caller_hash = sa.Column(sa.String(64), index=True)
    language = sa.Column(sa.String(8), nullable=False, default="zh-Hans")
    preferences = sa.Column(sa.JSON, nullable=False, default=dict)
    asked = sa.Column(sa.String(32))
    silences = sa.Column(sa.Integer, nullable=False, default=0)
    last_seq = sa.Column(sa.Integer, nullable=False, default=0)
    untold = sa.Column(EncryptedJson)
    started_at = sa.Column(UtcDateTime, nullable=False)
    last_at = sa.Column(UtcDateTime, nullable=False)


class Turn(Base):
    """One thing said (masked, encrypted) and the answer it got; stored before it is handled.

    `unsaid` is the answer that was under way when a person took over: nobody ever saw it.
    """

    __tablename__ = "turns"
    __table_args__ = (sa.UniqueConstraint("conversation_id", "key"),)

    id = sa.Column(sa.Integer, primary_key=True, autoincrement=True)
    conversation_id = sa.Column(
        sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True
    )
    key = sa.Column(sa.String(80), nullable=False)
    event = sa.Column(sa.String(8), nullable=False)
    text = sa.Column(EncryptedText, nullable=False)
    shown = sa.Column(EncryptedText, nullable=False)
    confidence = sa.Column(sa.Float)
    alternatives = sa.Column(EncryptedJson)
    reply = sa.Column(EncryptedJson)
    unsaid = sa.Column(EncryptedJson)
    said_seq = sa.Column(sa.Integer)
    reply_seq = sa.Column(sa.Integer)
    received_at = sa.Column(UtcDateTime, nullable=False)
    answered_at = sa.Column(UtcDateTime, index=True)


class ConversationLine(Base):
    """What a person or the house says: in one sequence with the turns, once for each key.

    `kind` is `said`, `whisper` (for staff alone) or `notice`; `author` is who consumers read it
    from (坐席07), empty where the house speaks.
    """

    __tablename__ = "conversation_lines"
    __table_args__ = (
        sa.UniqueConstraint("conversation_id", "key"),
        sa.UniqueConstraint("conversation_id", "seq"),
    )

    id = sa.Column(sa.Integer, primary_key=True, autoincrement=True)
    conversation_id = sa.Column(
        sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False
    )
    seq = sa.Column(sa.Integer, nullable=False)
    key = sa.Column(sa.String(80), nullable=False)
    kind = sa.Column(sa.String(8), nullable=False)
    author_id = sa.Column(sa.String(64))
    author = sa.Column(sa.String(40), nullable=False)
    text = sa.Column(EncryptedText("conversation_lines.text"), nullable=False)
    at = sa.Column(UtcDateTime, nullable=False)


class TrackerEvents(Base):
    """The events that one turn added to a Rasa tracker: `first` is the index of the first of them.

    The text in them is masked; as JSON they are sealed as well.
    """

    __tablename__ = "tracker_events"

    sender_id = sa.Column(sa.String(64), primary_key=True)
    first = sa.Column(sa.Integer, primary_key=True)
    count = sa.Column(sa.Integer, nullable=False)
    body = sa.Column(EncryptedJson, nullable=False)
