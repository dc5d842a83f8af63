"""What the queue tells: plain values that hold no database session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class HandoffView:
    """One request for a person.

    `waiting`: `position` is the place in the queue (1 is next). `callback`: a call is promised for
    `callback_at` (aware UTC), because it was out of hours (`in_hours` false) or the queue was full.
    `accepted`: `accepted_by` is the id of who owns the conversation. `at_head`: went back to the
    queue because whoever had it is gone or passed it on, maybe to the colleague `reserved_for`.
    """

    id: int
    conversation_id: str
    state: str
    reason: str
    skill: str
    priority: int
    in_hours: bool
    position: int | None
    callback_at: datetime | None
    requested_at: datetime
    accepted_by: str | None
    summary: Mapping[str, Any] = field(repr=False)
    waiting_since: datetime | None = None
    accepted_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: str | None = None
    at_head: bool = False
    reserved_for: str | None = None
    declined_by: tuple[str, ...] = ()
    is_hard: bool = False


@dataclass(frozen=True)
class Place:
    """Where one stands: 1 is next; how long it may take, in seconds (0: at once)."""

    position: int
    wait_seconds: int

    @property
    def wait_minutes(self) -> int:
        """Return the wait in whole minutes, rounded up: nobody is told less than it takes."""
        return -(-self.wait_seconds // 60)


@dataclass(frozen=True)
class Wait:
    """How many wait for one skill, and since when the first of them (aware UTC)."""

    many: int
    since: datetime


@dataclass(frozen=True)
class AgentView:
    """One member of staff at the desk; `hard` counts hard conversations since the last pause."""

    id: str
    name: str
    number: str
    skills: tuple[str, ...]
    capacity: int
    state: str
    why: str | None
    since: datetime
    last_seen: datetime
    conversations: tuple[str, ...]
    hard: int
    pause_suggested: bool


@dataclass(frozen=True)
class HandoffEventView:
    """One act in the life of a handoff; `note` is what staff wrote for each other."""

    at: datetime
    actor: str
    kind: str
    agent: str | None
    why: str | None
    note: str = field(default="", repr=False)


@dataclass(frozen=True)
class Swept:
    """What a sweep did to one conversation.

    `missed`: back at the head of the queue, its agent (`agent`) is gone. `released`: the colleague
    it was kept for did not take it. `promised`: waited too long, a call at `callback_at` instead.
    """

    kind: str
    conversation_id: str
    handoff_id: int
    agent: str | None = None
    callback_at: datetime | None = None


@dataclass(frozen=True)
class RatingView:
    """What a consumer thought of one talk."""

    handoff_id: int
    agent: str
    score: int
    nps: int | None
    at: datetime
    words: str = field(default="", repr=False)


def view_handoff(row: Any, position: int | None = None) -> HandoffView:
    """Copy a row, with its place in the queue where it has one."""
    return HandoffView(
        id=row.id,
        conversation_id=row.conversation_id,
        state=row.state,
        reason=row.reason,
        skill=row.skill,
        priority=row.priority,
        in_hours=row.in_hours,
        position=position,
        callback_at=row.callback_at,
        requested_at=row.requested_at,
        accepted_by=row.accepted_by,
        summary=row.summary or {},
        waiting_since=row.waiting_since,
        accepted_at=row.accepted_at,
        ended_at=row.ended_at,
        outcome=row.outcome,
        at_head=row.at_head,
        reserved_for=row.reserved_for,
        declined_by=tuple(row.declined_by or ()),
        is_hard=row.is_hard,
    )
