"""The routes that an application has, and the table that says who may take them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from bot.accounts.roles import ROLES

TABLE = Path(__file__).with_name("access.yml")
PUBLIC = "public"
EVERYBODY = "everybody"
# What stands for a part of a path; nothing of this name exists, so nothing is changed by asking.
INSTEAD = {"int": "0", "str": "0000000000", "path": "nothing.css", "uuid": "0" * 32}
PART = re.compile(r"<\w+(?::(\w+))?(?:=[^>]*)?>")

Route = tuple[str, str]


def table() -> Mapping[Route, tuple[str, ...]]:
    """Return who may take each route as access.yml says: roles, or ("public",)."""
    content = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    read: dict[Route, tuple[str, ...]] = {}
    for section in content.values():
        for route, who in section.items():
            method, path = route.split(" ")
            assert (method, path) not in read, f"{route} stands twice in access.yml"
            read[method, path] = _roles(who)
    return read


def routes(app: Any) -> set[Route]:
    """Return method and path of every route; the method of a WebSocket is SOCKET."""
    return {route for one in app.router.routes for route in _of(one)}


def address(path: str) -> str:
    """Return an address that leads to a route, with a stand-in for every part."""
    return PART.sub(lambda part: INSTEAD[part[1] or "str"], path)


def line(route: Route, who: str = "[...]") -> str:
    """Write a route as a line of access.yml."""
    return f"  {route[0]} {route[1]}: {who}"


def _of(route: Any) -> Iterator[Route]:
    path = f"/{route.path}"
    handler = route.handler
    if isinstance(handler, partial) and handler.func.__name__ == "_websocket_handler":
        yield "SOCKET", path
        return
    for method in route.methods:
        yield method, path


def _roles(who: str | list[str]) -> tuple[str, ...]:
    if who == EVERYBODY:
        return ROLES
    if who == PUBLIC:
        return (PUBLIC,)
    assert isinstance(who, list) and who and set(who) <= set(ROLES), f"access.yml: {who!r}"
    return tuple(who)
