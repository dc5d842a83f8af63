"""One turn at a time in each conversation, in the order of arrival."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

LONGEST_TURN = 30.0  # seconds after which a lock of a dead process is void


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


class SharedLocks(ConversationLocks):
    """Locks that hold between processes too, in Redis; arrival counts within each process."""

    def __init__(self, redis: Any) -> None:
        super().__init__()
        self._redis = redis

    @asynccontextmanager
    async def hold(self, conversation_id: str) -> AsyncIterator[None]:
        """Wait for this process's turns, then for those of others; raises LockError after 30 s."""
        async with super().hold(conversation_id):
            name = f"xiaobao:turn:{conversation_id}"
            async with self._redis.lock(
                name, timeout=LONGEST_TURN, blocking_timeout=LONGEST_TURN, sleep=0.02
            ):
                yield


def locks_for(redis_url: str | None) -> ConversationLocks:
    """Return shared locks where a Redis is set, this process's own otherwise."""
    if not redis_url:
        return ConversationLocks()
    from redis.asyncio import Redis

    return SharedLocks(Redis.from_url(redis_url))
