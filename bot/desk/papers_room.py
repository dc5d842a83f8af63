"""What leaves the desk as a file: the ledger for calculating, one ticket on paper."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from sanic import Request
from sanic.response import HTTPResponse, ResponseStream, raw

from bot.accounts.staff import Staff
from bot.channels.errors import Refusal
from bot.desk.forms import fields_of
from bot.desk.ledger_query import asked_of
from bot.desk.look_reasons import look_reason
from bot.desk.reading import hotline_of
from bot.desk.refusing import refusing
from bot.desk.rooms import Rooms
from bot.desk.ticket_acts import AT_THE_DESK
from bot.desk.ticket_room import SEEN
from bot.papers.ledger import TooManyRows
from bot.papers.service import CSV_TYPE, EXCEL_TYPE, PDF_TYPE, ticket_name

rooms = Rooms("desk_papers")


@rooms.get("/desk/tickets.csv", roles=AT_THE_DESK)
async def csv(request: Request, staff: Staff) -> ResponseStream:
    """Give the tickets that fit, without names, numbers and words of consumers."""
    hotline = hotline_of(request)
    wanted = asked_of(request.args, hotline.directory).wanted
    with refusing():
        hotline.papers.ledger_count(
            wanted
        )  # what cannot be asked is refused before the file begins

    async def write(response: ResponseStream) -> None:
        async for piece in hotline.papers.ledger_csv(wanted):
            await response.write(piece)

    headers = {"Content-Disposition": _named(hotline.papers.ledger_name("csv"))}
    return ResponseStream(write, headers=headers, content_type=CSV_TYPE)


@rooms.get("/desk/tickets.xlsx", roles=AT_THE_DESK)
async def excel(request: Request, staff: Staff) -> HTTPResponse:
    """Give the same as an Excel file."""
    hotline = hotline_of(request)
    wanted = asked_of(request.args, hotline.directory).wanted
    try:
        with refusing():
            content = await hotline.papers.ledger_excel(wanted)
    except TooManyRows as error:
        told = f"超过 {error.most} 行，Excel 放不下。缩小范围，或者下载 CSV。"
        raise Refusal(422, "too_many_rows", told) from error
    return _file(content, EXCEL_TYPE, hotline.papers.ledger_name("xlsx"))


@rooms.get("/desk/tickets/<number:str>/paper", roles=AT_THE_DESK)
async def paper(request: Request, staff: Staff, number: str) -> HTTPResponse:
    """Give one ticket as PDF, its person by marks only."""
    return await _paper(request, staff, number, personal=False)


@rooms.post("/desk/tickets/<number:str>/paper", roles=AT_THE_DESK)
async def whole_paper(request: Request, staff: Staff, number: str) -> HTTPResponse:
    """Give one ticket as PDF with its person; the look is written down before."""
    reason = look_reason(fields_of(request).get("reason", ""))
    hotline = hotline_of(request)
    with refusing():
        hotline.tickets.find(number)
    seen = (*SEEN.values(), "paper")
    hotline.accounts.looked(staff, number, seen, reason)
    return await _paper(request, staff, number, personal=True)


async def _paper(request: Request, staff: Staff, number: str, *, personal: bool) -> HTTPResponse:
    hotline = hotline_of(request)
    with refusing():
        details = hotline.tickets.details(number)
        files = hotline.evidence.of_ticket(number)
    people = {member.staff.id: member.staff.number for member in hotline.accounts.list()}
    content = await asyncio.to_thread(
        hotline.papers.ticket_pdf,
        details,
        files,
        printed_by=staff.number,
        people=people,
        personal=personal,
    )
    return _file(content, PDF_TYPE, ticket_name(number))


def _file(content: bytes, kind: str, name: str) -> HTTPResponse:
    return raw(content, content_type=kind, headers={"Content-Disposition": _named(name)})


def _named(name: str) -> str:
    return f"attachment; filename*=UTF-8''{quote(name)}"
