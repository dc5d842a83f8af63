"""The WebSocket of the web chat."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable
from contextlib import suppress
from typing import Any

from sanic.exceptions import WebsocketClosed
from websockets.exceptions import ConnectionClosed

from bot.channels import chat_turns
from bot.channels.chat_push import Push
from bot.channels.chat_view import history
from bot.channels.errors import Refusal, refusal_for
from bot.channels.limits import ChatLimits
from bot.channels.messages import ChatTurn, Hello, Rated, Wish
from bot.channels.requests import object_of
from bot.dialogue.engine import Dialogue

CLOSED = (WebsocketClosed, ConnectionClosed)
TYPING_AFTER = 0.4  # seconds until the page shows that we are at it
WISHES = {"leave": chat_turns.leave_queue, "go_on": chat_turns.go_on}


class ChatSocket:
    """One WebSocket: says hello with the token, then takes turns and hears what others say."""

    def __init__(self, dialogue: Dialogue, ws: Any, limits: ChatLimits) -> None:
        self._dialogue = dialogue
        self._ws = ws
        self._limits = limits
        self._conversation: str | None = None
        self._push: Push | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def serve(self) -> None:
        """Take frames until the socket closes; turns begun by then are finished and stored."""
        try:
            with suppress(*CLOSED):
                while True:
                    await self._take_frame(await self._ws.recv())
        finally:
            if self._push:
                self._push.stop()

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
        elif isinstance(kind, str) and self._conversation:
            self._limits.turns.spend(self._conversation)
            await self._act(kind, self._conversation, message)
        else:
            raise Refusal(422, "unexpected_frame", "请先建立对话，再发消息。")

    async def _act(self, kind: str, conversation: str, message: dict[str, Any]) -> None:
        if kind == "turn":
            turn = ChatTurn.parse_obj(message)
            self._begin(chat_turns.take_turn(self._dialogue, conversation, turn), turn.key)
        elif kind in WISHES:
            wish = Wish.parse_obj(message)
            self._begin(WISHES[kind](self._dialogue, conversation, wish), wish.key)
        elif kind == "rating":
            chat_turns.rate(self._dialogue, conversation, Rated.parse_obj(message))
            await self._send({"type": "rated"})
        else:
            raise Refusal(422, "unexpected_frame", "没有这种消息。")

    async def _hello(self, message: dict[str, Any]) -> None:
        hello = Hello.parse_obj(message)
        state = self._dialogue.conversations.authorise(hello.conversation, hello.token)
        self._limits.readings.spend(state.id)
        if self._push:
            self._push.stop()
        # First listen, then read: what is said in between comes twice rather than never.
        self._conversation, self._push = state.id, Push(self._dialogue, state.id, self._send)
        shown = history(self._dialogue, state, hello.after)
        await self._send({"type": "ready"})
        await self._send({"type": "messages", "key": None, **shown})
        self._push.start(shown)

    def _begin(self, answering: Awaitable[dict[str, Any]], key: str) -> None:
        """Answer beside the reading loop, so that pings go on and typing can be shown."""
        task = asyncio.create_task(self._answer(answering, key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, answering: Awaitable[dict[str, Any]], key: str) -> None:
        assert self._push is not None
        self._push.leave_to_us(key)
        taking = asyncio.ensure_future(answering)
        try:
            await asyncio.wait({taking}, timeout=TYPING_AFTER)
            if not taking.done():
                await self._send({"type": "typing"})
            answer = await taking
            self._push.note(answer)
            await self._send({"type": "messages", "key": key, **answer})
        except Exception as error:
            await self._refuse(error, key)

    async def _refuse(self, error: Exception, key: str | None) -> None:
        await self._send({"type": "error", "key": key, **refusal_for(error).as_dict()})

    async def _send(self, message: dict[str, Any]) -> None:
        with suppress(*CLOSED):  # whoever has gone reads it when they come back
            await self._ws.send(json.dumps(message, ensure_ascii=False))
