"""Token buckets: how fast one sender may go."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from bot.channels.errors import Refusal


class RateLimit:
    """At most `burst` at once and `per_second` in the long run, for each key separately."""

    def __init__(
        self,
        burst: float,
        per_second: float,
        *,
        keys: int = 50_000,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._burst = burst
        self._rate = per_second
        self._keys = keys
        self._now = now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def spend(self, key: str) -> None:
        """Take one token of `key`; raise Refusal (429) with the seconds to wait if none is left."""
        now = self._now()
        tokens, since = self._buckets.pop(key, (self._burst, now))
        tokens = min(self._burst, tokens + (now - since) * self._rate)
        left = tokens - 1 if tokens >= 1 else tokens
        self._buckets[key] = (left, now)
        if len(self._buckets) > self._keys:
            self._buckets.popitem(last=False)
        if tokens < 1:
            wait = max(1, round((1 - tokens) / self._rate))
            raise Refusal(429, "too_fast", "您说得太快了，我跟不上，请稍等几秒再发。", wait)


class ChatLimits:
    """How fast a stranger may open chats, and a consumer may speak and read."""

    def __init__(self) -> None:
        self.openings = RateLimit(burst=20, per_second=0.5)
        self.turns = RateLimit(burst=20, per_second=1)
        self.readings = RateLimit(burst=40, per_second=2)
