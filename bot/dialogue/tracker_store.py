"""A Rasa tracker store in the hotline's own database that appends and does not reread.

Rasa's SQL store opens a connection and replays the whole history for every message. This one
keeps the trackers in use alive and writes only what is new; before using a live tracker it checks
that no other process has written to the conversation.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.events import deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import delete, func, insert, select

from bot.database import Database
from bot.dialogue.models import TrackerEvent
from bot.hotline import current

LIVE_TRACKERS = 2000


class LiveTrackerStore(TrackerStore):
    """Tracker store of `endpoints.yml`; the database is that of the hotline."""

    def __init__(self, domain: Any, event_broker: Any = None, host: Any = None, **_: Any) -> None:
        super().__init__(domain, event_broker)
        self._live: OrderedDict[str, tuple[DialogueStateTracker, int, int]] = OrderedDict()

    @property
    def _database(self) -> Database:
        return current().database

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append the events that were not stored before."""
        await self.stream_events(tracker)
        _, stored, last = self._live.get(tracker.sender_id, (None, 0, 0))
        fresh = list(tracker.events)[stored:]
        if fresh:
            with self._database.session() as session:
                rows = [
                    {"sender_id": tracker.sender_id, "body": json.dumps(event.as_dict())}
                    for event in fresh
                ]
                session.execute(insert(TrackerEvent), rows)
                last = session.scalar(_last_id(tracker.sender_id))
        self._remember(tracker, stored + len(fresh), last)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the tracker, alive if nobody else has written to it, replayed otherwise."""
        with self._database.reading() as session:
            last = session.scalar(_last_id(sender_id))
            if last is None:
                return None
            tracker, _, known = self._live.get(sender_id, (None, 0, 0))
            if tracker is not None and known == last:
                self._live.move_to_end(sender_id)
                return tracker
            bodies = session.scalars(
                select(TrackerEvent.body)
                .where(TrackerEvent.sender_id == sender_id)
                .order_by(TrackerEvent.id)
            ).all()
        events = deserialise_events([json.loads(body) for body in bodies])
        tracker = DialogueStateTracker.from_events(sender_id, events, self.domain.slots)
        self._remember(tracker, len(events), last)
        return tracker

    async def keys(self) -> Iterable[str]:
        """Return the ids of all conversations that have a tracker."""
        with self._database.reading() as session:
            return list(session.scalars(select(TrackerEvent.sender_id).distinct()))

    def forget(self, sender_id: str) -> None:
        """Drop a live tracker whose turn failed half-way, so that the stored one is used."""
        self._live.pop(sender_id, None)

    async def erase(self, sender_id: str) -> None:
        """Delete a conversation's tracker (erasure on request, retention)."""
        self.forget(sender_id)
        with self._database.session() as session:
            session.execute(delete(TrackerEvent).where(TrackerEvent.sender_id == sender_id))

    def _remember(self, tracker: DialogueStateTracker, stored: int, last: int) -> None:
        self._live[tracker.sender_id] = (tracker, stored, last)
        self._live.move_to_end(tracker.sender_id)
        while len(self._live) > LIVE_TRACKERS:
            self._live.popitem(last=False)


def _last_id(sender_id: str) -> Any:
    return select(func.max(TrackerEvent.id)).where(TrackerEvent.sender_id == sender_id)
