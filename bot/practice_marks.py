"""Which conversations are only practice: nothing that comes of them counts or leaves the house."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, exists, select
from sqlalchemy.orm import Session

from bot.database import Base, SafeText, UtcDateTime

PREFIX = "practice-"  # so that lists tell it from the id alone; what counts is the mark


class PracticeMark(Base):
    """A conversation in which a script plays the consumer; never deleted, so never counted."""

    __tablename__ = "practice_marks"

    conversation_id = Column(SafeText, primary_key=True)
    at = Column(UtcDateTime, nullable=False)


def mark_as_practice(session: Session, conversation_id: str, at: datetime) -> None:
    """Mark a conversation before anything is said in it."""
    session.add(PracticeMark(conversation_id=conversation_id, at=at))


def is_practice(session: Session, conversation_id: str) -> bool:
    """Tell whether a conversation is only practice."""
    marked = select(exists().where(PracticeMark.conversation_id == conversation_id))
    return bool(session.execute(marked).scalar())


def not_practice(conversation_id: Any) -> Any:
    """Return the condition that leaves practice out, given a column of conversations."""
    return ~exists().where(PracticeMark.conversation_id == conversation_id)
