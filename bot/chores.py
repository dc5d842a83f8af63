"""What must be done again and again, whoever is there: missed agents, reminders, deliveries."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Chore:
    """One piece of work and the pause after it, in seconds.

    Every process of an installation does it: the work itself must be harmless when done twice.
    """

    name: str
    seconds: float
    work: Callable[[], Awaitable[object]]


async def keep_doing(chore: Chore) -> None:
    """Do a chore for ever; what fails is logged and tried again the next time."""
    while True:
        await asyncio.sleep(chore.seconds)
        try:
            await chore.work()
        except Exception:  # one bad moment must not end the chore for good
            log.exception("the chore %s failed", chore.name)


def take_on(app: Any, chores: Callable[[Any], Iterable[Chore]]) -> None:
    """Let an application do chores while it serves; they are asked for once it has started."""
    tasks: set[asyncio.Task[None]] = set()

    async def begin(app: Any, _: Any = None) -> None:
        tasks.update(asyncio.create_task(keep_doing(chore)) for chore in chores(app))

    async def end(_app: Any, _: Any = None) -> None:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    app.after_server_start(begin)
    app.before_server_stop(end)
