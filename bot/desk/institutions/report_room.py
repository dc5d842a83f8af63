"""The monthly feedback of an institution to the regulator: generated from its tickets."""

from __future__ import annotations

import asyncio
import re
from datetime import date

from sanic import Request
from sanic.response import HTTPResponse, raw

from bot.accounts.staff import Staff
from bot.channels.errors import Refusal
from bot.desk.institutions.asking import OFFICERS, name_of, officer_behind
from bot.desk.institutions.files import download_name
from bot.desk.institutions.list_room import HOME
from bot.desk.institutions.refusing import refusal_of
from bot.desk.pages import page
from bot.desk.reading import hotline_of, word_of
from bot.desk.rooms import Rooms
from bot.hotline import Hotline
from bot.institutions.errors import OnlyHeadOffice
from bot.papers.monthly_report import MonthlyReport
from bot.papers.months import Month
from bot.papers.service import EXCEL_TYPE, PDF_TYPE, report_name

rooms = Rooms("desk_institution_report")

REPORT = f"{HOME}/report"
MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


@rooms.get(REPORT, roles=OFFICERS)
async def report(request: Request, staff: Staff) -> HTTPResponse:
    """Show the figures of a month: the one before this, unless another is named."""
    hotline = hotline_of(request)
    made = await _made(request, staff)
    month, this = Month(made.month), Month.of(hotline.today())
    return page(
        request,
        "institutions/report.html",
        staff,
        name=name_of(hotline, made.institution_id or ""),
        report=made,
        before=month.before.first,
        after=month.after.first if month != this else None,
        is_over=month != this,
        last=month.last,
    )


@rooms.get(f"{REPORT}.pdf", roles=OFFICERS)
async def pdf(request: Request, staff: Staff) -> HTTPResponse:
    """Give the report as PDF."""
    made = await _made(request, staff)
    content = await asyncio.to_thread(hotline_of(request).papers.monthly_pdf, made)
    return raw(content, content_type=PDF_TYPE, headers=download_name(report_name(made, "pdf")))


@rooms.get(f"{REPORT}.xlsx", roles=OFFICERS)
async def excel(request: Request, staff: Staff) -> HTTPResponse:
    """Give the report as an Excel file."""
    made = await _made(request, staff)
    content = await asyncio.to_thread(hotline_of(request).papers.monthly_excel, made)
    return raw(content, content_type=EXCEL_TYPE, headers=download_name(report_name(made, "xlsx")))


async def _made(request: Request, staff: Staff) -> MonthlyReport:
    """Make the report of the officer's institution; raises Refusal."""
    hotline, officer = hotline_of(request), officer_behind(staff)
    if not officer.is_head_office:
        raise refusal_of(OnlyHeadOffice())
    day = _month_of(hotline, word_of(request, "month"))
    return await asyncio.to_thread(hotline.papers.monthly_report, officer.institution_id, day)


def _month_of(hotline: Hotline, given: str) -> date:
    this = Month.of(hotline.today())
    if not given:
        return this.before.first
    found = MONTH.fullmatch(given)
    month = date(int(found[1]), int(found[2]), 1) if found else None
    if month is None or month > this.first:
        raise Refusal(422, "wrong_month", "月份请写成 2026-10 这样，不能是以后的月份。")
    return month
