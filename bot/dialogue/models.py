"""Tables of the conversations: who owns them, each turn with its answer, the tracker's events."""

from __future__ import annotations

import sqlalchemy as sa

from bot.database import Base, UtcDateTime
from bot.privacy.columns import EncryptedJson, EncryptedText


class Conversation(Base):
    """One chat or one call."""

    __tablename__ = "conversations"

    id = sa.Column(sa.String(64), primary_key=True)
    channel = sa.Column(sa.String(8), nullable=False)
    token_hash = sa.Column(sa.String(64))
    caller_hash = sa.Column(sa.String(64), index=True)
    owner = sa.Column(sa.String(8), nullable=False, default="bot")
    language = sa.Column(sa.String(8), nullable=False, default="zh-Hans")
    preferences = sa.Column(sa.JSON, nullable=False, default=dict)
    resumed_from = sa.Column(sa.String(64))
    asked = sa.Column(sa.String(32))
    silences = sa.Column(sa.Integer, nullable=False, default=0)
    last_seq = sa.Column(sa.Integer, nullable=False, default=0)
    started_at = sa.Column(UtcDateTime, nullable=False)
    last_at = sa.Column(UtcDateTime, nullable=False)


class Turn(Base):
    """One thing said (masked, encrypted) and the answer it got; stored before it is handled."""

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
    said_seq = sa.Column(sa.Integer)
    reply_seq = sa.Column(sa.Integer)
    received_at = sa.Column(UtcDateTime, nullable=False)
    answered_at = sa.Column(UtcDateTime, index=True)


class TrackerEvents(Base):
    """The events that one turn added to a Rasa tracker: `first` is the index of the first of them.

    The text in them is masked; as JSON they are sealed as well.
    """

    __tablename__ = "tracker_events"

    sender_id = sa.Column(sa.String(64), primary_key=True)
    first = sa.Column(sa.Integer, primary_key=True)
    count = sa.Column(sa.Integer, nullable=False)
    body = sa.Column(EncryptedJson, nullable=False)
