"""The queue for a person: ask for one, wait, be taken, or be called back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.calendar.clock import Clock
from bot.calendar.service_hours import ServiceHours
from bot.database import Database
from bot.handoff.models import Handoff
from bot.profile import Profile


class UnknownHandoff(LookupError):
    """There is no such request for a person."""


class AlreadyTaken(RuntimeError):
    """Someone else was quicker, or the consumer no longer waits."""


@dataclass(frozen=True)
class HandoffView:
    """One request for a person.

    In service hours `position` is the place in the queue (1 is next); outside them `callback_at`
    (aware UTC) is when people are there again. A higher `priority` goes first.
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


class Handoffs:
    """The queue of one hotline; share one between all threads."""

    def __init__(
        self, database: Database, profile: Profile, clock: Clock, hours: ServiceHours
    ) -> None:
        self._database = database
        self._profile = profile
        self._clock = clock
        self._hours = hours

    def request(
        self,
        conversation_id: str,
        reason: str,
        summary: Mapping[str, Any],
        skill: str = "general",
        priority: int = 0,
    ) -> HandoffView:
        """Ask for a person; asking again while the request is open gives the same request."""
        try:
            return self._request(conversation_id, reason, summary, skill, priority)
        except IntegrityError:
            # The same conversation asked twice at this very moment: the other request counts.
            return self._request(conversation_id, reason, summary, skill, priority)

    def waiting(self) -> list[HandoffView]:
        """Return who waits, the next one first."""
        wanted = (
            select(Handoff)
            .where(Handoff.state == "waiting")
            .order_by(Handoff.priority.desc(), Handoff.id)
        )
        with self._database.reading() as session:
            rows = session.execute(wanted).scalars().all()
            places = _places(rows)
            return [_view(row, places.get(row.id)) for row in rows]

    def accept(self, handoff_id: int, agent: str) -> HandoffView:
        """Take a conversation; once more by the same agent is harmless.

        Raises UnknownHandoff, and AlreadyTaken when it no longer waits.
        """
        with self._database.session() as session:
            row = _find(session, handoff_id)
            if row.state == "waiting":
                row.state, row.accepted_by = "accepted", agent
                row.accepted_at = self._clock.now()
            elif (row.state, row.accepted_by) != ("accepted", agent):
                raise AlreadyTaken(f"request {handoff_id} is {row.state}")
            return _view(row, None)

    def cancel(self, conversation_id: str) -> bool:
        """Stop waiting in a conversation; tells whether there was something to stop."""
        return self._end(conversation_id, "waiting", "cancelled")

    def finish(self, conversation_id: str) -> bool:
        """Hand a conversation back from its agent; tells whether an agent had it."""
        return self._end(conversation_id, "accepted", "done")

    def _request(
        self,
        conversation_id: str,
        reason: str,
        summary: Mapping[str, Any],
        skill: str,
        priority: int,
    ) -> HandoffView:
        now = self._clock.now()
        with self._database.session() as session:
            row = _open(session, conversation_id)
            if row is None:
                in_hours = self._hours.is_open(now)
                row = Handoff(
                    conversation_id=conversation_id,
                    state="waiting",
                    is_open=True,
                    reason=reason,
                    skill=skill,
                    priority=priority,
                    summary=dict(summary),
                    in_hours=in_hours,
                    callback_at=None if in_hours else self._hours.next_opening(now),
                    requested_at=now,
                )
                session.add(row)
                session.flush()
            return _view(row, _position(session, row))

    def _end(self, conversation_id: str, old: str, new: str) -> bool:
        with self._database.session() as session:
            row = _open(session, conversation_id)
            if row is None or row.state != old:
                return False
            row.state, row.is_open, row.ended_at = new, False, self._clock.now()
            return True


def _open(session: Session, conversation_id: str) -> Any:
    wanted = (
        select(Handoff)
        .where(Handoff.conversation_id == conversation_id, Handoff.is_open.is_(True))
        .with_for_update()
    )
    return session.execute(wanted).scalar_one_or_none()


def _find(session: Session, handoff_id: int) -> Any:
    row = session.execute(
        select(Handoff).where(Handoff.id == handoff_id).with_for_update()
    ).scalar_one_or_none()
    if row is None:
        raise UnknownHandoff(f"there is no request {handoff_id}")
    return row


def _position(session: Session, row: Handoff) -> int | None:
    """Count who is before this one in the queue of those who wait now."""
    if row.state != "waiting" or not row.in_hours:
        return None
    before = or_(
        Handoff.priority > row.priority,
        and_(Handoff.priority == row.priority, Handoff.id < row.id),
    )
    ahead = select(func.count()).where(
        Handoff.state == "waiting", Handoff.in_hours.is_(True), before
    )
    return int(session.execute(ahead).scalar_one()) + 1


def _places(rows: list[Handoff]) -> dict[int, int]:
    waiting_now = [row.id for row in rows if row.in_hours]
    return {handoff_id: place for place, handoff_id in enumerate(waiting_now, start=1)}


def _view(row: Handoff, position: int | None) -> HandoffView:
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
        summary=row.summary,
    )
