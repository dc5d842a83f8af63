"""Who looks on is told that something changed, in this process and in the others.

News carry no words: whoever hears of them reads the database. That is why some may be lost
without harm: a follower that was too slow, or cut off, hears `missed` and reads anew.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections import defaultdict, deque
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from typing import Any
from weakref import WeakSet

from redis.asyncio import Redis
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

DESK = "desk"
MISSED: Mapping[str, Any] = {"kind": "missed"}
LONGEST_BACKLOG = 256
LONGEST_OUTBOX = 10_000
CHANNEL = "xiaobao:news"
CALL_AGAIN = 1.0  # seconds until a line to Redis that broke is tried again


def conversation_topic(conversation_id: str) -> str:
    """Return the topic of one conversation."""
    return f"conversation:{conversation_id}"


class Following:
    """What happens in some topics from now on; ends when it is no longer held, or closed."""

    def __init__(self, topics: tuple[str, ...]) -> None:
        self.topics = topics
        self._heard: deque[Mapping[str, Any]] = deque()
        self._more = asyncio.Event()
        self._closed = False

    def hear(self, what: Mapping[str, Any]) -> None:
        """Take one piece of news; of a backlog too long only `missed` is kept."""
        if len(self._heard) >= LONGEST_BACKLOG:
            self._heard.clear()
            what = MISSED
        self._heard.append(what)
        self._more.set()

    def close(self) -> None:
        """End the iteration, once what was heard before has been taken."""
        self._closed = True
        self._more.set()

    def __aiter__(self) -> Following:
        return self

    async def __anext__(self) -> Mapping[str, Any]:
        while not self._heard:
            if self._closed:
                raise StopAsyncIteration
            self._more.clear()
            await self._more.wait()
        return self._heard.popleft()


class News:
    """News of one process; `publish` returns at once and never fails."""

    def __init__(self) -> None:
        self._followers: defaultdict[str, WeakSet[Following]] = defaultdict(WeakSet)

    def publish(self, topic: str, what: Mapping[str, Any]) -> None:
        """Tell everyone who follows `topic`; `what` holds a `kind`, numbers and ids, no words."""
        self._tell(topic, {**what, "topic": topic})

    def follow(self, *topics: str) -> Following:
        """Return what is published from now on: `async for what in news.follow(topic)`."""
        following = Following(topics)
        for topic in topics:
            self._followers[topic].add(following)
        return following

    async def stop(self) -> None:
        """Let all followers go."""
        for following in self._everyone():
            following.close()

    def _tell(self, topic: str, what: Mapping[str, Any]) -> None:
        if topic not in self._followers:
            return
        for following in list(self._followers[topic]):
            following.hear(what)
        if not self._followers[topic]:
            del self._followers[topic]

    def _everyone(self) -> set[Following]:
        return {one for followers in list(self._followers.values()) for one in followers}


class SharedNews(News):
    """News of all processes that share a Redis; what cannot be sent is not sent later.

    Whoever was cut off hears `missed` when the line is back.
    """

    def __init__(self, redis: Any) -> None:
        super().__init__()
        self._redis = redis
        self._name = secrets.token_hex(8)
        self._outbox: asyncio.Queue[str] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._cut_off = self._stopped = False

    def publish(self, topic: str, what: Mapping[str, Any]) -> None:
        """Tell the followers here at once, and those of other processes as soon as may be."""
        super().publish(topic, what)
        outbox = self._working()
        if outbox is not None and outbox.qsize() < LONGEST_OUTBOX:
            outbox.put_nowait(json.dumps([self._name, topic, what]))

    def follow(self, *topics: str) -> Following:
        """Return what is published from now on, in whatever process."""
        self._working()
        return super().follow(*topics)

    async def stop(self) -> None:
        """Let all followers go, and the line to the other processes."""
        await super().stop()
        self._stopped = True
        tasks, self._tasks, self._outbox = self._tasks, set(), None
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._redis.close()

    def _working(self) -> asyncio.Queue[str] | None:
        """Return the outbox; the first call in a running loop begins to send and to listen."""
        if self._outbox is None and not self._stopped:
            with suppress(RuntimeError):  # nobody runs a loop: nobody listens here either
                loop = asyncio.get_running_loop()
                self._outbox = asyncio.Queue()
                for work in (self._send(self._outbox), self._listen()):
                    self._tasks.add(loop.create_task(work))
        return self._outbox

    async def _send(self, outbox: asyncio.Queue[str]) -> None:
        while True:
            message = await outbox.get()
            await self._survive(self._redis.publish(CHANNEL, message))

    async def _listen(self) -> None:
        while True:
            await self._survive(self._hear_others())
            await asyncio.sleep(CALL_AGAIN)

    async def _hear_others(self) -> None:
        async with self._redis.pubsub(ignore_subscribe_messages=True) as line:
            await line.subscribe(CHANNEL)
            self._cut_off = False
            for following in self._everyone():
                following.hear(MISSED)
            async for message in line.listen():
                sender, topic, what = json.loads(message["data"])
                if sender != self._name:
                    self._tell(topic, {**what, "topic": topic})

    async def _survive(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do something with Redis; when it is away, say so once and go on without."""
        try:
            await work
        except (RedisError, OSError) as error:
            if not self._cut_off:
                log.warning("news do not reach other processes: %s", type(error).__name__)
            self._cut_off = True


def news_for(redis_url: str | None) -> News:
    """Return news between processes where a Redis is set, of this process alone otherwise."""
    if not redis_url:
        return News()
    return SharedNews(Redis.from_url(redis_url, health_check_interval=15))
