"""Our own addresses carry the number of the turn: a platform that asks again asks for the same."""

from __future__ import annotations

from sanic import Request

from bot.channels.errors import Refusal

OWN_EVENTS = ("noinput", "continue", "dialled")


def own_turn(request: Request) -> int:
    """Return the number in the query, 0 for the first event of a call; raises Refusal (422)."""
    given = request.args.get("turn", "0")
    if not (given.isascii() and given.isdigit() and len(given) <= 6):
        raise Refusal(422, "invalid_field", "turn: must be a number")
    return int(given)


def own_event(request: Request) -> str | None:
    """Return the event that we named ourselves in the query; raises Refusal (422)."""
    event = request.args.get("event")
    if event is not None and event not in OWN_EVENTS:
        raise Refusal(422, "invalid_field", "event: not one of ours")
    return str(event) if event else None
