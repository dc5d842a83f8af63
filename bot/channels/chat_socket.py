"""The WebSocket of the web chat."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Any

from sanic.exceptions import WebsocketClosed
from websockets.exceptions import ConnectionClosed

from bot.channels.chat_turns import take_turn
from bot.channels.chat_view import history
from bot.channels.errors import Refusal, refusal_for
from bot.channels.limits import ChatLimits
from bot.channels.messages import ChatTurn, Hello
from bot.channels.requests import object_of
from bot.dialogue.engine import Dialogue

CLOSED = (WebsocketClosed, ConnectionClosed)
TYPING_AFTER = 0.4  # seconds until the page shows that we are at it


class ChatSocket:
    """One WebSocket: says hello with the token, then takes turns one after the other."""

    def __init__(self, dialogue: Dialogue, ws: Any, limits: ChatLimits) -> None:
        self._dialogue = dialogue
        self._ws = ws
        self._limits = limits
        self._conversation: str | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def serve(self) -> None:
        """Take frames until the socket closes; turns begun by then are finished and stored."""
        with suppress(*CLOSED):
            while True:
                await self._take_frame(await self._ws.recv())

    async def _take_frame(self, frame: str | bytes) -> None:
        key: str | None = None
        try:
            message = object_of(frame)
            key = message.get("key") if isinstance(message.get("key"), str) else None
            await self._handle(message)
        except Exception as error:
            await self._refuse(error, key)

    async def _handle(self, message: dict[str, Any]) -> None:
        kind = message.pop("type", None)
        if kind == "ping":
            await self._send({"type": "pong"})
        elif kind == "hello":
            await self._hello(message)
        elif kind == "turn" and self._conversation:
            self._limits.turns.spend(self._conversation)
            turn = ChatTurn.parse_obj(message)
            task = asyncio.create_task(self._answer(self._conversation, turn))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        else:
            raise Refusal(422, "unexpected_frame", "请先建立对话，再发消息。")

    async def _hello(self, message: dict[str, Any]) -> None:
        hello = Hello.parse_obj(message)
        conversations = self._dialogue.conversations
        state = conversations.authorise(hello.conversation, hello.token)
        self._limits.readings.spend(state.id)
        self._conversation = state.id
        shown = history(conversations, state, hello.after)
        await self._send({"type": "ready"})
        await self._send({"type": "messages", "key": None, **shown})

    async def _answer(self, conversation: str, turn: ChatTurn) -> None:
        """Answer beside the reading loop, so that pings go on and typing can be shown."""
        taking = asyncio.ensure_future(take_turn(self._dialogue, conversation, turn))
        try:
            await asyncio.wait({taking}, timeout=TYPING_AFTER)
            if not taking.done():
                await self._send({"type": "typing"})
            await self._send({"type": "messages", "key": turn.key, **await taking})
        except Exception as error:
            await self._refuse(error, turn.key)

    async def _refuse(self, error: Exception, key: str | None) -> None:
        await self._send({"type": "error", "key": key, **refusal_for(error).as_dict()})

    async def _send(self, message: dict[str, Any]) -> None:
        with suppress(*CLOSED):  # whoever has gone reads it when they come back
            await self._ws.send(json.dumps(message, ensure_ascii=False))
