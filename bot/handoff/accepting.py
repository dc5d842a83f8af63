"""Agents take conversations out of the queue, or leave them to others."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.handoff.book import by_agent
from bot.handoff.errors import AlreadyTaken, HandsFull, NotHere, OtherSkill
from bot.handoff.models import Handoff
from bot.handoff.places import Places
from bot.handoff.reasons import DECLINES, check_reason
from bot.handoff.serving import Crew
from bot.handoff.views import HandoffView, view_handoff

QUEUED = ("waiting", "callback")
AT_A_TIME = 20  # one of the first is mostly the one
# What decides who serves whom.
ASKED = (
    Handoff.id,
    Handoff.skill,
    Handoff.reserved_for,
    Handoff.declined_by,
    Handoff.waiting_since,
)


class Accepting(Places):
    """What agents who are ready do with those who wait."""

    def accept(self, handoff_id: int, agent: str) -> HandoffView:
        """Take one conversation (or make one promised call); once more by the same is harmless.

        Raises UnknownHandoff, AlreadyTaken when it no longer waits, OtherSkill when it waits for
        somebody else, NotHere for an agent who is not ready, HandsFull.
        """
        with self._database.session() as session:
            me = self._anybody(session, agent)
            row = self._find(session, handoff_id)
            if (row.state, row.accepted_by) == ("accepted", agent):
                return view_handoff(row)
            if row.state not in QUEUED:
                raise AlreadyTaken(f"request {handoff_id} is {row.state}")
            crew = self._ready(session, me)
            if not crew.serves(agent, row, self._now(), self._profile):
                raise OtherSkill(f"request {handoff_id} waits for somebody else")
            self._give(session, row, agent, "accepted")
            return view_handoff(row)

    def accept_next(self, agent: str) -> HandoffView | None:
        """Take the next conversation that this agent serves; None when there is none.

        What the agent declined before is passed over. Raises NotHere, HandsFull.
        """
        with self._database.session() as session:
            crew = self._ready(session, self._anybody(session, agent))
            for handoff_id in self._for(session, agent, crew):
                row = self._seize(session, handoff_id)
                if row is not None:
                    self._give(session, row, agent, "accepted")
                    return view_handoff(row)
        return None

    def decline(self, handoff_id: int, agent: str, why: str) -> None:
        """Leave one to others: it is not given to this agent again, unless asked for by itself.

        `why` is one of the reasons of reasons.yml. Raises UnknownReason, UnknownHandoff, NotHere,
        AlreadyTaken when it no longer waits.
        """
        check_reason(DECLINES, why)
        with self._database.session() as session:
            self._agent(session, agent)
            row = self._find(session, handoff_id)
            if row.state not in QUEUED:
                raise AlreadyTaken(f"request {handoff_id} is {row.state}")
            if agent in row.declined_by:
                return
            row.declined_by = [*row.declined_by, agent]
            if row.reserved_for == agent:
                row.reserved_for = None
            self._write(session, row, "declined", by_agent(agent), agent=agent, why=why)

    def _anybody(self, session: Session, agent: str) -> Any:
        """Return the agent, held, or None: an agent who was missed may still ask what they have."""
        try:
            return self._agent(session, agent)
        except NotHere:
            return None

    def _ready(self, session: Session, me: Any) -> Crew:
        """Return who is ready, if the agent is and has a hand free; raises NotHere, HandsFull."""
        if me is None or me.state != "ready":
            raise NotHere("this person is not ready to take conversations")
        crew = self._crew(session)
        if crew.taken[me.id] >= me.capacity:
            raise HandsFull("this person has as many conversations as may be")
        return crew

    def _for(self, session: Session, agent: str, crew: Crew) -> Iterator[int]:
        """Yield the ids of those whom this agent serves, the next one first."""
        now, queue = self._now(), self._in_order(*ASKED)
        for begin in count(0, AT_A_TIME):
            rows = session.execute(queue.offset(begin).limit(AT_A_TIME)).all()
            for row in rows:
                if agent not in row.declined_by and crew.serves(agent, row, now, self._profile):
                    yield row.id
            if len(rows) < AT_A_TIME:
                return

    def _seize(self, session: Session, handoff_id: int) -> Any:
        """Return one who waits, held; None when another process is just taking it."""
        wanted = select(Handoff).where(Handoff.id == handoff_id, Handoff.state.in_(QUEUED))
        held = wanted.with_for_update(skip_locked=True)
        return session.execute(held).scalar_one_or_none()

    def _give(self, session: Session, row: Any, agent: str, kind: str) -> None:
        """Let an agent own a conversation."""
        before = row.accepted_by
        row.state, row.is_open, row.accepted_by = "accepted", True, agent
        row.accepted_at, row.at_head, row.reserved_for = self._now(), False, None
        row.declined_by = []
        self._write(session, row, kind, by_agent(agent), agent=before or agent)
        if row.is_hard:
            self._write(session, row, "hard", by_agent(agent), agent=agent)
