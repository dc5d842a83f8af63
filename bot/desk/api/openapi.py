"""The OpenAPI description of the interface, made from the routes and the models themselves."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from pydantic.schema import schema

from bot.channels.messages import ErrorShown, Strict
from bot.desk.api import messages as m
from bot.desk.api.routes import BASE, ROUTES, Route

REFERENCE = "#/components/schemas/"
PART = re.compile(r"<(\w+):\w+>")
BINARY = {"type": "string", "format": "binary"}
_ABOUT = (
    "Tickets of one institution: whoever holds a key sees that institution's own, and nothing "
    "tells another's number from one that does not exist. Keys go into Authorization: Bearer. "
    "Writes need an Idempotency-Key: the same key with the same request gets the same answer for "
    "a week. If-Match with the ETag of what was read refuses (412) to act on what has changed "
    "since. Moments are UTC, days those of Shanghai, sums CNY as text."
)
_WEBHOOK = (
    "Sent to each webhook for each event it wants, at least once: `id` tells repeats apart. Of "
    "one ticket nothing is sent before what happened earlier has arrived. Any 2xx within ten "
    "seconds is an arrival, 410 ends it, redirects are not followed. X-Xiaobao-Signature is "
    "v1=hex(HMAC-SHA256(secret, timestamp + '.' + body)); compare it in constant time and refuse "
    "timestamps that are old."
)
_HEADERS = {
    "X-Xiaobao-Event": "the id of the event",
    "X-Xiaobao-Timestamp": "Unix seconds at which it was sent",
    "X-Xiaobao-Signature": "v1= and 64 hex digits",
}


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "消保 Xiaobao, for institutions", "version": "1", "description": _ABOUT},
        "servers": [{"url": BASE}],
        "security": [{"key": []}],
        "paths": _paths(),
        "webhooks": {"event": {"post": _webhook()}},
        "components": {
            "schemas": schema(_models(), ref_prefix=REFERENCE)["definitions"],
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _paths() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for route in ROUTES:
        path = paths.setdefault(PART.sub(r"{\1}", route.path), {})
        path["parameters"] = [_in("path", name) for name in PART.findall(route.path)]
        path[route.method.lower()] = _operation(route)
    return paths


def _operation(route: Route) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": route.about,
        "description": f"Needs a key with the scope `{route.scope}`.",
        "parameters": _parameters(route),
        "responses": {str(route.status): _answer(route), "default": _refusal()},
    }
    if route.takes is not None:
        operation["requestBody"] = {"content": _content(route.takes), "required": True}
    if route.gives is m.FileTaken:
        operation["responses"]["200"] = _answer(route)
    return operation


def _parameters(route: Route) -> list[dict[str, Any]]:
    found = [
        {"name": one.name, "in": "query", "description": one.about, "schema": one.schema}
        for one in route.parameters
    ]
    if route.once:
        key = {"type": "string", "pattern": "^[A-Za-z0-9._:-]{8,64}$"}
        found.append(_in("header", "Idempotency-Key", key))
    if route.versioned and route.method != "GET":
        found.append(_in("header", "If-Match", required=False))
    return found


def _answer(route: Route) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": "done"}
    if route.gives is not None:
        answer["content"] = _content(route.gives)
    if route.versioned:
        answer["headers"] = {"ETag": {"schema": {"type": "string"}}}
    return answer


def _refusal() -> dict[str, Any]:
    return {"description": "not done; `code` says why", "content": _content(ErrorShown)}


def _webhook() -> dict[str, Any]:
    return {
        "summary": "Something happened to a ticket",
        "description": _WEBHOOK,
        "security": [],
        "parameters": [
            {**_in("header", name), "description": about} for name, about in _HEADERS.items()
        ],
        "requestBody": {"content": _content(m.EventPushed), "required": True},
        "responses": {"2XX": {"description": "arrived"}, "410": {"description": "send no more"}},
    }


def _in(
    where: str, name: str, kind: dict[str, Any] | None = None, *, required: bool = True
) -> dict[str, Any]:
    return {"name": name, "in": where, "required": required, "schema": kind or {"type": "string"}}


def _content(what: type[Strict] | str) -> dict[str, Any]:
    if isinstance(what, str):
        return {what: {"schema": BINARY}}
    return {"application/json": {"schema": {"$ref": REFERENCE + what.__name__}}}


def _models() -> list[type[Strict]]:
    named = [model for route in ROUTES for model in (route.takes, route.gives)]
    models = [model for model in named if isinstance(model, type)]
    return list(dict.fromkeys([*models, m.EventPushed, ErrorShown]))
