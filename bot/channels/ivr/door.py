"""The routes of one dialect: admit, read, answer, write; a caller never meets silence."""

from __future__ import annotations

import logging

from pydantic import ValidationError
from sanic import Blueprint, Request
from sanic.response import HTTPResponse

from bot.channels.errors import Refusal, answer_refusals
from bot.channels.ivr.calls import Calls, conversation_for
from bot.channels.ivr.dialect import Dialect
from bot.channels.ivr.rendering import to_a_person
from bot.channels.limits import RateLimit
from bot.channels.messages import PhoneAnswer, PhoneTurn
from bot.channels.requests import dialogue_of

log = logging.getLogger(__name__)


def door(dialect: Dialect, prefix: str = "") -> Blueprint:
    """Return the routes on which a platform speaks the dialect."""
    routes = Blueprint(f"{prefix}ivr_{dialect.name}")
    answer_refusals(routes)
    pace = RateLimit(burst=30, per_second=3)
    calls = Calls()

    async def take(request: Request) -> HTTPResponse:
        dialogue = dialogue_of(request.app)
        hotline = dialogue.hotline
        dialect.admit(request, hotline, hotline.clock.now())
        turn = dialect.read(request)
        if turn is None:
            return dialect.write(request, hotline, None, None)
        pace.spend(conversation_for(dialect.name, turn.call_id))
        answer = await _answer(calls, dialect, request, turn)
        await dialect.prepare(request, hotline, answer)
        return dialect.write(request, hotline, turn, answer)

    for number, path in enumerate(dialect.paths):
        routes.add_route(take, path, methods=["POST"], name=f"turn_{number}")
    return routes


async def _answer(calls: Calls, dialect: Dialect, request: Request, turn: PhoneTurn) -> PhoneAnswer:
    """Answer the event; whatever fails on our side puts the caller through to a person."""
    dialogue = dialogue_of(request.app)
    try:
        return await calls.take(dialogue, dialect.name, turn)
    except (Refusal, ValidationError):
        raise
    except Exception:
        log.exception("an event of a call failed")
        return to_a_person(turn, dialogue.hotline)
