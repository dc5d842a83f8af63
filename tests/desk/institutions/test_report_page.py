"""The monthly feedback of an institution: generated, as page, PDF and Excel."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pypdf

from bot.calendar.clock import FixedClock
from tests.desk.house import Colleague, House
from tests.desk.institutions.people import back
from tests.desk.test_papers import content
from tests.desk.tickets import in_state

REPORT = "/desk/institution/report"


async def test_the_figures_are_those_of_the_tickets(
    house: House, zhao: Colleague, ccb: Colleague, clock: FixedClock
) -> None:
    in_state(house.hotline, "forwarded")
    in_state(house.hotline, "answered")
    clock.move(timedelta(days=20))
    zhao, ccb = back(zhao), back(ccb)
    page = await zhao.page(REPORT)
    assert page.status == 200 and "2026年11月" in page.text and "工商银行" in page.text
    assert "<dd>2</dd>" in page.text and "360" in page.text
    assert "支持诉求" in page.text
    assert "<dd>2</dd>" not in (await ccb.page(REPORT)).text
    now = await zhao.page(f"{REPORT}?month=2026-12")
    assert "这个月还没有过完" in now.text and 'rel="next"' not in now.text
    assert 'rel="next"' in page.text


async def test_as_pdf_and_excel(house: House, zhao: Colleague, clock: FixedClock) -> None:
    in_state(house.hotline, "answered", phone="13811118888")
    clock.move(timedelta(days=20))
    zhao = back(zhao)
    status, name, body = await content(zhao, f"{REPORT}.pdf?month=2026-11")
    assert status == 200 and ".pdf" in name
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages)
    assert "工商银行" in text and "13811118888" not in text
    status, name, body = await content(zhao, f"{REPORT}.xlsx?month=2026-11")
    assert status == 200 and ".xlsx" in name
    book = openpyxl.load_workbook(io.BytesIO(body))
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert any("支持诉求" in cell for cell in cells)
    assert not any("13811118888" in cell or "王小明" in cell for cell in cells)


async def test_months_that_cannot_be(zhao: Colleague) -> None:
    for month in ("2026-13", "2027-01", "yesterday", "1999-12", "2026-1", "２０２６-01"):
        for path in (REPORT, f"{REPORT}.pdf", f"{REPORT}.xlsx"):
            refused = await zhao.page(f"{path}?month={month}")
            assert refused.status == 422 and "月份请写成" in refused.text, (path, month)
    assert (await zhao.page(f"{REPORT}?month=2000-01")).status == 200
