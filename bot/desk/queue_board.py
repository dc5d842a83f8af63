"""Who waits and who is there, read once for all the pages that want to know at the same time."""

from __future__ import annotations

import time
from dataclasses import dataclass

from bot.handoff.service import Handoffs
from bot.handoff.views import AgentView, HandoffView

# Seconds. Pages wait a little longer than this before they read what is new, so that what they get
# is never older than the news.
KEPT = 0.25
MOST_CARDS = 40  # who stands further back is counted, not read: each has sealed words to be opened


@dataclass(frozen=True)
class Snapshot:
    """The queue at one moment: the first to be served, of how many, and the calls not due yet."""

    queue: tuple[HandoffView, ...]
    length: int
    promised: tuple[HandoffView, ...]
    agents: tuple[AgentView, ...]


class QueueBoard:
    """The queue of one process; reading it is the dearest part of drawing a page."""

    def __init__(self, handoffs: Handoffs) -> None:
        self._handoffs = handoffs
        self._taken_at = 0.0
        self._taken: Snapshot | None = None

    def look(self, *, fresh: bool = False) -> Snapshot:
        """Return the queue as it was a moment ago; `fresh` as it is now."""
        now = time.monotonic()
        if fresh or self._taken is None or now - self._taken_at >= KEPT:
            self._taken, self._taken_at = self._read(), now
        return self._taken

    def _read(self) -> Snapshot:
        return Snapshot(
            queue=self._handoffs.queue(limit=MOST_CARDS),
            length=self._handoffs.length(),
            promised=self._handoffs.promised(MOST_CARDS),
            agents=self._handoffs.agents(),
        )
