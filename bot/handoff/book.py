"""What every act of the queue needs: find and hold rows, write down what happened.

Acts hold rows in this order: agents before handoffs, handoffs by their id. A process that already
holds a conversation may hold its handoff, never the other way round.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.calendar.clock import Clock
from bot.calendar.service_hours import ServiceHours
from bot.database import Database
from bot.handoff.errors import NotHere, NotYours, UnknownHandoff
from bot.handoff.models import DeskAgent, Handoff, HandoffEvent, HandoffNote
from bot.handoff.serving import Crew
from bot.profile import Profile

LONGEST_NOTE = 2000  # characters
LARGEST_ID = 2**31 - 1  # what the column holds


class Book:
    """The queue of one hotline as its acts see it; share one between all threads."""

    def __init__(
        self, database: Database, profile: Profile, clock: Clock, hours: ServiceHours
    ) -> None:
        self._database = database
        self._profile = profile.handoff
        self._clock = clock
        self._hours = hours

    def _now(self) -> datetime:
        return self._clock.now()

    def _open(self, session: Session, conversation_id: str) -> Any:
        """Return the open handoff of a conversation, held until the session ends, or None."""
        wanted = select(Handoff).where(
            Handoff.conversation_id == conversation_id, Handoff.is_open.is_(True)
        )
        return session.execute(wanted.with_for_update()).scalar_one_or_none()

    def _find(self, session: Session, handoff_id: int) -> Any:
        """Return a handoff, held until the session ends; raises UnknownHandoff."""
        if handoff_id > LARGEST_ID:
            raise UnknownHandoff("there is no request with such a number")
        wanted = select(Handoff).where(Handoff.id == handoff_id).with_for_update()
        row = session.execute(wanted).scalar_one_or_none()
        if row is None:
            raise UnknownHandoff(f"there is no request {handoff_id}")
        return row

    def _owned(self, session: Session, conversation_id: str, agent: str) -> Any:
        """Return the handoff by which this agent owns the conversation; raises NotYours."""
        row = self._open(session, conversation_id)
        if row is None or (row.state, row.accepted_by) != ("accepted", agent):
            raise NotYours("this person does not own the conversation")
        return row

    def _agent(self, session: Session, agent: str) -> Any:
        """Return who is at the desk, held until the session ends; raises NotHere."""
        wanted = select(DeskAgent).where(DeskAgent.id == agent).with_for_update()
        row = session.execute(wanted).scalar_one_or_none()
        if row is None or row.state == "away":
            raise NotHere("this person is not at the desk")
        return row

    def _crew(self, session: Session) -> Crew:
        """Return who is ready now, with what they have in hand."""
        ready = select(DeskAgent.id, DeskAgent.skills, DeskAgent.capacity)
        agents = session.execute(ready.where(DeskAgent.state == "ready")).all()
        return Crew.of(agents, _in_hand(session))

    def _write(
        self,
        session: Session,
        row: Any,
        kind: str,
        actor: str,
        *,
        agent: str | None = None,
        why: str | None = None,
        note: str = "",
    ) -> None:
        """Add an event to a handoff (None: an act of presence)."""
        event = HandoffEvent(
            handoff_id=row.id if row is not None else None,
            at=self._now(),
            actor=actor,
            kind=kind,
            agent=agent,
            why=why,
        )
        session.add(event)
        if note.strip():
            session.flush()
            session.add(HandoffNote(event_id=event.id, text=note.strip()[:LONGEST_NOTE]))

    def _back_to_the_head(self, row: Any) -> None:
        """Let a conversation wait again, before all others."""
        row.state, row.at_head = "waiting", True
        row.accepted_by = row.accepted_at = row.reserved_for = row.callback_at = None
        row.waiting_since = self._now()

    def _end(self, row: Any, state: str, outcome: str | None = None) -> None:
        row.state, row.is_open, row.outcome = state, False, outcome
        row.reserved_for, row.ended_at = None, self._now()


def by_agent(agent: str) -> str:
    """Return how events name somebody at the desk."""
    return f"agent:{agent}"


def _in_hand(session: Session) -> Mapping[str, int]:
    """Return how many conversations each agent has now."""
    counted = (
        select(Handoff.accepted_by, func.count())
        .where(Handoff.state == "accepted")
        .group_by(Handoff.accepted_by)
    )
    return dict(session.execute(counted).all())
