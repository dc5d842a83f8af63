"""What happened to a handoff, read back; and how the words in it are forgotten."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, select, update

from bot.handoff.book import Book
from bot.handoff.models import Handoff, HandoffEvent, HandoffNote, Rating
from bot.handoff.views import HandoffEventView


class History(Book):
    """The trail of events."""

    def history(self, conversation_id: str) -> tuple[HandoffEventView, ...]:
        """Return all acts on the handoffs of a conversation, oldest first, with their notes."""
        wanted = (
            select(HandoffEvent, HandoffNote.text)
            .join(Handoff, Handoff.id == HandoffEvent.handoff_id)
            .outerjoin(HandoffNote, HandoffNote.event_id == HandoffEvent.id)
            .where(Handoff.conversation_id == conversation_id)
            .order_by(HandoffEvent.id)
        )
        with self._database.reading() as session:
            return tuple(
                HandoffEventView(row.at, row.actor, row.kind, row.agent, row.why, note or "")
                for row, note in session.execute(wanted)
            )

    def forget(self, conversations: Collection[str]) -> None:
        """Forget what was said and noted in these conversations; what happened and when stays.

        Law: 个人信息保护法第四十七条.
        """
        theirs = select(Handoff.id).where(Handoff.conversation_id.in_(conversations))
        events = select(HandoffEvent.id).where(HandoffEvent.handoff_id.in_(theirs))
        with self._database.session() as session:
            for statement in (
                delete(HandoffNote).where(HandoffNote.event_id.in_(events)),
                update(Rating).where(Rating.handoff_id.in_(theirs)).values(words=None),
                update(Handoff).where(Handoff.id.in_(theirs)).values(summary={}),
            ):
                session.execute(statement, execution_options={"synchronize_session": False})
