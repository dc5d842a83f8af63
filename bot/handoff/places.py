"""The queue as it stands: who is where in it, and how long it may take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from bot.handoff.book import Book
from bot.handoff.fairness import before, order
from bot.handoff.models import Handoff
from bot.handoff.serving import Crew, Pool
from bot.handoff.views import HandoffView, Place, Wait, view_handoff
from bot.practice_marks import not_practice

LEARN_FROM_LAST = 100  # talks
LEARN_EVERY = timedelta(minutes=1)

AT_ONCE = Place(1, 0)
# What is needed to place everybody, without opening what is sealed.
PLACED = (
    Handoff.id,
    Handoff.conversation_id,
    Handoff.state,
    Handoff.skill,
    Handoff.reserved_for,
)
RANKED = (Handoff.at_head, Handoff.rank_at)


@dataclass
class Line:
    """The queue gone through in its order: counts who stands before whom, for the same agents."""

    crew: Crew
    average: timedelta
    before: Counter[str] = field(default_factory=Counter)
    pools: dict[str, Pool] = field(default_factory=dict)

    def place(self, row: Any) -> Place:
        """Return the place of the next one in the queue."""
        if row.reserved_for:
            return AT_ONCE
        place = self.behind_all(row.skill)
        self.before[row.skill] += 1
        return place

    def behind_all(self, skill: str) -> Place:
        """Return the place behind all who were counted."""
        if skill not in self.pools:
            self.pools[skill] = self.crew.pool(skill)
        pool = self.pools[skill]
        counted = self.before if pool.rivals is None else pool.rivals
        position = sum(self.before[name] for name in counted) + 1
        return Place(position, wait_seconds(pool, position, self.average))


class Places(Book):
    """Questions about the queue."""

    _learnt: tuple[datetime, timedelta] | None = None

    def queue(
        self, skills: Collection[str] | None = None, limit: int | None = None
    ) -> tuple[HandoffView, ...]:
        """Return who is to be served, the next one first: who waits, and calls that are due.

        What is sealed is opened for the first `limit` only: ask for no more than is shown.
        """
        with self._database.reading() as session:
            line, queue = self._line(session), self._in_order(*PLACED)
            if skills is None:
                queue = queue.limit(limit)
            placed = [(row, line.place(row).position) for row in session.execute(queue)]
            wanted = [(row.id, at) for row, at in placed if skills is None or row.skill in skills]
            rows = self._rows(session, [handoff_id for handoff_id, _ in wanted[:limit]])
            return tuple(view_handoff(rows[handoff_id], at) for handoff_id, at in wanted[:limit])

    def length(self) -> int:
        """Return how many are to be served now."""
        with self._database.reading() as session:
            return int(session.execute(select(func.count()).where(self._to_serve())).scalar_one())

    def waits(self) -> Mapping[str, Wait]:
        """Return by skill how many wait and since when; skills that nobody waits for are absent."""
        counted = (
            select(Handoff.skill, func.count(), func.min(Handoff.waiting_since))
            .where(Handoff.state == "waiting")
            .group_by(Handoff.skill)
        )
        with self._database.reading() as session:
            return {skill: Wait(many, since) for skill, many, since in session.execute(counted)}

    def calls_to_make(self) -> int:
        """Return how many calls are promised, due or not."""
        counted = select(func.count()).where(Handoff.state == "callback")
        with self._database.reading() as session:
            return int(session.execute(counted).scalar_one())

    def promised(self, limit: int) -> tuple[HandoffView, ...]:
        """Return the first calls that are promised for later."""
        later = and_(Handoff.state == "callback", Handoff.callback_at > self._now())
        wanted = select(Handoff).where(later).order_by(Handoff.callback_at, Handoff.id)
        with self._database.reading() as session:
            return tuple(view_handoff(row) for row in session.scalars(wanted.limit(limit)))

    def place(self, conversation_id: str) -> Place | None:
        """Return where a conversation stands; None when it does not wait."""
        mine = and_(Handoff.conversation_id == conversation_id, Handoff.state == "waiting")
        with self._database.reading() as session:
            row = session.execute(select(*PLACED, *RANKED).where(mine)).first()
            return self._place_of(session, row) if row else None

    def places(self) -> Mapping[str, Place]:
        """Return where every waiting conversation stands, by its id."""
        with self._database.reading() as session:
            line = self._line(session)
            placed = [(row, line.place(row)) for row in session.execute(self._in_order(*PLACED))]
        return {row.conversation_id: place for row, place in placed if row.state == "waiting"}

    def open_handoff(self, conversation_id: str) -> HandoffView | None:
        """Return the open request of a conversation, without its place."""
        views = self._of(conversation_id, Handoff.is_open.is_(True))
        return views[-1] if views else None

    def past(self, conversation_id: str) -> tuple[HandoffView, ...]:
        """Return the ended requests of a conversation, oldest first."""
        return self._of(conversation_id, Handoff.is_open.is_(False))

    def mine(self, agent: str) -> tuple[HandoffView, ...]:
        """Return the conversations that an agent has, the oldest talk first."""
        mine = and_(Handoff.state == "accepted", Handoff.accepted_by == agent)
        wanted = select(Handoff).where(mine).order_by(Handoff.accepted_at, Handoff.id)
        with self._database.reading() as session:
            return tuple(view_handoff(row) for row in session.execute(wanted).scalars())

    def average_talk(self) -> timedelta:
        """Return how long a talk takes: as the last ones did, or as the profile guesses."""
        with self._database.reading() as session:
            return self._average(session)

    def _of(self, conversation_id: str, condition: Any) -> tuple[HandoffView, ...]:
        wanted = select(Handoff).where(Handoff.conversation_id == conversation_id, condition)
        with self._database.reading() as session:
            rows = session.execute(wanted.order_by(Handoff.id)).scalars()
            return tuple(view_handoff(row) for row in rows)

    def _rows(self, session: Session, ids: Collection[int]) -> dict[int, Any]:
        found = session.execute(select(Handoff).where(Handoff.id.in_(ids))).scalars()
        return {row.id: row for row in found}

    def _to_serve(self) -> Any:
        """Return the condition for who is to be served now."""
        due = and_(Handoff.state == "callback", Handoff.callback_at <= self._now())
        return or_(Handoff.state == "waiting", due)

    def _in_order(self, *what: Any) -> Any:
        """Return the query for who is to be served now, the next one first."""
        return select(*what).where(self._to_serve()).order_by(*order())

    def _line(self, session: Session) -> Line:
        return Line(self._crew(session), self._average(session))

    def _place_of(self, session: Session, row: Any) -> Place:
        """Return where one stands who waits, or is about to (`id` None)."""
        if row.reserved_for:
            return AT_ONCE
        counted = (
            select(Handoff.skill, func.count())
            .where(self._to_serve(), Handoff.reserved_for.is_(None), before(row))
            .group_by(Handoff.skill)
        )
        line = self._line(session)
        line.before.update(dict(session.execute(counted).all()))
        return line.behind_all(row.skill)

    def _average(self, session: Session) -> timedelta:
        """Return the length of a talk, learnt anew every minute."""
        now = self._now()
        if self._learnt is None or not timedelta() <= now - self._learnt[0] < LEARN_EVERY:
            self._learnt = now, self._learn(session)
        return self._learnt[1]

    def _learn(self, session: Session) -> timedelta:
        talks = (
            select(Handoff.accepted_at, Handoff.ended_at)
            .where(
                Handoff.ended_at.isnot(None),
                Handoff.accepted_at.isnot(None),
                not_practice(Handoff.conversation_id),
            )
            .order_by(Handoff.ended_at.desc())
            .limit(LEARN_FROM_LAST)
        )
        lengths = [ended - accepted for accepted, ended in session.execute(talks)]
        if len(lengths) < self._profile.learn_from:
            return timedelta(minutes=self._profile.average_minutes)
        return sum(lengths, timedelta()) / len(lengths)


def wait_seconds(pool: Pool, position: int, average: timedelta) -> int:
    """Return how long the one at this position may wait, in seconds.

    Free hands serve at once; beyond them talks end at an even pace. Without any agent the guess is
    for one.
    """
    behind = max(0, position - pool.free)
    return round(behind * average.total_seconds() / max(1, pool.hands))
