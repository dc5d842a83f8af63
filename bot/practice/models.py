"""The table of practices: who plays which drill with whom, how far it got, how it went."""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, Column, Index, Integer, String, text

from bot.database import Base, UtcDateTime
from bot.privacy.columns import EncryptedJson


class Practice(Base):
    """One drill of one trainee: `offered`, `running` or `over`; `ending` says how it ended.

    `notes` are the kinds of what the consumer said, in order, without the words.
    """

    __tablename__ = "practices"

    id = Column(Integer, primary_key=True)
    drill = Column(String(80), nullable=False)
    conversation_id = Column(String(64), nullable=False, unique=True)
    trainer_id = Column(String(32), nullable=False, index=True)
    trainee_id = Column(String(32), nullable=False, index=True)
    trainee_number = Column(String(30), nullable=False)
    state = Column(String(10), nullable=False)
    ending = Column(String(10))
    notes = Column(JSON, nullable=False)
    offered_at = Column(UtcDateTime, nullable=False)
    began_at = Column(UtcDateTime)
    ended_at = Column(UtcDateTime)
    score = Column(Integer)
    report = Column(EncryptedJson("practices.report"))

    __table_args__ = (
        # Nobody plays two consumers at a time.
        Index(
            "uq_practices_trainee",
            trainee_id,
            unique=True,
            sqlite_where=text("state <> 'over'"),
            postgresql_where=text("state <> 'over'"),
        ),
        Index("ix_practices_state", state),
        CheckConstraint("state IN ('offered', 'running', 'over')", name="state"),
        CheckConstraint("(state = 'over') = (ending IS NOT NULL)", name="ending"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score"),
    )
