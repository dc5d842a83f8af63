"""What the rooms of the desk read out of requests: bounded, or refused."""

from __future__ import annotations

from sanic import Request

from bot.channels.errors import Refusal
from bot.hotline import Hotline

LARGEST_PLACE = 10**15


def hotline_of(request: Request) -> Hotline:
    """Return the hotline of this application."""
    hotline: Hotline = request.app.ctx.hotline
    return hotline


def after_of(request: Request) -> int:
    """Return the place after which is asked, 0 without; raises Refusal (422)."""
    return number_of(request, "after", 0, LARGEST_PLACE)


def number_of(request: Request, name: str, usual: int, largest: int) -> int:
    """Return a number from the address; raises Refusal (422) for what is none."""
    text = str(request.args.get(name) or usual)
    if not text.isascii() or not text.isdecimal() or len(text) > len(str(largest)):
        raise Refusal(422, "wrong_number", f"{name} 应该是一个数。")
    return min(int(text), largest)


def word_of(request: Request, name: str, longest: int = 80) -> str:
    """Return one value from the address, stripped and cut; empty when there is none."""
    return str(request.args.get(name) or "").replace("\0", "").strip()[:longest]
