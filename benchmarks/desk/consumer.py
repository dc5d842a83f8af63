"""A consumer with the chat page open."""

from __future__ import annotations

import asyncio
import json
import uuid
from contextlib import suppress
from typing import Any

import aiohttp

from benchmarks.desk.delivery import TO_AGENT, Deliveries

ASKING = "我要找人工"


class ConsumerPage:
    """Asks for a person, waits, and answers whatever a person says."""

    def __init__(
        self, client: aiohttp.ClientSession, url: str, number: int, told: Deliveries
    ) -> None:
        self._client, self._url, self._told = client, url, told
        self._headers = {"X-Forwarded-For": f"10.1.{number >> 8}.{number & 255}"}
        self._task: asyncio.Task[None] | None = None
        self._ws: Any = None
        self.conversation = ""

    async def ask(self) -> None:
        """Open the chat and ask for a person."""
        opening = await self._client.post(
            f"{self._url}/chat/conversations", json={}, headers=self._headers
        )
        opened = await opening.json()
        self.conversation = opened["conversation"]
        self._ws = await self._client.ws_connect(f"{self._url}/chat/socket", headers=self._headers)
        known = {"conversation": self.conversation, "token": opened["token"]}
        await self._send(type="hello", after=0, **known)
        self._task = asyncio.create_task(self._read())
        await self._send(type="turn", key=uuid.uuid4().hex, text=ASKING)

    async def say(self) -> None:
        """Say something and wait until the agent's page shows it."""
        words = self._told.new_words(TO_AGENT)
        await self._send(type="turn", key=uuid.uuid4().hex, text=words)
        await self._told.arrival(words)

    async def leave(self) -> None:
        """Close the page."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        if self._ws:
            await self._ws.close()

    async def _read(self) -> None:
        async for message in self._ws:
            frame = json.loads(message.data)
            if frame["type"] == "error":
                self._told.errors[f"消费者：{frame['error']['code']}"] += 1
            for line in frame.get("messages") or ():
                if line["from"] == "person":
                    self._told.arrive(line["text"])

    async def _send(self, **frame: Any) -> None:
        await self._ws.send_str(json.dumps(frame))
