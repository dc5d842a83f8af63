"""The table of conversations that wait for a person."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, text

from bot.database import Base, SafeText, UtcDateTime
from bot.privacy.columns import EncryptedJson


class Handoff(Base):
    """One wish for a person: waiting, accepted, cancelled or done. One is open per conversation."""

    __tablename__ = "handoffs"

    id = Column(Integer, primary_key=True)
    conversation_id = Column(SafeText, nullable=False)
    state = Column(String(20), nullable=False)
    is_open = Column(Boolean, nullable=False)
    reason = Column(SafeText, nullable=False)
    skill = Column(String(60), nullable=False)
    priority = Column(Integer, nullable=False)
    summary = Column(EncryptedJson("handoffs.summary"))
    in_hours = Column(Boolean, nullable=False)
    callback_at = Column(UtcDateTime)
    requested_at = Column(UtcDateTime, nullable=False)
    accepted_at = Column(UtcDateTime)
    accepted_by = Column(SafeText)
    ended_at = Column(UtcDateTime)

    __table_args__ = (
        Index(
            "uq_handoffs_open_conversation",
            conversation_id,
            unique=True,
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
        Index("ix_handoffs_queue", state, priority, requested_at),
    )
