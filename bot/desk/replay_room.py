"""A stored conversation or call, to be read again from its beginning."""

from __future__ import annotations

from sanic import Request
from sanic.response import HTTPResponse

from bot.accounts.staff import Staff
from bot.channels.requests import dialogue_of
from bot.desk.pages import page
from bot.desk.refusing import refusing
from bot.desk.replay_view import replay_of
from bot.desk.rooms import Rooms

rooms = Rooms("desk_replay")


@rooms.get("/desk/replay/<conversation:str>", roles=("agent", "supervisor", "reviewer"))
async def replay(request: Request, staff: Staff, conversation: str) -> HTTPResponse:
    """Show a conversation turn by turn, masked as it was stored."""
    dialogue = dialogue_of(request.app)
    with refusing():
        told = replay_of(dialogue, staff, conversation)
        understood = dialogue.switchboard.understood(conversation)
    return page(request, "desk/replay.html", staff, replay=told, told=understood)
