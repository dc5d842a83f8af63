"""Routes of the interface: each says what it takes, what it gives, and which scope it needs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from json import dumps
from typing import Any

from sanic import Request
from sanic.response import HTTPResponse

from bot.channels.errors import Refusal, refusal_for
from bot.channels.messages import Strict
from bot.channels.requests import model_of
from bot.desk.api.door import Reply, enter, once
from bot.desk.rooms import Rooms

BASE = "/api/v1"
Handler = Callable[..., Awaitable[Any]]

rooms = Rooms("api")


@dataclass(frozen=True)
class Parameter:
    """A value in the address; `schema` as OpenAPI writes it."""

    name: str
    about: str
    schema: dict[str, Any]


@dataclass(frozen=True)
class Route:
    """One operation, as it is served and as it is described.

    `takes` is the model of the body, or the media type of a body that is no JSON; `gives` likewise,
    None for an answer without a body.
    """

    method: str
    path: str
    about: str
    scope: str
    takes: type[Strict] | str | None
    gives: type[Strict] | str | None
    status: int
    parameters: tuple[Parameter, ...]
    once: bool
    versioned: bool


ROUTES: list[Route] = []


def reads(
    path: str,
    about: str,
    gives: type[Strict] | str,
    parameters: tuple[Parameter, ...] = (),
    *,
    versioned: bool = False,
) -> Callable[[Handler], Handler]:
    """Register a question; its handler gets the call and the parts of the path."""
    route = Route(
        "GET", path, about, "read", None, gives, 200, parameters, once=False, versioned=versioned
    )
    return _registering(route)


def writes(
    path: str,
    about: str,
    takes: type[Strict] | str | None,
    gives: type[Strict] | None,
    *,
    method: str = "POST",
    status: int = 200,
    once: bool = True,
    versioned: bool = False,
) -> Callable[[Handler], Handler]:
    """Register an act, done `once` per idempotency key; its handler gets the model too."""
    route = Route(method, path, about, "answer", takes, gives, status, (), once, versioned)
    return _registering(route)


def _registering(route: Route) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        @wraps(handler)
        async def serve(request: Request, **parts: Any) -> HTTPResponse:
            try:
                return await _serve(route, handler, request, parts)
            except Exception as error:  # every refusal has one shape, whatever is asked for
                return refused(error)

        if isinstance(route.takes, str):
            # A file is read piece by piece by its handler, beyond what other requests may hold.
            vars(serve)["is_stream"] = True  # its mere presence makes Sanic leave bodies unread
        ROUTES.append(route)
        rooms.public(BASE + route.path, route.method, csrf=False)(serve)
        return handler

    return register


async def _serve(
    route: Route, handler: Handler, request: Request, parts: dict[str, Any]
) -> HTTPResponse:
    call = enter(request, route.scope)
    if isinstance(route.takes, type):
        parts["given"] = model_of(route.takes, request.body)
    if route.once:
        return await once(call, lambda: handler(call, **parts))
    reply = await handler(call, **parts)
    return reply.response() if isinstance(reply, Reply) else reply


class Whole(HTTPResponse):
    """An answer that keeps its length: Sanic takes it from a 412, and callers wait for more."""

    @property
    def processed_headers(self) -> Iterator[tuple[bytes, bytes]]:
        """Return the headers as they are."""
        self.headers.setdefault("content-type", self.content_type)
        return ((name.encode("ascii"), str(value).encode()) for name, value in self.headers.items())


def refused(error: Exception) -> HTTPResponse:
    """Answer with a refusal in the one shape of the house."""
    refusal = refusal_for(error)
    headers = {"Cache-Control": "no-store"}
    if refusal.retry_after:
        headers["Retry-After"] = str(refusal.retry_after)
    if refusal.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="xiaobao"'
    body = dumps(refusal.as_dict(), ensure_ascii=False)
    return Whole(body, refusal.status, headers, "application/json")


def without_lost_updates(error: Refusal) -> Refusal:
    """Return what HTTP calls a change in the meantime: 412, since the caller named a version."""
    if error.code != "changed_meanwhile":
        return error
    message = "这张单在您读取以后又有变化，请重新读取再办（If-Match）。"
    return Refusal(412, error.code, message)
