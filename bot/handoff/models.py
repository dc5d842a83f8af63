"""Tables of the queue: who waits for a person, what happened since, who is at the desk."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    text,
)

from bot.database import Base, SafeText, UtcDateTime
from bot.privacy.columns import EncryptedJson, EncryptedText


def _as_requested(context: Any) -> Any:
    return context.get_current_parameters()["requested_at"]


class Handoff(Base):
    """One wish for a person; the open one of a conversation says who owns the conversation.

    Open are `waiting`, `callback` (a call is promised) and `accepted`; ended `cancelled` (the
    consumer left), `returned` (to the bot) and `done`. Who waits comes in order of `at_head`, then
    `rank_at` (bot.handoff.fairness). `waiting_since` begins anew when a wait does.
    """

    __tablename__ = "handoffs"

    id = Column(Integer, primary_key=True)
    conversation_id = Column(SafeText, nullable=False, index=True)
    state = Column(String(20), nullable=False)
    is_open = Column(Boolean, nullable=False)
    reason = Column(SafeText, nullable=False)
    skill = Column(String(60), nullable=False)
    priority = Column(Integer, nullable=False)
    summary = Column(EncryptedJson("handoffs.summary"))
    in_hours = Column(Boolean, nullable=False)
    callback_at = Column(UtcDateTime)
    requested_at = Column(UtcDateTime, nullable=False)
    waiting_since = Column(UtcDateTime, nullable=False, default=_as_requested)
    rank_at = Column(UtcDateTime, nullable=False, default=_as_requested)
    at_head = Column(Boolean, nullable=False, default=False)
    reserved_for = Column(SafeText)
    declined_by = Column(JSON, nullable=False, default=list)
    is_hard = Column(Boolean, nullable=False, default=False)
    accepted_at = Column(UtcDateTime)
    accepted_by = Column(SafeText)
    ended_at = Column(UtcDateTime, index=True)
    outcome = Column(String(30))

    __table_args__ = (
        Index(
            "uq_handoffs_open_conversation",
            conversation_id,
            unique=True,
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
        Index("ix_handoffs_queue", state, rank_at),
        CheckConstraint("state <> 'accepted' OR accepted_by IS NOT NULL", name="owned"),
        CheckConstraint("state <> 'callback' OR callback_at IS NOT NULL", name="promised"),
        CheckConstraint("is_open = (state IN ('waiting', 'callback', 'accepted'))", name="open"),
    )


class HandoffEvent(Base):
    """One act: by whom (`agent:7`, `consumer`, `chore`), which, and which agent it concerns.

    Acts of presence belong to no handoff. `why` is a name out of reasons.yml or a skill, never
    somebody's words. Events are never changed or deleted: the database refuses.
    """

    __tablename__ = "handoff_events"

    id = Column(Integer, primary_key=True)
    handoff_id = Column(ForeignKey("handoffs.id"), index=True)
    at = Column(UtcDateTime, nullable=False)
    actor = Column(SafeText, nullable=False)
    kind = Column(String(30), nullable=False)
    agent = Column(SafeText)
    why = Column(String(60))

    __table_args__ = (Index("ix_handoff_events_kind_at", kind, at),)


class HandoffNote(Base):
    """What staff wrote for each other at an event; may be forgotten while the event stays."""

    __tablename__ = "handoff_notes"

    event_id = Column(ForeignKey("handoff_events.id"), primary_key=True)
    text = Column(EncryptedText("handoff_notes.text"), nullable=False)


class Rating(Base):
    """What a consumer thought of one talk with a person: 1 to 5, would recommend 0 to 10, words."""

    __tablename__ = "handoff_ratings"

    handoff_id = Column(ForeignKey("handoffs.id"), primary_key=True)
    agent = Column(SafeText, nullable=False, index=True)
    score = Column(Integer, nullable=False)
    nps = Column(Integer)
    words = Column(EncryptedText("handoff_ratings.words"))
    at = Column(UtcDateTime, nullable=False)

    __table_args__ = (
        CheckConstraint("score BETWEEN 1 AND 5", name="score"),
        CheckConstraint("nps BETWEEN 0 AND 10", name="nps"),
    )


class DeskAgent(Base):
    """One member of staff at the desk: `ready`, `paused` or `away`; `why` names the pause."""

    __tablename__ = "desk_agents"

    id = Column(SafeText, primary_key=True)
    name = Column(SafeText, nullable=False)
    number = Column(String(30), nullable=False)
    skills = Column(JSON, nullable=False)
    capacity = Column(Integer, nullable=False)
    state = Column(String(10), nullable=False, index=True)
    why = Column(String(60))
    since = Column(UtcDateTime, nullable=False)
    last_seen = Column(UtcDateTime, nullable=False)

    __table_args__ = (
        CheckConstraint("state IN ('ready', 'paused', 'away')", name="state"),
        CheckConstraint("capacity >= 0", name="capacity"),
    )
