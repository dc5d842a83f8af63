"""What people do in and about a conversation; every act answers with what to say about it."""

from __future__ import annotations

from typing import Any

from pydantic import StrictStr, constr
from sanic import Request
from sanic.response import HTTPResponse, json

from bot.accounts.staff import Staff
from bot.channels.messages import Key, Strict, said
from bot.channels.requests import dialogue_of, model_of
from bot.desk.days import moment_of
from bot.desk.pages import moment
from bot.desk.reading import hotline_of
from bot.desk.refusing import refusing
from bot.desk.rooms import Rooms
from bot.desk.talk_view import check_may_see
from bot.dialogue.news import DESK
from bot.dialogue.switchboard import Switchboard

rooms = Rooms("desk_talks")

AT_THE_DESK = ("agent", "supervisor")
SUPERVISORS = ("supervisor",)
TALK = "/desk/conversations/<conversation:str>"

Note = constr(strict=True, max_length=500, strip_whitespace=True)
Name = constr(strict=True, min_length=1, max_length=80)


class Words(Strict):
    """Something said; the same key says it once."""

    key: Key  # type: ignore[valid-type]
    text: StrictStr


class Why(Strict):
    """A reason by its name."""

    why: Name  # type: ignore[valid-type]


class Aim(Strict):
    """Where to: `skill:bank` or `agent:<id>`, with a word for whoever takes it."""

    to: constr(strict=True, regex=r"^(skill|agent):.{1,80}$")  # type: ignore[valid-type]
    note: Note = ""  # type: ignore[valid-type]


class Noted(Strict):
    """A word for colleagues."""

    note: Note = ""  # type: ignore[valid-type]


class When(Strict):
    """A moment of China as a page gives it: 2026-11-23T15:30, or nothing."""

    at: constr(strict=True, max_length=16) = ""  # type: ignore[valid-type]


class Outcome(Noted):
    """How a talk ended, by its name."""

    outcome: Name  # type: ignore[valid-type]


@rooms.post("/desk/next", roles=AT_THE_DESK)
async def take_next(request: Request, staff: Staff) -> HTTPResponse:
    """Take the next who waits for somebody like this person."""
    with refusing():
        taken = _board(request).accept_next(staff)
    if taken is None:
        return _done(word="现在没有您能接的人在等。")
    return _done(conversation=taken.conversation_id)


@rooms.post("/desk/handoffs/<handoff:int>/accept", roles=AT_THE_DESK)
async def accept(request: Request, staff: Staff, handoff: int) -> HTTPResponse:
    """Take one who waits."""
    with refusing():
        taken = _board(request).accept(handoff, staff)
    return _done(conversation=taken.conversation_id)


@rooms.post("/desk/handoffs/<handoff:int>/decline", roles=AT_THE_DESK)
async def decline(request: Request, staff: Staff, handoff: int) -> HTTPResponse:
    """Leave one to others."""
    why = model_of(Why, request.body).why
    with refusing():
        _board(request).decline(handoff, staff, why)
    return _done(word="好，让给别的同事。")


@rooms.post(f"{TALK}/say", roles=AT_THE_DESK)
async def say(request: Request, staff: Staff, conversation: str) -> HTTPResponse:
    """Say something to the consumer."""
    words = model_of(Words, request.body)
    with refusing():
        seq = _board(request).say(conversation, staff, said(words.text), words.key)
    return _done(seq=seq)


@rooms.post(f"{TALK}/whisper", roles=AT_THE_DESK)
async def whisper(request: Request, staff: Staff, conversation: str) -> HTTPResponse:
    """Note something that staff only see."""
    words = model_of(Words, request.body)
    with refusing():
        check_may_see(dialogue_of(request.app), staff, conversation)
        seq = _board(request).whisper(conversation, staff, said(words.text), words.key)
    return _done(seq=seq)


@rooms.post(f"{TALK}/transfer", roles=AT_THE_DESK)
async def transfer(request: Request, staff: Staff, conversation: str) -> HTTPResponse:
    """Pass a conversation to a skill or a colleague."""
    aim = model_of(Aim, request.body)
    kind, _, name = aim.to.partition(":")
    whom = {"to_skill": name} if kind == "skill" else {"to_agent": name}
    with refusing():
        _board(request).transfer(conversation, staff, note=aim.note, **whom)
    return _done(word="转过去了，消费者会排在最前面。")


@rooms.post(f"{TALK}/return", roles=AT_THE_DESK)
async def give_back(request: Request, staff: Staff, conversation: str) -> HTTPResponse:
    """Return a conversation to the bot."""
    note = model_of(Noted, request.body).note
    with refusing():
        await _board(request).hand_back(conversation, staff, note)
    return _done(word="交回给小保了。")


@rooms.post(f"{TALK}/call-back", roles=AT_THE_DESK)
async def call_back(request: Request, staff: Staff, conversation: str) -> HTTPResponse:
    """Promise a call instead of going on now; without a time it is the next free one."""
    wanted = model_of(When, request.body).at
    at = moment_of(wanted) if wanted else None
    with refusing():
        view = _board(request).call_back(conversation, staff, at)
    return _done(word=f"约好了：{moment(view.callback_at)} 回电，已经告诉消费者。")


@rooms.post(f"{TALK}/finish", roles=AT_THE_DESK)
async def finish(request: Request, staff: Staff, conversation: str) -> HTTPResponse:
    """End this person's part."""
    told = model_of(Outcome, request.body)
    with refusing():
        _board(request).finish(conversation, staff, told.outcome, told.note)
    return _done(word="办完了。")


@rooms.post(f"{TALK}/take-over", roles=SUPERVISORS)
async def take_over(request: Request, staff: Staff, conversation: str) -> HTTPResponse:
    """Take a conversation from whoever has it."""
    with refusing():
        _board(request).take_over(conversation, staff)
    return _done(conversation=conversation)


@rooms.post("/desk/presence/pause/<why:str>", roles=AT_THE_DESK)
async def pause(request: Request, staff: Staff, why: str) -> HTTPResponse:
    """Take no new conversations for a while."""
    with refusing():
        hotline_of(request).handoffs.pause(staff.id, why)
    dialogue_of(request.app).news.publish(DESK, {"kind": "presence"})
    return _done(word="好，先不给您派新的。手里的照常。")


@rooms.post("/desk/presence/resume", roles=AT_THE_DESK)
async def resume(request: Request, staff: Staff) -> HTTPResponse:
    """Take conversations again."""
    with refusing():
        hotline_of(request).handoffs.resume(staff.id)
    dialogue_of(request.app).news.publish(DESK, {"kind": "presence"})
    return _done(word="欢迎回来。")


def _board(request: Request) -> Switchboard:
    board: Switchboard = dialogue_of(request.app).switchboard
    return board


def _done(**told: Any) -> HTTPResponse:
    return json(told, ensure_ascii=False)
