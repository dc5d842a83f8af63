"""Rooms for staff: every route says who may enter, and nobody else gets in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from sanic import Blueprint, Request
from sanic.exceptions import WebsocketClosed
from sanic.response import HTTPResponse, json, redirect
from websockets.exceptions import ConnectionClosed

from bot.accounts.roles import ROLES
from bot.accounts.staff import Visit
from bot.channels.errors import Refusal, refusal_for
from bot.desk.guard import check_csrf, check_origin, present, visit_of
from bot.desk.pages import page

Handler = Callable[..., Awaitable[Any]]

PUBLIC = ("public",)  # whoever comes; what the route does about it is its own affair
# (method, path) -> roles, or PUBLIC, for the access matrix; the method of a socket is "SOCKET".
RULES: dict[tuple[str, str], tuple[str, ...]] = {}

SIGN_IN = "/desk/sign-in"
DUTIES = {"password": "/desk/account/password", "second_factor": "/desk/account/second-factor"}
LOOK_AGAIN = 15.0  # seconds after which an open socket asks whether its session still holds
CLOSE_SIGNED_OUT, CLOSE_FORBIDDEN = 4401, 4403

SIGNED_OUT = (401, "signed_out", "登录已经失效，请重新登录。")
FORBIDDEN = (403, "forbidden", "您的角色不能进这个页面。需要的话，请找管理员调整。")
UNSETTLED = (403, "unsettled", "请先改好密码、设好二次验证，再继续。")


class Rooms:
    """Routes of the desk behind one blueprint; paths are whole: /desk/tickets.

    Handlers get the request, whoever is signed in, and the parts of the path by name.
    """

    def __init__(self, name: str) -> None:
        self.blueprint = Blueprint(name)
        self.blueprint.exception(Exception)(_refuse)

    def get(self, path: str, roles: tuple[str, ...], *, settling: bool = False) -> Any:
        """Register a page or a look-up; `settling` ones can be had before duties are done."""
        return self._staffed("GET", path, roles, settling)

    def post(self, path: str, roles: tuple[str, ...], *, settling: bool = False) -> Any:
        """Register an act, with its CSRF token checked."""
        return self._staffed("POST", path, roles, settling)

    def put(self, path: str, roles: tuple[str, ...]) -> Any:
        """Register a change, with its CSRF token checked."""
        return self._staffed("PUT", path, roles, False)

    def delete(self, path: str, roles: tuple[str, ...]) -> Any:
        """Register a removal, with its CSRF token checked."""
        return self._staffed("DELETE", path, roles, False)

    def public(self, path: str, method: str = "GET", *, csrf: bool = True) -> Any:
        """Register a route for whoever comes: sign-in, or an API that checks keys by itself.

        Its handler gets the request and the parts of the path.
        """

        def register(handler: Handler) -> Handler:
            @wraps(handler)
            async def open_door(request: Request, **parts: Any) -> Any:
                if csrf and method != "GET":
                    check_csrf(request)
                return await handler(request, **parts)

            return self._add(method, path, PUBLIC, open_door)

        return register

    def socket(self, path: str, roles: tuple[str, ...]) -> Any:
        """Register a WebSocket: closed with 4401 (signed out, also later) or 4403 (not theirs)."""

        def register(handler: Handler) -> Handler:
            @wraps(handler)
            async def guarded(request: Request, ws: Any, **parts: Any) -> None:
                try:
                    check_origin(request)
                    visit = _entering(request, roles, settling=False)
                except Refusal as refusal:
                    code = CLOSE_SIGNED_OUT if refusal.status == 401 else CLOSE_FORBIDDEN
                    await ws.close(code, refusal.code)
                    return
                await _while_signed_in(request, ws, handler(request, ws, visit.staff, **parts))

            _rule("SOCKET", path, roles)
            self.blueprint.websocket(path)(guarded)
            return handler

        return register

    def _staffed(self, method: str, path: str, roles: tuple[str, ...], settling: bool) -> Any:
        def register(handler: Handler) -> Handler:
            @wraps(handler)
            async def guarded(request: Request, **parts: Any) -> Any:
                visit = _entering(request, roles, settling=settling)
                if method != "GET":
                    check_csrf(request)
                response = await handler(request, visit.staff, **parts)
                response.headers.setdefault("Cache-Control", "no-store")
                return response

            return self._add(method, path, roles, guarded)

        return register

    def _add(self, method: str, path: str, roles: tuple[str, ...], handler: Handler) -> Handler:
        _rule(method, path, roles)
        self.blueprint.add_route(handler, path, methods=[method], name=_name(method, path))
        return handler


def wants_page(request: Request) -> bool:
    """Tell whether a person looks at the answer, not a script."""
    return "text/html" in request.headers.get("accept", "")


def _rule(method: str, path: str, roles: tuple[str, ...]) -> None:
    unknown = set(roles) - set(ROLES) - set(PUBLIC)
    if unknown or not roles:
        raise ValueError(f"{method} {path}: {sorted(unknown) or 'nobody'} may enter")
    RULES[method, path] = roles


def _name(method: str, path: str) -> str:
    """Sanic wants a name for every route; two routes may share the name of their function."""
    plain = "".join(sign if sign.isalnum() else "_" for sign in path)
    return f"{method.lower()}_{plain.strip('_')}"


def _entering(request: Request, roles: tuple[str, ...], *, settling: bool) -> Visit:
    visit = present(request)
    if visit is None:
        raise Refusal(*SIGNED_OUT)
    if visit.duty and not settling:
        raise Refusal(*UNSETTLED)
    if visit.staff.role not in roles:
        raise Refusal(*FORBIDDEN)
    return visit


async def _while_signed_in(request: Request, ws: Any, work: Awaitable[None]) -> None:
    """Serve a socket until it closes or its session ends."""
    serving = asyncio.ensure_future(work)
    try:
        with suppress(WebsocketClosed, ConnectionClosed):
            while not serving.done():
                await asyncio.wait({serving}, timeout=LOOK_AGAIN)
                if not serving.done() and visit_of(request, active=False) is None:
                    await ws.close(CLOSE_SIGNED_OUT, SIGNED_OUT[1])
                    return
            await serving
    finally:
        serving.cancel()


async def _refuse(request: Request, error: Exception) -> HTTPResponse:
    refusal = refusal_for(error)
    if not wants_page(request):
        headers = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after else {}
        return json(refusal.as_dict(), status=refusal.status, headers=headers, ensure_ascii=False)
    if refusal.code == SIGNED_OUT[1] and request.method == "GET":
        return redirect(f"{SIGN_IN}?{urlencode({'next': request.path})}", status=303)
    if refusal.code == UNSETTLED[1]:
        return redirect(DUTIES[request.ctx.visit.duty], status=303)
    return page(request, "refusal.html", status=refusal.status, refusal=refusal)
