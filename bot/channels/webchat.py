"""The web chat: a page, a widget for other sites, REST and a WebSocket over the same turns."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, empty, file
from sanic.response import json as json_response

from bot.channels.chat_view import answered, expects_shown, history
from bot.channels.errors import Refusal, refusal_for
from bot.channels.limits import RateLimit
from bot.channels.messages import ChatTurn, Opening, said
from bot.channels.requests import MAX_BODY, bearer, dialogue_of, model_of
from bot.dialogue.engine import Dialogue
from bot.dialogue.turn import Inbound

STATIC = Path(__file__).with_name("static")
TYPING_AFTER = 0.4  # seconds until the page shows that we are at it


def web_chat(name: str = "webchat") -> Blueprint:
    """Return the routes of the web chat."""
    routes = Blueprint(name)
    openings = RateLimit(burst=20, per_second=0.5)
    turns = RateLimit(burst=20, per_second=1)

    @routes.get("/")
    async def page(request: Request) -> HTTPResponse:
        return await file(STATIC / "chat.html", headers={"Cache-Control": "no-cache"})

    @routes.get("/widget.js")
    async def widget(request: Request) -> HTTPResponse:
        return await file(STATIC / "widget.js", headers={"Cache-Control": "no-cache"})

    routes.static("/static", str(STATIC), name=f"{name}_static")

    @routes.post("/chat/conversations")
    async def open_chat(request: Request) -> HTTPResponse:
        openings.spend(request.ip)
        opening = model_of(Opening, request.body)
        return _json(await _open(dialogue_of(request.app), opening), 201)

    @routes.post("/chat/conversations/<conversation>/turns")
    async def take_turn(request: Request, conversation: str) -> HTTPResponse:
        dialogue = dialogue_of(request.app)
        dialogue.conversations.authorise(conversation, bearer(request))
        turns.spend(conversation)
        turn = model_of(ChatTurn, request.body)
        return _json(await _take(dialogue, conversation, turn))

    @routes.get("/chat/conversations/<conversation>/messages")
    async def messages(request: Request, conversation: str) -> HTTPResponse:
        dialogue = dialogue_of(request.app)
        state = dialogue.conversations.authorise(conversation, bearer(request))
        return _json(history(dialogue.conversations, state, _after(request)))

    @routes.put("/chat/conversations/<conversation>/preferences")
    async def prefer(request: Request, conversation: str) -> HTTPResponse:
        dialogue = dialogue_of(request.app)
        dialogue.conversations.authorise(conversation, bearer(request))
        wish = model_of(Opening, request.body)
        dialogue.conversations.change(
            conversation,
            language=wish.language,
            preferences={"large_type": wish.large_type, "language_chosen": True},
        )
        return empty()

    @routes.websocket("/chat/socket")
    async def socket(request: Request, ws: Any) -> None:
        await _Socket(dialogue_of(request.app), ws, turns).serve()

    return routes


async def _open(dialogue: Dialogue, opening: Opening) -> dict[str, Any]:
    conversation, token = dialogue.conversations.open(
        "chat", language=opening.language, preferences={"large_type": opening.large_type}
    )
    await dialogue.take(Inbound(conversation_id=conversation, key="start", event="start"))
    state = dialogue.conversations.state(conversation)
    shown = history(dialogue.conversations, state, 0)
    return {
        "conversation": conversation,
        "token": token,
        **shown,
    }


async def _take(dialogue: Dialogue, conversation: str, turn: ChatTurn) -> dict[str, Any]:
    """Answer one turn; what a consumer types is words, only our buttons mean more."""
    inbound = Inbound(
        conversation_id=conversation,
        key=turn.key,
        event="text" if turn.text is not None else "button",
        text=said(turn.text) if turn.text is not None else turn.button or "",
    )
    turn_id, reply = await dialogue.take(inbound)
    state = dialogue.conversations.state(conversation)
    return {
        "turn": turn_id,
        "messages": answered(dialogue.conversations, state, turn_id),
        "expects": expects_shown(reply),
        "owner": state.owner,
    }


class _Socket:
    """One WebSocket: says hello with the token, then takes turns one after the other."""

    def __init__(self, dialogue: Dialogue, ws: Any, limit: RateLimit) -> None:
        self._dialogue = dialogue
        self._ws = ws
        self._limit = limit
        self._conversation: str | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def serve(self) -> None:
        try:
            async for frame in self._ws:
                await self._take_frame(frame)
        finally:
            for task in self._tasks:
                task.cancel()

    async def _take_frame(self, frame: str | bytes) -> None:
        key: str | None = None
        try:
            message = _frame(frame)
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
            self._limit.spend(self._conversation)
            turn = ChatTurn.parse_obj(message)
            task = asyncio.create_task(self._answer(self._conversation, turn))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        else:
            raise Refusal(422, "unexpected_frame", "请先建立对话，再发消息。")

    async def _hello(self, message: dict[str, Any]) -> None:
        conversations = self._dialogue.conversations
        state = conversations.authorise(str(message.get("conversation")), str(message.get("token")))
        self._conversation = state.id
        after = message.get("after")
        shown = history(conversations, state, after if isinstance(after, int) else 0)
        await self._send({"type": "ready"})
        await self._send({"type": "messages", "key": None, **shown})

    async def _answer(self, conversation: str, turn: ChatTurn) -> None:
        """Answer beside the reading loop, so that pings go on and typing can be shown."""
        taking = asyncio.ensure_future(_take(self._dialogue, conversation, turn))
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
        await self._ws.send(json.dumps(message, ensure_ascii=False))


def _frame(frame: str | bytes) -> dict[str, Any]:
    if len(frame) > MAX_BODY:
        raise Refusal(413, "too_large", "内容太长了，请分成几条发。")
    try:
        message = json.loads(frame)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "invalid_json", "消息不是有效的 JSON。") from error
    if not isinstance(message, dict):
        raise Refusal(400, "not_an_object", "消息应该是一个 JSON 对象。")
    return message


def _after(request: Request) -> int:
    given = request.args.get("after", "0")
    if not given.isdecimal() or len(given) > 15:
        raise Refusal(422, "invalid_field", "after: must be a whole number")
    return int(given)


def _json(content: dict[str, Any], status: int = 200) -> HTTPResponse:
    return json_response(
        content, status=status, ensure_ascii=False, headers={"Cache-Control": "no-store"}
    )
