"""All rooms of the desk, one line each."""

from __future__ import annotations

from sanic import Blueprint

from bot.desk import (
    accounts_rooms,
    assets,
    desk_room,
    desk_socket,
    draft_room,
    evidence_rooms,
    ledger_room,
    looks_rooms,
    my_account,
    papers_room,
    provider_rooms,
    replay_room,
    signing_in,
    talk_room,
    ticket_room,
    wall_room,
)
from bot.desk.api import interface
from bot.desk.institutions import admin_room, list_room, own_ticket_room, report_room, webhooks_room
from bot.desk.practice import practice_rooms

_WITH_ROOMS = (
    assets,
    signing_in,
    provider_rooms,
    my_account,
    accounts_rooms,
    looks_rooms,
    desk_room,
    desk_socket,
    talk_room,
    draft_room,
    ledger_room,
    ticket_room,
    evidence_rooms,
    papers_room,
    replay_room,
    wall_room,
    practice_rooms,
    list_room,
    own_ticket_room,
    report_room,
    admin_room,
    webhooks_room,
    interface,
)


def desk_rooms() -> list[Blueprint]:
    """Return the blueprints of every room for staff."""
    return [module.rooms.blueprint for module in _WITH_ROOMS]
