"""The web chat: a page, a widget for other sites, REST and a WebSocket over the same turns."""

from __future__ import annotations

from typing import Any

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, empty
from sanic.response import json as json_response

from bot.channels import chat_turns
from bot.channels.chat_socket import ChatSocket
from bot.channels.chat_view import history
from bot.channels.errors import Refusal, answer_refusals
from bot.channels.limits import ChatLimits
from bot.channels.messages import ChatTurn, Opening, Rated, Wish
from bot.channels.pages import Pages
from bot.channels.requests import bearer, dialogue_of, model_of, sender_of
from bot.dialogue.engine import Dialogue


def web_chat(name: str = "webchat") -> Blueprint:
    """Return the routes of the web chat."""
    routes = Blueprint(name)
    answer_refusals(routes)
    _add_pages(routes)
    _add_rest(routes, limits := ChatLimits())
    _add_buttons(routes, limits)

    @routes.websocket("/chat/socket")
    async def socket(request: Request, ws: Any) -> None:
        await ChatSocket(dialogue_of(request.app), ws, limits).serve()

    return routes


def _add_pages(routes: Blueprint) -> None:
    pages = Pages()

    @routes.get("/")
    async def page(request: Request) -> HTTPResponse:
        return pages.chat(request, dialogue_of(request.app).hotline.profile.name)

    @routes.get("/widget.js")
    async def widget(request: Request) -> HTTPResponse:
        return pages.answer(request, "widget.js")

    @routes.get("/static/<path:path>")
    async def static(request: Request, path: str) -> HTTPResponse:
        return pages.answer(request, path)


def _add_rest(routes: Blueprint, limits: ChatLimits) -> None:
    @routes.post("/chat/conversations")
    async def open_chat(request: Request) -> HTTPResponse:
        limits.openings.spend(sender_of(request))
        opening = model_of(Opening, request.body)
        return _json(await chat_turns.open_chat(dialogue_of(request.app), opening), 201)

    @routes.post("/chat/conversations/<conversation>/turns")
    async def take_turn(request: Request, conversation: str) -> HTTPResponse:
        dialogue = _allowed(request, conversation, limits)
        turn = model_of(ChatTurn, request.body)
        return _json(await chat_turns.take_turn(dialogue, conversation, turn))

    @routes.get("/chat/conversations/<conversation>/messages")
    async def messages(request: Request, conversation: str) -> HTTPResponse:
        dialogue = dialogue_of(request.app)
        state = dialogue.conversations.authorise(conversation, bearer(request))
        limits.readings.spend(conversation)
        return _json(history(dialogue, state, _after(request)))

    @routes.put("/chat/conversations/<conversation>/preferences")
    async def prefer(request: Request, conversation: str) -> HTTPResponse:
        dialogue = dialogue_of(request.app)
        dialogue.conversations.authorise(conversation, bearer(request))
        limits.readings.spend(conversation)
        wish = model_of(Opening, request.body)
        dialogue.conversations.change(
            conversation,
            language=wish.language,
            preferences={"large_type": wish.large_type, "language_chosen": True},
        )
        return empty()


def _add_buttons(routes: Blueprint, limits: ChatLimits) -> None:
    @routes.post("/chat/conversations/<conversation>/queue/leave")
    async def leave(request: Request, conversation: str) -> HTTPResponse:
        dialogue = _allowed(request, conversation, limits)
        wish = model_of(Wish, request.body)
        return _json(await chat_turns.leave_queue(dialogue, conversation, wish))

    @routes.post("/chat/conversations/<conversation>/queue/go-on")
    async def go_on(request: Request, conversation: str) -> HTTPResponse:
        dialogue = _allowed(request, conversation, limits)
        wish = model_of(Wish, request.body)
        return _json(await chat_turns.go_on(dialogue, conversation, wish))

    @routes.post("/chat/conversations/<conversation>/rating")
    async def rate(request: Request, conversation: str) -> HTTPResponse:
        dialogue = _allowed(request, conversation, limits)
        chat_turns.rate(dialogue, conversation, model_of(Rated, request.body))
        return empty()


def _allowed(request: Request, conversation: str, limits: ChatLimits) -> Dialogue:
    """Return the dialogue for one who holds the conversation's token and is not too fast."""
    dialogue = dialogue_of(request.app)
    dialogue.conversations.authorise(conversation, bearer(request))
    limits.turns.spend(conversation)
    return dialogue


def _after(request: Request) -> int:
    given = request.args.get("after", "0")
    if not (given.isascii() and given.isdecimal()) or len(given) > 15:
        raise Refusal(422, "invalid_field", "after: must be a whole number")
    return int(given)


def _json(content: dict[str, Any], status: int = 200) -> HTTPResponse:
    return json_response(
        content, status=status, ensure_ascii=False, headers={"Cache-Control": "no-store"}
    )
