"""The desk itself: the page, and the pieces of it that are drawn anew when something changes."""

from __future__ import annotations

from typing import Any

from sanic import Request
from sanic.response import HTTPResponse, json, redirect

from bot.accounts.staff import ROLES, Staff
from bot.channels.requests import dialogue_of
from bot.desk.drawing import one_at_a_time
from bot.desk.facts_view import facts_of
from bot.desk.homes import home_of
from bot.desk.knowledge import knowledge_for
from bot.desk.pages import page
from bot.desk.phrases import phrases_for
from bot.desk.queue_board import QueueBoard
from bot.desk.queue_view import queue_view
from bot.desk.reading import after_of, hotline_of
from bot.desk.refusing import refusing
from bot.desk.registering import registration_of
from bot.desk.rooms import Rooms
from bot.desk.talk_view import entry_shown, talk_view
from bot.desk.words import titles
from bot.handoff.reasons import DECLINES, OUTCOMES, PAUSES, reasons
from bot.practice.practices import Practices

rooms = Rooms("desk_room")

AT_THE_DESK = ("agent", "supervisor")


@rooms.get("/desk", roles=ROLES)
async def desk(request: Request, staff: Staff) -> HTTPResponse:
    """Show the desk, or lead whoever works elsewhere to their room."""
    if staff.role not in AT_THE_DESK:
        return redirect(home_of(staff), status=303)
    hotline = hotline_of(request)
    return page(
        request,
        "desk/desk.html",
        staff,
        declines=reasons(DECLINES),
        outcomes=reasons(OUTCOMES),
        reveal_reasons=titles("reveal_reasons"),
        skills=hotline.profile.handoff.skills,
        institutions=hotline.directory.all(),
        phrases=phrases_for(staff.number, hotline.profile.name),
        **_queue(request, staff),
    )


@rooms.get("/desk/queue", roles=AT_THE_DESK)
async def queue(request: Request, staff: Staff) -> HTTPResponse:
    """Draw the left column, and the colleagues that a talk can be passed to."""
    async with one_at_a_time(request.app):
        return page(request, "desk/queue_piece.html", staff, **_queue(request, staff))


@rooms.get("/desk/conversations/<conversation:str>", roles=AT_THE_DESK)
async def conversation(request: Request, staff: Staff, conversation: str) -> HTTPResponse:
    """Draw what is known of one conversation: its head, what the bot understood, the ticket."""
    hotline, board = hotline_of(request), dialogue_of(request.app).switchboard
    async with one_at_a_time(request.app):
        with refusing():
            talk = talk_view(dialogue_of(request.app), staff, conversation)
            facts = facts_of(hotline, board, conversation)
        return page(
            request,
            "desk/conversation.html",
            staff,
            talk=talk,
            facts=facts,
            knowledge=knowledge_for(hotline, facts),
        )


@rooms.get("/desk/conversations/<conversation:str>/entries", roles=AT_THE_DESK)
async def entries(request: Request, staff: Staff, conversation: str) -> HTTPResponse:
    """Return what was said after a place."""
    dialogue = dialogue_of(request.app)
    with refusing():
        talk_view(dialogue, staff, conversation)
        said = dialogue.switchboard.transcript(conversation, after_of(request))
    shown = [entry_shown(entry) for entry in said]
    return json({"conversation": conversation, "entries": shown}, ensure_ascii=False)


@rooms.get("/desk/conversations/<conversation:str>/registration", roles=AT_THE_DESK)
async def registration(request: Request, staff: Staff, conversation: str) -> HTTPResponse:
    """Draw what would be registered now, to be looked at once before it is."""
    dialogue = dialogue_of(request.app)
    with refusing():
        talk_view(dialogue, staff, conversation)
        planned = registration_of(hotline_of(request), dialogue.switchboard, conversation)
    return page(request, "desk/registration.html", staff, planned=planned)


def _queue(request: Request, staff: Staff) -> dict[str, Any]:
    hotline = hotline_of(request)
    board = _board(request).look(fresh="fresh" in request.args)
    return {
        "queue": queue_view(hotline, staff, board),
        "practice": Practices(hotline.database, hotline.clock).offered_to(staff.id),
        "pauses": reasons(PAUSES),
        "fuse_minutes": hotline.profile.handoff.fuse.pause_minutes,
        "colleagues": [
            agent for agent in board.agents if agent.id != staff.id and agent.state == "ready"
        ],
    }


def _board(request: Request) -> QueueBoard:
    """Return the board of this application, which all pages share."""
    if not hasattr(request.app.ctx, "queue_board"):
        request.app.ctx.queue_board = QueueBoard(hotline_of(request).handoffs)
    board: QueueBoard = request.app.ctx.queue_board
    return board
