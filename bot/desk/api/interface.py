"""The interface for institutions, put together: importing it registers every route."""

from __future__ import annotations

from sanic import Request
from sanic.response import HTTPResponse, json

from bot.desk.api import events, evidence, tickets, webhooks
from bot.desk.api.openapi import description
from bot.desk.api.routes import BASE, rooms

__all__ = ["events", "evidence", "rooms", "tickets", "webhooks"]


@rooms.public(f"{BASE}/openapi.json")
async def openapi(request: Request) -> HTTPResponse:
    """Describe the interface, to whoever wants to write against it."""
    return json(description(), ensure_ascii=False)
