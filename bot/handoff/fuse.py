"""The fuse: hard conversations are counted so that a pause can be suggested, for nothing else.

The count is for the agent and for whoever looks after the team. It is in no ranking and no report.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.handoff.book import Book, by_agent
from bot.handoff.models import HandoffEvent


class Fuses(Book):
    """What staff have had to bear lately."""

    def mark_hard(self, conversation_id: str) -> bool:
        """Note that a conversation is hard on whoever has it; counts once for each person.

        Tells whether it was news.
        """
        with self._database.session() as session:
            row = self._open(session, conversation_id)
            if row is None or row.is_hard:
                return False
            row.is_hard = True
            if row.state == "accepted":
                actor = by_agent(row.accepted_by)
                self._write(session, row, "hard", actor, agent=row.accepted_by)
            return True

    def hard_calls(self, agent: str) -> int:
        """Return how many hard conversations an agent has had since the last pause, lately."""
        with self._database.reading() as session:
            return self._hard(session).get(agent, 0)

    def pause_suggested(self, agent: str) -> bool:
        """Tell whether it is time to suggest a pause."""
        return self._is_enough(self.hard_calls(agent))

    def _is_enough(self, hard: int) -> bool:
        return hard >= self._profile.fuse.conversations

    def _hard(self, session: Session) -> Mapping[str, int]:
        """Return the count of every agent who has one."""
        lately = (
            select(HandoffEvent.kind, HandoffEvent.agent, HandoffEvent.handoff_id)
            .where(
                HandoffEvent.kind.in_(("hard", "paused")),
                HandoffEvent.at > self._now() - self._profile.fuse.within,
            )
            .order_by(HandoffEvent.id)
        )
        since_pause: defaultdict[str, set[int]] = defaultdict(set)
        for kind, agent, handoff_id in session.execute(lately):
            if kind == "hard":
                since_pause[agent].add(handoff_id)
            else:
                since_pause[agent].clear()
        return {agent: len(handoffs) for agent, handoffs in since_pause.items()}
