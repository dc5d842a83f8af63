"""A Rasa tracker store in the hotline's own database that appends and does not reread.

Rasa's SQL store opens a connection and replays the whole history for every message. This one
keeps the trackers in use alive and writes only what is new; before using a live tracker it checks
that no other process has written to the conversation.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from itertools import islice
from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.events import deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import delete, select

from bot.database import Database
from bot.dialogue import statements
from bot.dialogue.models import TrackerEvents
from bot.hotline import current

LIVE_TRACKERS = 2000


class LiveTrackerStore(TrackerStore):
    """Tracker store of `endpoints.yml`; the database is that of the hotline."""

    def __init__(self, domain: Any, event_broker: Any = None, host: Any = None, **_: Any) -> None:
        super().__init__(domain, event_broker)
        self._live: OrderedDict[str, tuple[DialogueStateTracker, int]] = OrderedDict()

    @property
    def _database(self) -> Database:
        return current().database

    def live(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the tracker as this process last left it, without asking the database."""
        return self._live.get(sender_id, (None, 0))[0]

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append the events that were not stored before.

        Raises IntegrityError when another process has answered the conversation meanwhile.
        """
        await self.stream_events(tracker)
        stored = self._live.get(tracker.sender_id, (None, 0))[1]
        fresh = [event.as_dict() for event in islice(tracker.events, stored, None)]
        if fresh:
            row = {"sender_id": tracker.sender_id, "first": stored, "count": len(fresh)}
            with self._database.transaction() as connection:
                connection.execute(statements.NEW_EVENTS, {**row, "body": fresh})
        self._remember(tracker, stored + len(fresh))

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the tracker, alive if nobody else has written to it, replayed otherwise."""
        tracker, known = self._live.get(sender_id, (None, 0))
        wanted = {"conversation": sender_id}
        with self._database.glance() as connection:
            last = connection.execute(statements.LAST_EVENTS, wanted).first()
            if last is None:
                return None
            if tracker is not None and known == last.first + last.count:
                self._live.move_to_end(sender_id)
                return tracker
            bodies = connection.execute(statements.ALL_EVENTS, wanted).scalars().all()
        events = deserialise_events([event for body in bodies for event in body])
        tracker = DialogueStateTracker.from_events(sender_id, events, self.domain.slots)
        self._remember(tracker, len(events))
        return tracker

    async def keys(self) -> Iterable[str]:
        """Return the ids of all conversations that have a tracker."""
        with self._database.reading() as session:
            return list(session.scalars(select(TrackerEvents.sender_id).distinct()))

    def forget(self, sender_id: str) -> None:
        """Drop a live tracker whose turn failed half-way, so that the stored one is used."""
        self._live.pop(sender_id, None)

    async def erase(self, sender_id: str) -> None:
        """Delete a conversation's tracker (erasure on request, retention)."""
        self.forget(sender_id)
        with self._database.session() as session:
            session.execute(delete(TrackerEvents).where(TrackerEvents.sender_id == sender_id))

    def _remember(self, tracker: DialogueStateTracker, stored: int) -> None:
        self._live[tracker.sender_id] = (tracker, stored)
        self._live.move_to_end(tracker.sender_id)
        while len(self._live) > LIVE_TRACKERS:
            self._live.popitem(last=False)
