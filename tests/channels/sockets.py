"""A consumer's WebSocket."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from websockets.client import WebSocketClientProtocol, connect

from tests.channels.people import Consumer, said_by_bot

PATIENCE = 15  # seconds


@dataclass
class Socket:
    """One connection; frames that are not waited for are skipped."""

    consumer: Consumer
    connection: WebSocketClientProtocol
    messages: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    @asynccontextmanager
    async def of(cls, consumer: Consumer) -> AsyncIterator[Socket]:
        """Connect for the length of the context."""
        address = consumer.server.url.replace("http", "ws") + "/chat/socket"
        async with connect(address, max_size=None) as connection:
            yield cls(consumer, connection)

    async def hello(self, after: int = 0) -> list[dict[str, Any]]:
        """Say whose conversation this is and return the messages that were missed."""
        known = {"conversation": self.consumer.conversation, "token": self.consumer.token}
        await self.send({"type": "hello", "after": after, **known})
        await self.receive("ready")
        messages: list[dict[str, Any]] = (await self.receive("messages"))["messages"]
        return messages

    async def say(self, text: str, key: str | None = None) -> str:
        """Type something and return what the hotline answers to it."""
        key = key or uuid.uuid4().hex
        await self.send({"type": "turn", "key": key, "text": text})
        return said_by_bot((await self.receive("messages", key))["messages"])

    async def pushed(self, sender: str) -> dict[str, Any]:
        """Return the next message of a sender; what comes before it is skipped."""
        while True:
            while not self.messages:
                self.messages += (await self.receive("messages"))["messages"]
            message = self.messages.pop(0)
            if message["from"] == sender:
                return message

    async def until_pushed(self, sender: str) -> str:
        """Return everything that comes, as text, up to the first message of a sender."""
        heard = ""
        while f'"from": "{sender}"' not in heard:
            heard += str(await asyncio.wait_for(self.connection.recv(), PATIENCE))
        return heard

    async def send(self, frame: dict[str, Any]) -> None:
        """Send one frame."""
        await self.send_raw(json.dumps(frame))

    async def send_raw(self, frame: str | bytes) -> None:
        """Send whatever it is."""
        await self.connection.send(frame)

    async def receive(self, kind: str, key: str | None = None) -> dict[str, Any]:
        """Return the next frame of a kind (and of a turn); raise TimeoutError if none comes."""
        while True:
            received = await asyncio.wait_for(self.connection.recv(), PATIENCE)
            frame: dict[str, Any] = json.loads(received)
            if frame["type"] == kind and key in (None, frame.get("key")):
                return frame
