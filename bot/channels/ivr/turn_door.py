"""`POST /ivr/turn`: the JSON door for telephone platforms."""

from __future__ import annotations

import hashlib
from typing import Any

from sanic import Blueprint, Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from bot.channels.errors import Refusal, answer_refusals
from bot.channels.ivr.rendering import phone_answer
from bot.channels.limits import RateLimit
from bot.channels.messages import PhoneTurn, clean
from bot.channels.requests import dialogue_of, model_of
from bot.channels.signatures import check
from bot.dialogue.engine import Dialogue
from bot.dialogue.turn import Inbound
from bot.language.fillers import strip_fillers


def ivr(name: str = "ivr") -> Blueprint:
    """Return the routes of the phone door."""
    routes = Blueprint(name)
    answer_refusals(routes)
    turns = RateLimit(burst=30, per_second=3)

    @routes.post("/ivr/turn")
    async def take_turn(request: Request) -> HTTPResponse:
        dialogue = dialogue_of(request.app)
        check(
            dialogue.hotline.settings.ivr_secret,
            request.headers.get("x-xiaobao-timestamp", ""),
            request.headers.get("x-xiaobao-signature", ""),
            request.body,
            dialogue.hotline.clock.now(),
        )
        turn = model_of(PhoneTurn, request.body)
        conversation = conversation_for(turn.call_id)
        turns.spend(conversation)
        answer = await _take(dialogue, conversation, turn)
        return json_response(answer, ensure_ascii=False)

    return routes


def conversation_for(call_id: str) -> str:
    """Name the conversation of a call; a platform's call id may hold a number, so it is hashed."""
    return "call-" + hashlib.sha256(call_id.encode("utf-8", "replace")).hexdigest()[:32]


async def _take(dialogue: Dialogue, conversation: str, turn: PhoneTurn) -> dict[str, Any]:
    """Answer one event; a call that we do not know begins here, whatever its first event is."""
    dialogue.conversations.open(
        "phone",
        conversation_id=conversation,
        caller=turn.caller,
        preferences={"elder": turn.elder},
    )
    _, reply = await dialogue.take(_inbound(conversation, turn))
    return phone_answer(turn, reply)


def _inbound(conversation: str, turn: PhoneTurn) -> Inbound:
    event = {"speech": "text", "dtmf": "digits"}.get(turn.event, turn.event)
    text = turn.digits or "" if turn.event == "dtmf" else _speech(turn.text or "")
    if turn.event == "dtmf" and not turn.digits:
        raise Refusal(422, "invalid_field", "digits: required for the event dtmf")
    if turn.event == "speech" and not text:
        event = "noinput"
    return Inbound(
        conversation_id=conversation,
        key=turn.turn,
        event=event,  # type: ignore[arg-type]
        text=text,
        channel="phone",
        confidence=turn.confidence,
        alternatives=tuple(_speech(alternative.text) for alternative in turn.nbest),
    )


def _speech(transcript: str) -> str:
    """Return what was said without the sounds that fill pauses; a mere sound stays."""
    return strip_fillers(clean(transcript))
