"""Work that takes long on purpose (passwords) or waits for others, in threads of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from bot.channels.errors import Refusal

T = TypeVar("T")

# Each password takes 64 MiB while it is looked at; two at a time are thirty a second.
AT_ONCE = 2
MOST_WAITING = 100


class SlowWork:
    """A few threads and a short queue before them; what comes on top is refused, not delayed."""

    def __init__(self, name: str, at_once: int = AT_ONCE, most_waiting: int = MOST_WAITING) -> None:
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix=name)
        self._most = most_waiting
        self._present = 0

    async def do(self, work: Callable[..., T], *values: Any, **named: Any) -> T:
        """Do it without holding anybody up; raises Refusal (503) when too much waits."""
        if self._present >= self._most:
            raise Refusal(503, "busy", "登录的人太多，请过一会儿再试。", 5)
        self._present += 1
        try:
            whole = partial(work, *values, **named)
            return await asyncio.get_running_loop().run_in_executor(self._threads, whole)
        finally:
            self._present -= 1


passwords = SlowWork("passwords")
