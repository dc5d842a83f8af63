"""Style sheets, scripts and pictures of the desk, for everybody: the sign-in page needs them."""

from __future__ import annotations

from functools import lru_cache

from sanic import Request
from sanic.response import HTTPResponse

from bot.channels.pages import Pages
from bot.desk.pages import STATIC
from bot.desk.rooms import Rooms

rooms = Rooms("desk_assets")


@rooms.public("/desk/static/<path:path>")
async def static(request: Request, path: str) -> HTTPResponse:
    """Return one file, or 304 when the browser has it."""
    return _files().answer(request, path)


@lru_cache(maxsize=1)
def _files() -> Pages:
    return Pages(STATIC)
