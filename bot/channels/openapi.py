"""The OpenAPI description, made from the very models that check the requests."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from pydantic import BaseModel
from pydantic.schema import schema

from bot.channels import messages as m
from bot.channels.evidence import NUMBER, TAIL, FilesShown, FileTaken

REFERENCE = "#/components/schemas/"
_CONVERSATION = {
    "name": "conversation",
    "in": "path",
    "required": True,
    "schema": {"type": "string"},
}
_AFTER = {
    "name": "after",
    "in": "query",
    "required": False,
    "schema": {"type": "integer", "minimum": 0},
}
_SIGNED = [
    {"name": name, "in": "header", "required": True, "schema": {"type": "string"}}
    for name in ("X-Xiaobao-Timestamp", "X-Xiaobao-Signature")
]
# A file for a ticket that is there already: who hands it in proves the ticket.
_OF_A_TICKET = [
    {"name": name, "in": "header", "required": False, "schema": {"type": "string"}}
    for name in (NUMBER, TAIL)
]
_MODELS = (
    m.Opening,
    m.Hello,
    m.ChatTurn,
    m.Wish,
    m.Rated,
    m.ChatOpened,
    m.ChatAnswer,
    m.ChatHistory,
    m.PhoneTurn,
    m.PhoneAnswer,
    m.ErrorShown,
    FileTaken,
    FilesShown,
)


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the doors."""
    call = _operation("One event of a call", _ok(m.PhoneAnswer), m.PhoneTurn, parameters=_SIGNED)
    return {
        "openapi": "3.1.0",
        "info": {"title": "消保 Xiaobao", "version": "1", "description": _ABOUT},
        "paths": {
            "/health": {"get": _operation("Is the hotline up?", {"200": _HEALTH})},
            **_talking(),
            **_reading(),
            "/ivr/turn": {"post": call},
        },
        "components": {
            "schemas": schema(_MODELS, ref_prefix=REFERENCE)["definitions"],
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _talking() -> dict[str, Any]:
    """Return what a chat page says: turns, wishes, the rating."""
    return {
        "/chat/conversations": {
            "post": _operation("Open a chat", _ok(m.ChatOpened, "201"), m.Opening)
        },
        "/chat/conversations/{conversation}/turns": {
            "parameters": [_CONVERSATION],
            "post": _operation("Say something", _ok(m.ChatAnswer), m.ChatTurn, _BEARER),
        },
        "/chat/conversations/{conversation}/queue/leave": {
            "parameters": [_CONVERSATION],
            "post": _operation("Wait no longer", _ok(m.ChatAnswer), m.Wish, _BEARER),
        },
        "/chat/conversations/{conversation}/queue/go-on": {
            "parameters": [_CONVERSATION],
            "post": _operation("Go on meanwhile", _ok(m.ChatAnswer), m.Wish, _BEARER),
        },
        "/chat/conversations/{conversation}/rating": {
            "parameters": [_CONVERSATION],
            "post": _operation("Rate a person", {"204": _NOTHING}, m.Rated, _BEARER),
        },
    }


def _reading() -> dict[str, Any]:
    """Return what a chat page reads again, chooses and hands in."""
    return {
        "/chat/conversations/{conversation}/messages": {
            "parameters": [_CONVERSATION],
            "get": _operation("Read on", _ok(m.ChatHistory), parameters=[_AFTER], security=_BEARER),
        },
        "/chat/conversations/{conversation}/preferences": {
            "parameters": [_CONVERSATION],
            "put": _operation("Set preferences", {"204": _NOTHING}, m.Opening, _BEARER),
        },
        "/chat/conversations/{conversation}/files": {
            "parameters": [_CONVERSATION],
            "post": {
                **_operation(
                    "Hand in a file: the body is the file, its type is seen from its bytes",
                    {**_ok(FileTaken, "201"), **_ok(FileTaken)},
                    parameters=_OF_A_TICKET,
                    security=_BEARER,
                ),
                "requestBody": {"required": True, "content": {"application/octet-stream": {}}},
            },
            "get": _operation("What was handed in here", _ok(FilesShown), security=_BEARER),
        },
    }


_BEARER: list[dict[str, Any]] = [{"bearer": []}]
_ABOUT = (
    "Web chat and telephone doors. A turn is stored before it is answered; its key makes repeats "
    "harmless. Signatures: v1=hex(HMAC-SHA256(secret, timestamp + '.' + body)), valid 300 s.\n\n"
    "The same chat goes over a WebSocket at /chat/socket. First frame: Hello with type=hello; then "
    "ChatTurn with type=turn, Wish with type=leave or type=go_on, Rated with type=rating, and "
    "{type: ping}. Answers: {type: ready}, {type: typing}, {type: rated}, {type: pong}, ChatAnswer "
    "or ChatHistory with type=messages and the key of the turn, ErrorShown with type=error and the "
    "key. By itself the server sends ChatHistory with type=messages and no key (a person or "
    "another page said something, or somebody else answers now), {type: typing, who: person}, "
    "QueueShown with type=queue when one's place in line has changed, {type: file} when a file has "
    "been handed in, and {type: rate} when a person has finished."
)
_NOTHING = {"description": "done"}
_HEALTH = {
    "description": "up",
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "properties": {"status": {"type": "string"}, "profile": {"type": "string"}},
                "required": ["status", "profile"],
            }
        }
    },
}


def _operation(
    summary: str,
    answers: dict[str, Any],
    takes: type[BaseModel] | None = None,
    security: list[dict[str, Any]] | None = None,
    parameters: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": summary,
        "responses": {**answers, "default": _content(m.ErrorShown, "not taken")},
    }
    if takes:
        operation["requestBody"] = {**_content(takes, ""), "required": True}
        operation["requestBody"].pop("description")
    if security:
        operation["security"] = security
    if parameters:
        operation["parameters"] = parameters
    return operation


def _ok(model: type[BaseModel], status: str = "200") -> dict[str, Any]:
    return {status: _content(model, "done")}


def _content(model: type[BaseModel], words: str) -> dict[str, Any]:
    reference = {"$ref": REFERENCE + model.__name__}
    return {"description": words, "content": {"application/json": {"schema": reference}}}
