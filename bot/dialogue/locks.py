"""One turn at a time in each conversation, in the order of arrival."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class _Waiting:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class ConversationLocks:
    """Locks of this process; they vanish when nobody holds or awaits them."""

    def __init__(self) -> None:
        self._locks: dict[str, _Waiting] = {}

    @asynccontextmanager
    async def hold(self, conversation_id: str) -> AsyncIterator[None]:
        """Wait for the conversation's earlier turns, then hold it."""
        waiting = self._locks.setdefault(conversation_id, _Waiting())
        waiting.users += 1
        try:
            async with waiting.lock:
                yield
        finally:
            waiting.users -= 1
            if not waiting.users:
                self._locks.pop(conversation_id, None)
