"""What reaches an open chat page by itself: words of others, one's place in line, the rating."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.channels.chat_view import history, place_shown
from bot.dialogue.engine import Dialogue
from bot.dialogue.news import conversation_topic
from bot.handoff.ownership import WAITING

log = logging.getLogger(__name__)

# Seconds after which one who waits is told of a new place in line; and after which any page is
# brought up to date by itself, should news have been lost on their way.
LOOK_AGAIN, LOOK_NOW_AND_THEN = 3.0, 20.0
OWN_KEYS = 100  # of the latest turns; the news of a turn follow right behind its answer

STANDING = ("owner", "queue", "rate")
FOR_STAFF = ("whisper", "draft")
TIME_TO_LOOK: Mapping[str, Any] = {"kind": "look"}

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Push:
    """Tells one page; follows the news of the conversation from the moment it is made."""

    def __init__(self, dialogue: Dialogue, conversation: str, send: Send) -> None:
        self._dialogue = dialogue
        self._conversation = conversation
        self._send = send
        self._following = dialogue.news.follow(conversation_topic(conversation))
        self._task: asyncio.Task[None] | None = None
        self._read = 0
        self._known_seq = 0
        self._sent: set[int] = set()
        self._own: deque[str] = deque(maxlen=OWN_KEYS)
        self._stand: dict[str, Any] = {}

    def start(self, shown: Mapping[str, Any]) -> None:
        """Begin, once the page has been shown all there was."""
        self.note(shown)
        self._read = max(self._sent, default=0)
        self._task = asyncio.create_task(self._run())

    def stop(self) -> None:
        """End; the page is gone."""
        self._following.close()
        if self._task:
            self._task.cancel()

    def leave_to_us(self, key: str) -> None:
        """Say nothing of a turn that the socket answers by itself."""
        self._own.append(key)

    def note(self, shown: Mapping[str, Any]) -> None:
        """Remember what the page has been sent."""
        self._sent.update(message["seq"] for message in shown["messages"])
        self._stand.update({name: shown[name] for name in STANDING if name in shown})

    async def _run(self) -> None:
        while True:
            wait = LOOK_AGAIN if self._stand.get("queue") else LOOK_NOW_AND_THEN
            try:
                what = await asyncio.wait_for(self._following.__anext__(), wait)
            except asyncio.TimeoutError:
                what = TIME_TO_LOOK
            except StopAsyncIteration:
                return
            try:
                await self._hear(what)
            except Exception:  # the next news may fare better; nothing is lost, all is stored
                log.exception("a chat page was not told of %s", what.get("kind"))

    async def _hear(self, what: Mapping[str, Any]) -> None:
        if what is TIME_TO_LOOK:
            await self._look()
        elif what["kind"] == "typing":
            await self._send({"type": "typing", "who": "person"})
        elif what["kind"] == "file":
            await self._send({"type": "file"})
        elif what["kind"] not in FOR_STAFF and what.get("key") not in self._own:
            await self._read_on()

    async def _read_on(self) -> None:
        state = self._dialogue.conversations.state(self._conversation)
        self._known_seq = state.last_seq
        shown = history(self._dialogue, state, self._read)
        fresh = [m for m in shown["messages"] if m["seq"] not in self._sent]
        self._read = max((m["seq"] for m in shown["messages"]), default=self._read)
        self._sent = {seq for seq in self._sent if seq > self._read}
        stood, asked = dict(self._stand), self._stand.get("rate")
        self.note({**shown, "messages": []})
        if fresh or stood != self._stand:
            await self._send({"type": "messages", "key": None, **shown, "messages": fresh})
        if shown["rate"] and not asked:
            await self._send({"type": "rate"})

    async def _look(self) -> None:
        """Look whether anything has changed that no news told of; of who waits, the place alone."""
        waits = self._stand["owner"] == WAITING
        place = place_shown(self._dialogue, self._conversation) if waits else None
        if place is None:
            state = self._dialogue.conversations.state(self._conversation)
            if state.owner != self._stand["owner"] or state.last_seq != self._known_seq:
                await self._read_on()
        elif place != self._stand["queue"]:
            self._stand["queue"] = place
            await self._send({"type": "queue", **place})
