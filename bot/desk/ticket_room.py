"""One ticket: its page, what can be done with it, its person on request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sanic import Request
from sanic.response import HTTPResponse, redirect

from bot.accounts.staff import Staff
from bot.channels.errors import Refusal
from bot.desk.acting import act_on
from bot.desk.forms import fields_of, lists_of
from bot.desk.look_reasons import look_reason
from bot.desk.pages import page
from bot.desk.reading import hotline_of, word_of
from bot.desk.refusing import refusing
from bot.desk.rooms import Rooms
from bot.desk.ticket_acts import AT_THE_DESK, Act, all_acts
from bot.desk.ticket_view import PERSONAL, ticket_sheet
from bot.desk.words import titles
from bot.tickets.actors import actor

rooms = Rooms("desk_ticket")

ONE = "/desk/tickets/<number:str>"
SEEN = {"person_name": "name", "phone": "phone", "id_number": "id_number"}


@rooms.get(ONE, roles=AT_THE_DESK)
async def show(request: Request, staff: Staff, number: str) -> HTTPResponse:
    """Show a ticket, its person by marks only."""
    done = all_acts().get(word_of(request, "done"))
    return _page(request, staff, number, done=done)


@rooms.post(f"{ONE}/reveal", roles=AT_THE_DESK)
async def reveal(request: Request, staff: Staff, number: str) -> HTTPResponse:
    """Show the person too; the look is written down before."""
    reason = look_reason(fields_of(request).get("reason", ""))
    hotline = hotline_of(request)
    with refusing():
        hotline.tickets.find(number)
        seen = [SEEN[name] for name in PERSONAL]
        hotline.accounts.looked(staff, number, seen, reason)
    return _page(request, staff, number, shown=True)


def _register(act: Act) -> None:
    """Give an act a route of its own, so that the rule of who may is one per act."""

    @rooms.post(f"{ONE}/{act.name}", roles=act.roles)
    async def do(request: Request, staff: Staff, number: str) -> HTTPResponse:
        fields = lists_of(request)
        try:
            with refusing():
                act_on(
                    hotline_of(request).tickets, act, number, fields, actor(staff.role, staff.id)
                )
        except Refusal as refusal:
            if refusal.status == 404:
                raise
            return _page(request, staff, number, failed=act, refusal=refusal, typed=fields)
        return redirect(f"/desk/tickets/{number}?done={act.name}", status=303)


def _page(
    request: Request,
    staff: Staff,
    number: str,
    *,
    shown: bool = False,
    done: Act | None = None,
    failed: Act | None = None,
    refusal: Refusal | None = None,
    typed: Mapping[str, list[str]] | None = None,
) -> HTTPResponse:
    """Draw the page; after a refusal with what was typed still in its form."""
    with refusing():
        sheet = ticket_sheet(hotline_of(request), staff, number, shown=shown)
    values: dict[str, Any] = {"done": done, "failed": failed, "refusal": refusal}
    return page(
        request,
        "desk/ticket.html",
        staff,
        status=refusal.status if refusal else 200,
        sheet=sheet,
        # What was refused stays in sight with its words, even where it can no longer be done.
        acts=sheet.acts if failed in (None, *sheet.acts) else (failed, *sheet.acts),
        typed=typed or {},
        reveal_reasons=titles("reveal_reasons"),
        **values,
    )


for _act in all_acts().values():
    _register(_act)
