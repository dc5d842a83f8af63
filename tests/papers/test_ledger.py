"""The ledger as CSV and Excel: the same rows, safe to open, however many they are."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar.clock import FixedClock
from bot.calendar.working_days import WorkingCalendar
from bot.database import Database
from bot.papers import ledger, ledger_rows
from bot.papers.cells import CUT, LONGEST, defused, fitting
from bot.papers.columns import columns
from bot.papers.ledger import TooManyRows
from bot.papers.ledger_values import value_of
from bot.papers.service import Papers
from bot.privacy.encryption import Cipher
from bot.profile import load_profile
from bot.tickets.contents import Answer, FollowUpResult
from bot.tickets.errors import WrongInput
from bot.tickets.filter import Filter
from bot.tickets.service import Tickets
from tests.tickets.conftest import MakeComplaint

AGENT, ICBC = "agent:7", "institution:icbc/41"
ANSWER = Answer("查过了", "依据合同", ("review",), "", "granted", Decimal("360"))
PERSONAL = ("姓名", "电话", "证件号", "经过", "诉求原话")
HARMFUL = '=HYPERLINK("http://x","y")'


async def whole(pieces: AsyncIterator[bytes]) -> bytes:
    return b"".join([piece async for piece in pieces])


async def read_csv(
    papers: Papers, wanted: Filter | None = None, **how: Any
) -> list[dict[str, str]]:
    content = await whole(papers.ledger_csv(wanted or Filter(), **how))
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


async def read_excel(papers: Papers, wanted: Filter | None = None, **how: Any) -> Any:
    content = await papers.ledger_excel(wanted or Filter(), **how)
    return openpyxl.load_workbook(io.BytesIO(content)).active


def cells(sheet: Any, row: int) -> dict[str, Any]:
    head = [cell.value for cell in sheet[1]]
    return dict(zip(head, (cell.value for cell in sheet[row]), strict=True))


async def test_one_ticket_through_its_life(
    papers: Papers, tickets: Tickets, clock: FixedClock, number: str
) -> None:
    (row,) = await read_csv(papers)
    assert (row["单号"], row["登记时间"], row["状态"]) == (
        number,
        "2026-09-24 12:00",
        "已登记，等待转送",
    )
    assert (row["来源"], row["类别"], row["被投诉机构"]) == ("网页", "投诉", "工商银行")
    assert (row["涉及金额（元）"], row["老年人"], row["诉求类型"]) == ("360.00", "否", "退款")
    assert (row["答复期限"], row["是否按期"], row["是否延期"], row["满意度"]) == ("", "", "否", "")
    tickets.forward(number, AGENT)
    (row,) = await read_csv(papers)
    assert (row["转送时间"], row["答复期限"], row["是否按期"]) == (
        "2026-09-24 12:00",
        "2026-10-09",
        "未到期",
    )
    tickets.ask_extension(number, "要调录音", ICBC)
    tickets.decide_extension(number, "supervisor:2", granted=True, why="同意")
    clock.move(timedelta(days=31))
    (row,) = await read_csv(papers)
    assert (row["答复期限"], row["是否按期"], row["是否延期"]) == ("2026-10-24", "已逾期", "是")
    tickets.answer(number, ANSWER, ICBC)
    tickets.follow_up(number, FollowUpResult(True, 4), AGENT)
    (row,) = await read_csv(papers)
    assert (row["答复时间"], row["是否按期"], row["满意度"]) == (
        "2026-10-25 12:00",
        "逾期答复",
        "4",
    )
    assert row["业务分类"] == "银行卡" and row["原因分类"] == "定价收费"


async def test_an_answer_on_the_last_day_is_in_time(
    papers: Papers, tickets: Tickets, clock: FixedClock, number: str
) -> None:
    tickets.forward(number, AGENT)
    clock.set(datetime.fromisoformat("2026-10-09T23:59:00+08:00"))
    tickets.answer(number, ANSWER, ICBC)
    assert (await read_csv(papers))[0]["是否按期"] == "按期"


async def test_personal_columns_only_for_whom_they_are_asked(papers: Papers, number: str) -> None:
    (row,) = await read_csv(papers)
    assert not set(PERSONAL) & set(row)
    content = await whole(papers.ledger_csv(Filter()))
    sheet = await read_excel(papers)
    shown = content.decode() + str([cell.value for cell in sheet[2]])
    for personal in ("王建国", "13800138000", "年费没告诉我"):
        assert personal not in shown
    (row,) = await read_csv(papers, personal=True)
    assert (row["姓名"], row["电话"], row["证件号"]) == ("王建国", "13800138000", "")
    assert row["经过"] == "年费没告诉我就扣了三百六" and row["诉求原话"] == "把年费退给我"
    full = cells(await read_excel(papers, personal=True), 2)
    assert (full["姓名"], full["电话"]) == ("王建国", "13800138000")


async def test_excel_has_real_dates_and_numbers_and_a_head_that_stays(
    papers: Papers, tickets: Tickets, number: str
) -> None:
    tickets.forward(number, AGENT)
    sheet = await read_excel(papers)
    row = cells(sheet, 2)
    assert row["登记时间"] == datetime(2026, 9, 24, 12, 0)
    assert row["答复期限"] == datetime(2026, 10, 9)
    assert (row["涉及金额（元）"], row["催办次数"]) == (360, 0)
    assert isinstance(row["单号"], str)
    assert sheet.freeze_panes == "B2" and sheet.auto_filter.ref.startswith("A1:")
    assert sheet.column_dimensions["G"].width > 20
    formats = {cell.number_format for cell in sheet[2]}
    assert {"yyyy-mm-dd hh:mm", "yyyy-mm-dd", "#,##0.00"} <= formats


async def test_both_files_say_the_same(
    papers: Papers, tickets: Tickets, complaint: MakeComplaint, clock: FixedClock
) -> None:
    for n in range(5):
        tickets.register(complaint(phone=f"1380000000{n}", product=None), "bot")
        clock.move(timedelta(minutes=1))
    sheet = await read_excel(papers, personal=True)
    rows = await read_csv(papers, personal=True)
    assert [row["单号"] for row in rows] == [sheet.cell(n, 1).value for n in range(2, 7)]
    assert list(rows[0]) == [cell.value for cell in sheet[1]]
    assert [row["电话"][-1] for row in rows] == ["4", "3", "2", "1", "0"]  # newest first


async def test_what_a_program_would_run_is_defused(
    papers: Papers, tickets: Tickets, complaint: MakeComplaint
) -> None:
    hostile = complaint(
        institution_id=None,
        institution_name=HARMFUL,
        branch="+86 10 1234",
        product="@SUM(A1)",
        narrative='-2+3,"quoted"\nsecond line',
        demand_text="\t=1+1",
    )
    tickets.register(hostile, "bot")
    (row,) = await read_csv(papers, personal=True)
    assert row["被投诉机构"] == f"'{HARMFUL}"
    assert (row["涉及网点"], row["产品"]) == ("'+86 10 1234", "'@SUM(A1)")
    assert row["经过"] == '\'-2+3,"quoted"\nsecond line'
    assert row["诉求原话"] == "'\t=1+1"
    sheet = await read_excel(papers, personal=True)
    full = cells(sheet, 2)
    assert (full["被投诉机构"], full["产品"]) == (HARMFUL, "@SUM(A1)")
    assert {cell.data_type for cell in sheet[2]} <= {"s", "n", "d"}  # f would be a formula
    assert all(cell.hyperlink is None for cell in sheet[2])


@given(st.text(max_size=20))
def test_no_defused_text_begins_as_a_formula(text: str) -> None:
    shown = defused(text)
    assert shown.lstrip(" \u3000")[:1] not in tuple("=+-@＝＋－＠\t\r\n")
    assert shown.removeprefix("'") == text or shown == text


@pytest.mark.parametrize("text", ["", "正常", "3-2", "a=b", "１２"])
def test_harmless_texts_stay_as_they_are(text: str) -> None:
    assert defused(text) == text


def test_texts_longer_than_a_cell_are_cut_and_say_so() -> None:
    assert fitting("长" * LONGEST) == "长" * LONGEST
    cut = fitting("长" * (LONGEST + 1))
    assert len(cut) == LONGEST and cut.endswith(CUT)


async def test_long_stories_fit_into_excel_and_stay_whole_in_csv(
    papers: Papers, tickets: Tickets, complaint: MakeComplaint
) -> None:
    story = "很长的经过。" * 7000
    tickets.register(complaint(narrative=story), "bot")
    assert (await read_csv(papers, personal=True))[0]["经过"] == story
    assert cells(await read_excel(papers, personal=True), 2)["经过"].endswith(CUT)


async def test_pages_lose_and_repeat_nothing_while_tickets_come_in(
    papers: Papers, tickets: Tickets, complaint: MakeComplaint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_rows, "PAGE", 3)
    made = [tickets.register(complaint(phone=f"138000000{n:02}"), "bot").number for n in range(10)]
    pieces = papers.ledger_csv(Filter())
    content = b""
    count = 0
    async for piece in pieces:
        content += piece
        count += 1
        tickets.register(complaint(phone=f"139000000{count:02}"), "bot")
    numbers = [row[0] for row in csv.reader(io.StringIO(content.decode("utf-8-sig")))][1:]
    assert count >= 5
    assert len(numbers) == len(set(numbers))
    assert [number for number in numbers if number in made] == made[::-1]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(), 3),
        (Filter(kinds=("report",)), 1),
        (Filter(visible_to="icbc"), 1),
        (Filter(since=date(2026, 9, 25)), 0),
        (Filter(institution_id="ccb"), 1),
    ],
)
async def test_a_ledger_shows_what_its_filter_finds(
    papers: Papers, tickets: Tickets, complaint: MakeComplaint, wanted: Filter, found: int
) -> None:
    tickets.forward(tickets.register(complaint(), "bot").number, AGENT)
    tickets.register(complaint(kind="report", phone="13900139000"), "bot")
    tickets.register(complaint(institution_id="ccb", phone="13700137000"), "bot")
    assert len(await read_csv(papers, wanted)) == papers.ledger_count(wanted) == found
    assert (await read_excel(papers, wanted)).max_row == found + 1


async def test_a_filter_unheard_of_is_refused(papers: Papers) -> None:
    wrong = Filter(deadline="someday")
    for ask in (papers.ledger_excel(wrong), whole(papers.ledger_csv(wrong))):
        with pytest.raises(WrongInput):
            await ask


async def test_more_than_anybody_opens_is_no_excel_file(
    papers: Papers, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "MOST_ROWS", 0)
    with pytest.raises(TooManyRows):
        await papers.ledger_excel(Filter())
    assert len(await read_csv(papers)) == 1


async def test_an_empty_ledger_is_its_head(papers: Papers) -> None:
    content = await whole(papers.ledger_csv(Filter()))
    assert content.startswith(b"\xef\xbb\xbf") and content.count(b"\r\n") == 1
    sheet = await read_excel(papers)
    assert sheet.max_row == 1 and sheet.auto_filter.ref.endswith("2")


async def test_others_are_served_while_a_ledger_is_written(
    papers: Papers, tickets: Tickets, complaint: MakeComplaint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_rows, "PAGE", 5)
    for n in range(30):
        tickets.register(complaint(phone=f"138000000{n:02}"), "bot")
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    serving = asyncio.create_task(others())
    await papers.ledger_excel(Filter())
    after_excel = turns
    await whole(papers.ledger_csv(Filter()))
    serving.cancel()
    assert after_excel > 5 and turns > after_excel + 5


async def test_erased_people_stay_erased(
    papers: Papers, tickets: Tickets, clock: FixedClock, number: str
) -> None:
    tickets.withdraw(number, "", AGENT)
    clock.move(timedelta(days=1500))
    tickets.purge(clock.now())
    (row,) = await read_csv(papers, personal=True)
    assert row["单号"] == number
    assert [row[name] for name in PERSONAL] == [""] * 5


async def test_credit_matters_have_their_own_time(
    database: Database, cipher: Cipher, clock: FixedClock, complaint: MakeComplaint
) -> None:
    profile = load_profile("pbc-12363")
    credit = Tickets(database, profile, WorkingCalendar.load(), clock)
    number = credit.register(complaint(intent="complain_credit_report"), "bot").number
    credit.forward(number, AGENT)
    (row,) = await read_csv(Papers(database, profile, clock))
    due = {due.day for name, due in credit.find(number).deadlines.items() if name != "acknowledge"}
    assert date.fromisoformat(row["答复期限"]) in due


def test_every_column_has_a_value(papers: Papers, number: str) -> None:
    (page,) = papers._ledger._rows.pages(Filter(), personal=True)
    names = [column.name for column in columns(personal=True)]
    assert len(names) == len(set(names)) > 25
    for name in names:
        value_of(page[0], name)
    assert papers.ledger_name("csv") == "台账-20260924.csv"
