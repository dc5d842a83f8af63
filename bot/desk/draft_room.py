"""The ticket beside the conversation: mend the draft, show personal values, register."""

from __future__ import annotations

from pydantic import constr
from sanic import Request
from sanic.response import HTTPResponse, json

from bot.accounts.staff import Staff
from bot.channels.errors import Refusal
from bot.channels.messages import Strict
from bot.channels.requests import dialogue_of, model_of
from bot.desk.look_reasons import look_reason
from bot.desk.reading import hotline_of
from bot.desk.refusing import refusing
from bot.desk.rooms import Rooms
from bot.desk.talk_view import check_may_see

rooms = Rooms("desk_drafts")

AT_THE_DESK = ("agent", "supervisor")
TALK = "/desk/conversations/<conversation:str>"


class Change(Strict):
    """A field of the draft with its new value; empty takes the old one away."""

    field: constr(strict=True, min_length=1, max_length=40)  # type: ignore[valid-type]
    value: constr(strict=True, max_length=2000, strip_whitespace=True)  # type: ignore[valid-type]


class Look(Strict):
    """Why somebody wants to see personal values, by its name."""

    reason: constr(strict=True, min_length=1, max_length=80)  # type: ignore[valid-type]


@rooms.put(f"{TALK}/draft", roles=AT_THE_DESK)
async def change(request: Request, staff: Staff, conversation: str) -> HTTPResponse:
    """Mend one field."""
    wanted = model_of(Change, request.body)
    board = dialogue_of(request.app).switchboard
    with refusing():
        try:
            await board.change_draft(conversation, staff, wanted.field, wanted.value or None)
        except ValueError as error:
            raise Refusal(422, "wrong_value", str(error)) from error
    return json({"field": wanted.field})


@rooms.post(f"{TALK}/reveal", roles=AT_THE_DESK)
async def reveal(request: Request, staff: Staff, conversation: str) -> HTTPResponse:
    """Show name, phone and identity number; the look is written down before they are read."""
    reason = look_reason(model_of(Look, request.body).reason)
    dialogue = dialogue_of(request.app)
    with refusing():
        check_may_see(dialogue, staff, conversation)
        hotline_of(request).accounts.looked(
            staff,
            what=("name", "phone", "id_number"),
            reason=reason,
            conversation=conversation,
        )
        values = dialogue.switchboard.reveal(conversation)
    return json({"values": values}, ensure_ascii=False)


@rooms.post(f"{TALK}/register", roles=AT_THE_DESK)
async def register(request: Request, staff: Staff, conversation: str) -> HTTPResponse:
    """Register the complaint; pressed twice it is the same ticket."""
    board = dialogue_of(request.app).switchboard
    with refusing():
        try:
            ticket = await board.register(conversation, staff)
        except ValueError as error:
            raise Refusal(422, "not_ready", str(error)) from error
    told = f"登记好了，单号 {ticket.number}，已经告诉消费者。"
    return json({"number": ticket.number, "word": told}, ensure_ascii=False)
