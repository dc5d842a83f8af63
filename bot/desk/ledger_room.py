"""The ledger (台账): all tickets, filtered, page by page; and the list of what is due (督办)."""

from __future__ import annotations

from typing import Any

from sanic import Request
from sanic.response import HTTPResponse, redirect

from bot.accounts.staff import Staff
from bot.channels.errors import Refusal
from bot.desk.clocks import next_clock
from bot.desk.forms import fields_of
from bot.desk.ledger_query import SIZES, Asked, asked_of, only_typed
from bot.desk.pages import page
from bot.desk.reading import hotline_of
from bot.desk.refusing import refusing
from bot.desk.rooms import Rooms
from bot.desk.ticket_acts import AT_THE_DESK
from bot.desk.words import titles
from bot.language import ticket_number
from bot.language.phones import find_phones
from bot.tickets.filter import Filter, Page

rooms = Rooms("desk_ledger")


@rooms.get("/desk/tickets", roles=AT_THE_DESK)
async def ledger(request: Request, staff: Staff) -> HTTPResponse:
    """Show one page of the tickets that fit; a filter that cannot be shows what is wrong."""
    hotline = hotline_of(request)
    try:
        asked = asked_of(request.args, hotline.directory)
        with refusing():
            found = hotline.tickets.search(asked.wanted, asked.page, asked.size)
    except Refusal as refusal:
        asked = only_typed(request.args)
        return _page(request, staff, asked, Page((), 0, 1, asked.size), refusal=refusal)
    return _page(request, staff, asked, found)


@rooms.post("/desk/tickets/find", roles=AT_THE_DESK)
async def find(request: Request, staff: Staff) -> HTTPResponse:
    """Go to a ticket by its number, or list those of a phone: that stands in no address."""
    hotline = hotline_of(request)
    who = fields_of(request).get("who", "")
    numbers = ticket_number.find_ticket_numbers(who)
    if numbers:
        return redirect(f"/desk/tickets/{numbers[0].value}", status=303)
    phones = find_phones(who)
    asked = only_typed({})
    if len(phones) != 1:
        refusal = Refusal(422, "nobody", "请写完整的单号，或者一个完整的电话号码。")
        return _page(request, staff, asked, Page((), 0, 1, asked.size), refusal=refusal)
    found = hotline.tickets.search(Filter(phone=phones[0].value))
    for row in found.rows:  # who asks by phone learns whose tickets these are
        hotline.accounts.looked(staff, row.number, ("phone",), "按电话找工单")
    return _page(request, staff, asked, found, by_phone=True)


@rooms.get("/desk/duty", roles=AT_THE_DESK)
async def duty(request: Request, staff: Staff) -> HTTPResponse:
    """Show what is overdue, due today and at risk."""
    hotline = hotline_of(request)
    return page(
        request,
        "desk/duty.html",
        staff,
        duty=hotline.tickets.duty(),
        missing_years=hotline.calendar.missing_years(hotline.today()),
        limit=hotline.profile.life.major_group,
    )


def _page(
    request: Request,
    staff: Staff,
    asked: Asked,
    found: Page,
    *,
    refusal: Refusal | None = None,
    by_phone: bool = False,
) -> HTTPResponse:
    hotline = hotline_of(request)
    lists: dict[str, Any] = {
        name: titles(name) for name in ("states", "kinds", "channels", "risks")
    }
    return page(
        request,
        "desk/ledger.html",
        staff,
        status=refusal.status if refusal else 200,
        asked=asked,
        found=found,
        refusal=refusal,
        by_phone=by_phone,
        sizes=SIZES,
        clocks={row.number: next_clock(hotline, row) for row in found.rows},
        institutions=hotline.directory.all(),
        intents=titles("intents"),
        **lists,
    )
