"""What leaves the desk as a file."""

from __future__ import annotations

import csv
import io

import aiohttp
import openpyxl
import pypdf
import pytest

from tests.desk.house import Colleague, House
from tests.desk.tickets import in_state, register


async def content(
    who: Colleague, path: str, method: str = "GET", **fields: str
) -> tuple[int, str, bytes]:
    """Return status, what the file is called, and what is in it."""
    form = aiohttp.FormData(fields) if fields else None
    async with who.house.client.request(
        method, who.house.url + path, data=form, headers=who.headers
    ) as answer:
        return answer.status, answer.headers.get("Content-Disposition", ""), await answer.read()


async def test_the_ledger_as_csv_and_excel_holds_the_filtered_rows_and_nobody(
    house: House, li: Colleague
) -> None:
    number = register(house.hotline, phone="13811118888")
    other = in_state(house.hotline, "answered")
    status, name, body = await content(li, "/desk/tickets.csv?state=registered")
    assert status == 200 and "20261123.csv" in name
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert len(rows) == 2 and number in rows[1]
    assert other not in body.decode() and "13811118888" not in body.decode()
    status, name, body = await content(li, "/desk/tickets.xlsx?state=registered")
    assert status == 200 and "20261123.xlsx" in name
    sheet = openpyxl.load_workbook(io.BytesIO(body)).active
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert number in cells and other not in cells


@pytest.mark.parametrize("path", ["/desk/tickets.csv", "/desk/tickets.xlsx"])
@pytest.mark.parametrize("query", ["since=x", "institution=平安", "deadline=never"])
async def test_a_filter_that_cannot_be(house: House, li: Colleague, path: str, query: str) -> None:
    assert (await li.get(f"{path}?{query}")).status == 422


async def test_a_ticket_on_paper(house: House, li: Colleague) -> None:
    number = in_state(house.hotline, "answered", phone="13811119999")
    status, name, body = await content(li, f"/desk/tickets/{number}/paper")
    assert status == 200 and f"{number}.pdf" in name
    masked = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages)
    assert number in masked and "13811119999" not in masked
    assert house.hotline.accounts.looks().looks == ()
    status, _, body = await content(li, f"/desk/tickets/{number}/paper", "POST", reason="hand_in")
    whole = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages)
    assert status == 200 and "13811119999" in whole
    (look,) = house.hotline.accounts.looks().looks
    assert look.number == number and "phone" in look.fields


async def test_paper_needs_a_ticket_and_a_reason(house: House, li: Colleague) -> None:
    number = register(house.hotline)
    assert (await li.get("/desk/tickets/1234567890/paper")).status == 404
    assert (await li.send(f"/desk/tickets/{number}/paper", reason="")).status == 422
    assert house.hotline.accounts.looks().looks == ()
