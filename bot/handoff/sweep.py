"""What must not wait for anybody: agents who are gone, offers and waits that take too long.

Any number of processes may sweep at the same time: each thing is done by one of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from bot.handoff.models import DeskAgent, Handoff
from bot.handoff.presence import AWAY, READY, Presence
from bot.handoff.requests import Requests
from bot.handoff.views import Swept

CHORE = "chore"


class Sweeping(Presence, Requests):
    """The chore of the queue."""

    def sweep(self) -> tuple[Swept, ...]:
        """Bring conversations back that nobody has, free what is kept in vain, promise calls.

        Returns what was done, for the consumers and the desk to be told.
        """
        with self._database.session() as session:
            self._miss_the_silent(session)
            missed = list(self._bring_back(session))
        with self._database.session() as session:
            released = list(self._release(session))
        with self._database.session() as session:
            promised = list(self._end_long_waits(session))
        return (*missed, *released, *promised)

    def _miss_the_silent(self, session: Session) -> None:
        """Count as away whoever gave no sign of life for too long."""
        silent = select(DeskAgent).where(
            DeskAgent.state != AWAY,
            DeskAgent.last_seen <= self._now() - self._profile.missed_after,
        )
        held = silent.order_by(DeskAgent.id).with_for_update(skip_locked=True)
        for agent in session.execute(held).scalars().all():
            self._leave(session, agent, "missed", CHORE)
        session.flush()

    def _bring_back(self, session: Session) -> Iterator[Swept]:
        """Put to the head of the queue what belongs to somebody who is not there."""
        here = select(DeskAgent.id).where(DeskAgent.state != AWAY)
        orphans = select(Handoff).where(
            Handoff.state == "accepted", Handoff.accepted_by.not_in(here)
        )
        for row in session.execute(orphans.order_by(Handoff.id).with_for_update()).scalars().all():
            agent = row.accepted_by
            self._back_to_the_head(row)
            self._write(session, row, "missed", CHORE, agent=agent)
            yield Swept("missed", row.conversation_id, row.id, agent=agent)

    def _release(self, session: Session) -> Iterator[Swept]:
        """Offer to everybody what a colleague did not take in time, or cannot take now."""
        ready = select(DeskAgent.id).where(DeskAgent.state == READY)
        in_vain = select(Handoff).where(
            Handoff.state == "waiting",
            Handoff.reserved_for.isnot(None),
            or_(
                Handoff.waiting_since <= self._now() - self._profile.offer,
                Handoff.reserved_for.not_in(ready),
            ),
        )
        for row in self._free_ones(session, in_vain):
            agent, row.reserved_for = row.reserved_for, None
            self._write(session, row, "released", CHORE, agent=agent)
            yield Swept("released", row.conversation_id, row.id, agent=agent)

    def _end_long_waits(self, session: Session) -> Iterator[Swept]:
        """Promise a call to whoever waited too long, and to all when everybody has gone home."""
        now = self._now()
        too_long = and_(
            Handoff.waiting_since <= now - self._profile.callbacks.after,
            Handoff.priority < self._profile.always_queue_from,
        )
        in_vain = select(Handoff).where(Handoff.state == "waiting")
        if self._hours.is_open(now) or self._crew(session).skills:
            in_vain = in_vain.where(too_long)
        for row in self._free_ones(session, in_vain):
            self._promise_a_call(session, row, self._promise(session, now), CHORE)
            session.flush()
            yield Swept("promised", row.conversation_id, row.id, callback_at=row.callback_at)

    def _free_ones(self, session: Session, wanted: Any) -> list[Any]:
        """Return rows that nobody else is changing at this moment, held."""
        held = wanted.order_by(Handoff.id).with_for_update(skip_locked=True)
        return list(session.execute(held).scalars().all())
