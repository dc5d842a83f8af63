"""Who is at the desk: they arrive, send a sign of life, pause, and go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.handoff.book import Book, by_agent
from bot.handoff.fuse import Fuses
from bot.handoff.models import DeskAgent, Handoff
from bot.handoff.reasons import PAUSES, check_reason
from bot.handoff.views import AgentView

READY, PAUSED, AWAY = "ready", "paused", "away"


class Presence(Fuses, Book):
    """What staff do about their own place at the desk."""

    def arrive(
        self, agent: str, name: str, number: str, skills: Collection[str], capacity: int
    ) -> AgentView:
        """Take one's place; a page that is loaded anew changes neither a pause nor what one has.

        Skills that this hotline does not have count for nothing.
        """
        known = sorted(skill for skill in set(skills) if self._profile.knows_skill(skill))
        told = {"name": name, "number": number, "skills": known, "capacity": capacity}
        try:
            return self._arrive(agent, told)
        except IntegrityError:  # two pages of the same person at this very moment
            return self._arrive(agent, told)

    def beat(self, agent: str) -> bool:
        """Say that the page lives; False when the agent was missed and has to arrive again."""
        there = update(DeskAgent).where(DeskAgent.id == agent, DeskAgent.state != AWAY)
        with self._database.transaction() as connection:
            seen = connection.execute(there.values(last_seen=self._now()))
            return bool(seen.rowcount)

    def pause(self, agent: str, why: str) -> AgentView:
        """Take no new conversations for a while; those one has stay.

        `why` is one of the pauses of reasons.yml. Raises UnknownReason, NotHere.
        """
        check_reason(PAUSES, why)
        return self._become(agent, PAUSED, why)

    def resume(self, agent: str) -> AgentView:
        """Take conversations again; raises NotHere."""
        return self._become(agent, READY, None)

    def go(self, agent: str) -> None:
        """Leave the desk; conversations one still has go back to the head of the queue."""
        with self._database.session() as session:
            row = self._held(session, agent)
            if row is None or row.state == AWAY:
                return
            self._leave(session, row, "went", by_agent(agent))
            for talk in self._talks_of(session, [agent]):
                self._back_to_the_head(talk)
                self._write(session, talk, "left_behind", by_agent(agent), agent=agent)

    def agents(self) -> tuple[AgentView, ...]:
        """Return who is or was at the desk, with what they have, in the order of their numbers."""
        with self._database.reading() as session:
            rows = session.execute(select(DeskAgent).order_by(DeskAgent.number)).scalars().all()
            talks, hard = _talks(session), self._hard(session)
            return tuple(self._view(row, talks[row.id], hard.get(row.id, 0)) for row in rows)

    def _arrive(self, agent: str, told: dict[str, Any]) -> AgentView:
        now = self._now()
        with self._database.session() as session:
            row = self._held(session, agent)
            if row is None:
                row = DeskAgent(id=agent, state=AWAY, since=now)
                session.add(row)
            for name, value in told.items():
                setattr(row, name, value)
            row.last_seen = now
            if row.state == AWAY:
                row.state, row.since = READY, now
                self._write(session, None, "arrived", by_agent(agent), agent=agent)
            session.flush()
            return self._seen(session, row)

    def _become(self, agent: str, state: str, why: str | None) -> AgentView:
        now = self._now()
        with self._database.session() as session:
            row = self._agent(session, agent)
            row.last_seen = now
            if (row.state, row.why) != (state, why):
                row.state, row.why, row.since = state, why, now
                self._write(session, None, state, by_agent(agent), agent=agent, why=why)
            session.flush()
            return self._seen(session, row)

    def _leave(self, session: Session, row: Any, kind: str, actor: str) -> None:
        row.state, row.why, row.since = AWAY, None, self._now()
        self._write(session, None, kind, actor, agent=row.id)

    def _held(self, session: Session, agent: str) -> Any:
        wanted = select(DeskAgent).where(DeskAgent.id == agent).with_for_update()
        return session.execute(wanted).scalar_one_or_none()

    def _talks_of(self, session: Session, agents: Collection[str]) -> list[Any]:
        """Return the conversations that these have, held, in the order in which rows are held."""
        wanted = select(Handoff).where(Handoff.state == "accepted", Handoff.accepted_by.in_(agents))
        return list(session.execute(wanted.order_by(Handoff.id).with_for_update()).scalars())

    def _seen(self, session: Session, row: Any) -> AgentView:
        hard = self._hard(session).get(row.id, 0)
        return self._view(row, _talks(session)[row.id], hard)

    def _view(self, row: Any, talks: Collection[str], hard: int) -> AgentView:
        return AgentView(
            id=row.id,
            name=row.name,
            number=row.number,
            skills=tuple(row.skills),
            capacity=row.capacity,
            state=row.state,
            why=row.why,
            since=row.since,
            last_seen=row.last_seen,
            conversations=tuple(talks),
            hard=hard,
            pause_suggested=row.state == READY and self._is_enough(hard),
        )


def _talks(session: Session) -> defaultdict[str, list[str]]:
    """Return the conversations of every agent."""
    accepted = select(Handoff.accepted_by, Handoff.conversation_id).where(
        Handoff.state == "accepted"
    )
    talks: defaultdict[str, list[str]] = defaultdict(list)
    for agent, conversation_id in session.execute(accepted.order_by(Handoff.id)):
        talks[agent].append(conversation_id)
    return talks
