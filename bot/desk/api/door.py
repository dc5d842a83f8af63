"""The door of the interface: who has which key, how fast, and the same request only once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from sanic import Request
from sanic.response import HTTPResponse, empty, json

from bot.channels.errors import Refusal
from bot.channels.limits import RateLimit
from bot.channels.messages import Strict
from bot.channels.requests import sender_of
from bot.desk.institutions.refusing import refusing
from bot.desk.reading import hotline_of
from bot.institutions.officer import Officer
from bot.institutions.repeats import Kept
from bot.institutions.service import Institutions

IDEMPOTENCY_KEY = re.compile(r"[A-Za-z0-9._:-]{8,64}")
LONGEST_KEY = 200
TOO_FAST = "请求太密了，请稍后再发。"
NO_KEY = Refusal(401, "no_key", "请求要带密钥：Authorization: Bearer xbk_…")
NO_IDEMPOTENCY_KEY = Refusal(
    400, "no_idempotency_key", "写操作要带 Idempotency-Key（8 到 64 个字母、数字或 . _ : -）。"
)


class Limits:
    """How fast a key may ask, and how often an address may come with a wrong one."""

    def __init__(self) -> None:
        self.asking = RateLimit(burst=60, per_second=10)
        self.guessing = RateLimit(burst=20, per_second=0.2)


@dataclass(frozen=True)
class Call:
    """One request of an institution that may be made."""

    request: Request
    officer: Officer

    @property
    def services(self) -> Institutions:
        """Return the services for institutions."""
        return hotline_of(self.request).institutions

    @property
    def seen(self) -> str | None:
        """Return the version that the caller has seen (If-Match), None if it does not matter."""
        given = self.request.headers.get("if-match", "").strip()
        if given in ("", "*"):
            return None
        return given.removeprefix("W/").strip('"')[:LONGEST_KEY]


@dataclass(frozen=True)
class Reply:
    """What is answered: a model, or nothing (204)."""

    shown: Strict | None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    def response(self) -> HTTPResponse:
        """Return the answer on the line."""
        return _response(_kept(self))


def enter(request: Request, scope: str) -> Call:
    """Let a key in; raises Refusal (401, 403, 429)."""
    limits = _limits(request)
    token = _token(request)
    try:
        with refusing():
            officer = hotline_of(request).institutions.keys.officer(token, scope)
    except Refusal as refusal:
        if refusal.status in (401, 403):
            _spend(limits.guessing, sender_of(request))
        raise
    _spend(limits.asking, officer.key_id or "")
    return Call(request, officer)


async def once(call: Call, act: Callable[[], Awaitable[Reply]]) -> HTTPResponse:
    """Do a write, or give the answer that the same request got before.

    Raises Refusal (400) without an idempotency key, (422) for one of another request.
    """
    key = call.request.headers.get("idempotency-key", "")
    if not IDEMPOTENCY_KEY.fullmatch(key):
        raise NO_IDEMPOTENCY_KEY
    repeats, key_id = call.services.repeats, call.officer.key_id or ""
    with refusing():
        before = repeats.begin(key_id, key, _fingerprint(call.request))
    if before is not None:
        return _response(before, **{"Idempotent-Replayed": "true"})
    try:
        reply = await act()
    except BaseException:
        repeats.drop(key_id, key)
        raise
    repeats.keep(key_id, key, _kept(reply))
    return reply.response()


def _limits(request: Request) -> Limits:
    if not hasattr(request.app.ctx, "api_limits"):
        request.app.ctx.api_limits = Limits()
    limits: Limits = request.app.ctx.api_limits
    return limits


def _spend(limit: RateLimit, key: str) -> None:
    try:
        limit.spend(key)
    except Refusal as refusal:
        raise Refusal(429, "too_fast", TOO_FAST, refusal.retry_after) from refusal


def _token(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip() or len(token) > LONGEST_KEY:
        raise NO_KEY
    return token.strip()


def _fingerprint(request: Request) -> str:
    asked = f"{request.method} {request.path}?{request.query_string}\n".encode()
    seen = request.headers.get("if-match", "").encode("utf-8", "replace")
    return hashlib.sha256(asked + seen + b"\n" + request.body).hexdigest()


def _kept(reply: Reply) -> Kept:
    shown: Any = None if reply.shown is None else reply.shown.dict(by_alias=True)
    return Kept(reply.status, {"shown": shown, "headers": reply.headers})


def _response(kept: Kept, **more: str) -> HTTPResponse:
    """Return an answer on the line; nobody on the way keeps what concerns a person."""
    shown = kept.content["shown"]
    headers = {**kept.content["headers"], "Cache-Control": "no-store", **more}
    if shown is None:
        return empty(kept.status, headers)
    return json(shown, status=kept.status, headers=headers, ensure_ascii=False)
