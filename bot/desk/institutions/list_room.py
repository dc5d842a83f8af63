"""An officer's own tickets with their two clocks, what is due first on top."""

from __future__ import annotations

from sanic import Request
from sanic.response import HTTPResponse, ResponseStream, raw

from bot.accounts.staff import Staff
from bot.channels.errors import Refusal
from bot.desk.clocks import left_words
from bot.desk.institutions.asking import OFFICERS, institutions_of, name_of, officer_behind
from bot.desk.institutions.files import download_name
from bot.desk.institutions.query import asked_of
from bot.desk.institutions.refusing import refusing
from bot.desk.pages import page
from bot.desk.reading import hotline_of
from bot.desk.refusing import refusing as refusing_at_the_desk
from bot.desk.rooms import Rooms
from bot.hotline import Hotline
from bot.institutions.officer import Officer
from bot.institutions.own_views import OwnClock, Wanted
from bot.papers.ledger import TooManyRows
from bot.papers.service import CSV_TYPE, EXCEL_TYPE
from bot.tickets.filter import Filter

rooms = Rooms("desk_institution_list")

HOME = "/desk/institution"
SOON = 3  # days left from which on a clock is marked


@rooms.get(HOME, roles=OFFICERS)
async def own_tickets(request: Request, staff: Staff) -> HTTPResponse:
    """Show one page of the officer's tickets."""
    hotline, officer = hotline_of(request), officer_behind(staff)
    refusal = None
    try:
        asked = asked_of(request.args, officer)
    except Refusal as wrong:
        refusal, asked = wrong, asked_of({}, officer)
    files = hotline.institutions.files
    with refusing():
        found = files.page(officer, asked.wanted, asked.page)
        counts = files.counts(officer)
    return page(
        request,
        "institutions/list.html",
        staff,
        status=refusal.status if refusal else 200,
        name=name_of(hotline, officer.institution_id),
        asked=asked,
        found=found,
        counts=counts,
        refusal=refusal,
        left=lambda clock: clock_words(hotline, clock),
        missing_years=hotline.calendar.missing_years(hotline.today()),
    )


@rooms.get(f"{HOME}/tickets.csv", roles=OFFICERS)
async def csv(request: Request, staff: Staff) -> ResponseStream:
    """Give the tickets that fit as a ledger, without names, numbers and words of consumers."""
    hotline = hotline_of(request)
    wanted = _ledger_of(request, officer_behind(staff))
    with refusing_at_the_desk():
        hotline.papers.ledger_count(wanted)

    async def write(response: ResponseStream) -> None:
        async for piece in hotline.papers.ledger_csv(wanted):
            await response.write(piece)

    headers = download_name(hotline.papers.ledger_name("csv"))
    return ResponseStream(write, headers=headers, content_type=CSV_TYPE)


@rooms.get(f"{HOME}/tickets.xlsx", roles=OFFICERS)
async def excel(request: Request, staff: Staff) -> HTTPResponse:
    """Give the same as an Excel file."""
    hotline = hotline_of(request)
    wanted = _ledger_of(request, officer_behind(staff))
    try:
        with refusing_at_the_desk():
            content = await hotline.papers.ledger_excel(wanted)
    except TooManyRows as error:
        told = f"超过 {error.most} 行，Excel 放不下。缩小范围，或者下载 CSV。"
        raise Refusal(422, "too_many_rows", told) from error
    headers = download_name(hotline.papers.ledger_name("xlsx"))
    return raw(content, content_type=EXCEL_TYPE, headers=headers)


def clock_words(hotline: Hotline, clock: OwnClock) -> tuple[str, str]:
    """Return how long there is, and how the mark looks."""
    tone = "danger-word" if clock.days_left < 0 else "warning" if clock.days_left <= SOON else ""
    return left_words(hotline, hotline.today(), clock.day), tone


def _ledger_of(request: Request, officer: Officer) -> Filter:
    """Return the question for the ledger: bound to the officer by the service itself."""
    wanted: Wanted = asked_of(request.args, officer).wanted
    with refusing():
        return institutions_of(request).files.ledger(officer, wanted)
