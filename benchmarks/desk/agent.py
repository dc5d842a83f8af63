"""An agent with the desk open: does what the page's scripts do, at the same times."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import aiohttp

from benchmarks.desk.delivery import TO_CONSUMER, Deliveries
from bot.desk.guard import SESSION_COOKIE

Pause = Callable[[], Awaitable[None]]
Talk = Callable[["AgentPage", str], Awaitable[None]]
# Seconds: as in bot/desk/static/desk/desk.js.
QUEUE_PAUSE, QUEUE_SPACING, FACTS_SPACING = 0.3, 2.0, 0.3


class AgentPage:
    """Takes who waits, speaks with them, ends the talk, takes the next."""

    def __init__(
        self,
        client: aiohttp.ClientSession,
        url: str,
        token: str,
        csrf: str,
        pause: Pause,
        told: Deliveries,
    ) -> None:
        self._client, self._url, self._pause, self._told = client, url, pause, told
        self._headers = {"Cookie": f"{SESSION_COOKIE}={token}", "X-CSRF-Token": csrf}
        self._queue_changed, self._facts_changed = asyncio.Event(), asyncio.Event()
        self._ws: Any = None
        self._open = ""

    async def work(self, talk: Talk) -> None:
        """Open the desk and serve until the task is cancelled."""
        await self._ask("GET", "/desk")
        self._ws = await self._client.ws_connect(
            f"{self._url}/desk/socket", headers={**self._headers, "Origin": self._url}
        )
        live = (self._read(), self._draw_queue(), self._draw_facts())
        tasks = [asyncio.create_task(one) for one in live]
        try:
            await self._serve(talk)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._ws.close()

    async def say(self) -> None:
        """Say something and wait until the consumer's page shows it."""
        words = self._told.new_words(TO_CONSUMER)
        content = {"key": uuid.uuid4().hex, "text": words}
        await self._ask("POST", f"/desk/conversations/{self._open}/say", content)
        await self._told.arrival(words)

    async def finish(self) -> None:
        """End the talk."""
        path = f"/desk/conversations/{self._open}/finish"
        await self._ask("POST", path, {"outcome": "answered"})
        self._open = ""
        self._told.talks += 1

    async def _serve(self, talk: Talk) -> None:
        while True:
            taken = await self._ask("POST", "/desk/next", {})
            if taken and taken.get("conversation"):
                await self._look(taken["conversation"])
                await self._ask("GET", f"/desk/conversations/{self._open}")
                await talk(self, self._open)
            await self._pause()

    async def _look(self, conversation: str) -> None:
        self._open = conversation
        await self._send(type="look", conversation=conversation, after=0)

    async def _read(self) -> None:
        async for message in self._ws:
            frame = json.loads(message.data)
            kind = frame["type"]
            if kind == "pulse":
                await self._send(type="beat")
            elif kind == "queue":
                self._queue_changed.set()
            elif kind == "facts":
                self._facts_changed.set()
            elif kind == "entries":
                self._note(frame["entries"])
            elif kind == "error":
                self._told.errors[f"坐席：{frame['error']['code']}"] += 1

    def _note(self, entries: list[dict[str, Any]]) -> None:
        for entry in entries:
            if entry["kind"] == "consumer":
                self._told.arrive(entry["text"])

    async def _draw_queue(self) -> None:
        while True:
            await self._queue_changed.wait()
            await asyncio.sleep(QUEUE_PAUSE)
            self._queue_changed.clear()
            await self._ask("GET", "/desk/queue")
            await asyncio.sleep(QUEUE_SPACING - QUEUE_PAUSE)

    async def _draw_facts(self) -> None:
        while True:
            await self._facts_changed.wait()
            await asyncio.sleep(FACTS_SPACING)
            self._facts_changed.clear()
            if self._open:
                await self._ask("GET", f"/desk/conversations/{self._open}")

    async def _ask(self, method: str, path: str, content: Any = None) -> Any:
        """Ask the server; what is refused is counted, a talk that has ended meanwhile is not."""
        headers = {**self._headers, "Accept": "application/json"}
        asked = self._client.request(method, self._url + path, json=content, headers=headers)
        async with asked as answer:
            text = await answer.text()
            if answer.status >= 400:
                code = json.loads(text)["error"]["code"] if text.startswith("{") else ""
                self._told.errors[f"坐席 {answer.status} {code}"] += 1
                return None
            with suppress(ValueError):
                return json.loads(text)
        return None

    async def _send(self, **frame: Any) -> None:
        await self._ws.send_str(json.dumps(frame))
