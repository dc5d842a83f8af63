"""The list of an officer: own tickets with two clocks, found, narrowed, taken along."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import openpyxl

from bot.calendar.clock import FixedClock
from bot.institutions.officer import officer_of
from tests.desk.house import Answer, Colleague, House
from tests.desk.institutions.people import back
from tests.desk.test_papers import content
from tests.desk.tickets import in_state, register

LISTED = re.compile(r'href="/desk/institution/tickets/(\d{10})"')
HOME = "/desk/institution"


def listed(answer: Answer) -> list[str]:
    assert answer.status == 200, answer.text[-2000:]
    return LISTED.findall(answer.text)


def at_ccb(house: House, state: str = "forwarded") -> str:
    return in_state(house.hotline, state, institution_id="ccb", institution_name="建设银行")


async def test_own_tickets_only_and_only_once_they_were_forwarded(
    house: House, zhao: Colleague, ccb: Colleague
) -> None:
    number = in_state(house.hotline, "forwarded")
    register(house.hotline)
    register(house.hotline, kind="report", intent="report_violation")
    theirs = at_ccb(house)
    page = await zhao.page(HOME)
    assert listed(page) == [number]
    assert "工商银行" in page.text and "13" not in re.findall(r"1\d{10}", page.text)
    assert listed(await ccb.page(HOME)) == [theirs]
    assert "没有符合的投诉单" in (await zhao.page(f"{HOME}?shelf=all&number={theirs}")).text


async def test_a_branch_sees_what_is_assigned_to_it(
    house: House, zhao: Colleague, sun: Colleague
) -> None:
    number, other = in_state(house.hotline, "in_progress"), in_state(house.hotline, "in_progress")
    assert listed(await sun.page(HOME)) == []
    await zhao.send(f"{HOME}/tickets/{number}/assign", branch="昌平支行")
    await zhao.send(f"{HOME}/tickets/{other}/assign", branch="海淀支行")
    assert listed(await sun.page(HOME)) == [number]
    assert listed(await sun.page(f"{HOME}?shelf=all&branch=海淀支行")) == []
    _, _, body = await content(sun, f"{HOME}/tickets.csv?shelf=all&branch=海淀支行")
    assert other not in body.decode() and number in body.decode()
    assert (await sun.page(f"{HOME}/tickets/{number}")).status == 200
    assert (await sun.page(f"{HOME}/tickets/{other}")).status == 404


async def test_both_clocks_and_what_is_due_first_on_top(
    house: House, zhao: Colleague, clock: FixedClock
) -> None:
    old = in_state(house.hotline, "forwarded")
    clock.move(timedelta(days=2))
    new = in_state(house.hotline, "forwarded")
    page = await back(zhao).page(HOME)
    assert listed(page) == [old, new]
    own = house.hotline.institutions.files.own(officer_of(zhao.staff), old)
    assert own.acknowledge and own.answer
    for one in (own.acknowledge, own.answer):
        assert f"{one.day.month}月{one.day.day}日" in page.text


async def test_shelves_dues_and_days_narrow_the_list(
    house: House, zhao: Colleague, clock: FixedClock
) -> None:
    forwarded = in_state(house.hotline, "forwarded")
    answering = in_state(house.hotline, "in_progress")
    answered = in_state(house.hotline, "answered")
    expected = {
        "": {forwarded, answering},
        "?shelf=receive": {forwarded},
        "?shelf=answer": {answering},
        "?shelf=answered": {answered},
        "?shelf=review": set(),
        "?shelf=all": {forwarded, answering, answered},
        "?shelf=all&since=2026-11-23&until=2026-11-23": {forwarded, answering, answered},
        "?shelf=all&since=2026-11-24": set(),
        "?shelf=all&until=2026-11-22": set(),
        f"?shelf=all&number=单号{answered}。": {answered},
        "?mine=yes": set(),
        "?shelf=all&due=overdue": set(),
    }
    for query, numbers in expected.items():
        assert set(listed(await zhao.page(HOME + query))) == numbers, query
    await zhao.send(f"{HOME}/tickets/{answering}/give", colleague=zhao.staff.id)
    assert listed(await zhao.page(f"{HOME}?mine=yes")) == [answering]
    clock.move(timedelta(days=200))
    overdue = {forwarded, answering}
    assert set(listed(await back(zhao).page(f"{HOME}?shelf=all&due=overdue"))) == overdue


async def test_pages_turn_and_keep_the_question(house: House, zhao: Colleague) -> None:
    numbers = {in_state(house.hotline, "forwarded") for _ in range(31)}
    first = await zhao.page(f"{HOME}?shelf=receive")
    assert len(listed(first)) == 30 and "共 31 张，第 1 页，共 2 页" in first.text
    (following,) = re.findall(r'href="(\?[^"]+)" rel="next"', first.text)
    second = await zhao.page(HOME + following.replace("&amp;", "&"))
    assert set(listed(first)) | set(listed(second)) == numbers
    assert "shelf=receive" in following and 'rel="prev"' in second.text
    for beyond in ("99", "9999999", "0", "-3", "x", "9" * 300, "二"):
        assert listed(await zhao.page(f"{HOME}?page={beyond}"))


async def test_questions_that_cannot_be_are_told_and_the_list_stays(
    house: House, zhao: Colleague
) -> None:
    number = in_state(house.hotline, "forwarded")
    for query, words in {
        "shelf=nowhere": "没有这个清单",
        "due=someday": "没有这个清单",
        "since=yesterday": "日期请写成",
        "since=0001-01-01": "日期请写成",
        "until=9999-12-31": "日期请写成",
        "until=2026-02-30": "日期请写成",
    }.items():
        page = await zhao.page(f"{HOME}?{query}")
        assert page.status == 422 and words in page.text, query
        assert LISTED.findall(page.text) == [number]
        for kind in ("csv", "xlsx"):
            refused = await zhao.page(f"{HOME}/tickets.{kind}?{query}")
            assert refused.status == 422 and words in refused.text, (kind, query)
    for odd in ("number=%00%F0%9F%98%80", "branch=%ED%A0%80", "number=' or 1=1 --", "branch=<b>"):
        page = await zhao.page(f"{HOME}?shelf=all&{odd}")
        assert page.status == 200 and listed(page) == [] and "<b>" not in page.text


async def test_the_list_taken_along_holds_the_same_and_nobody(
    house: House, zhao: Colleague
) -> None:
    number = in_state(house.hotline, "forwarded", phone="13811118888")
    answered = in_state(house.hotline, "answered")
    theirs = at_ccb(house)
    status, name, body = await content(zhao, f"{HOME}/tickets.csv?shelf=receive")
    assert status == 200 and "attachment" in name and ".csv" in name
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert len(rows) == 2 and number in rows[1]
    assert not any(word in body.decode() for word in (answered, theirs, "13811118888", "王小明"))
    status, name, body = await content(zhao, f"{HOME}/tickets.xlsx?shelf=all")
    assert status == 200 and ".xlsx" in name
    sheet = openpyxl.load_workbook(io.BytesIO(body)).active
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert {number, answered} <= cells and theirs not in cells
    refused = await zhao.page(f"{HOME}/tickets.csv?mine=yes")
    assert refused.status == 422 and "不能单独导出" in refused.text


async def test_the_list_taken_along_is_due_as_the_list_is(
    house: House, zhao: Colleague, clock: FixedClock
) -> None:
    for state in ("forwarded", "in_progress", "answered"):
        in_state(house.hotline, state)
    for days in (0, 9, 15, 40, 60):
        clock.move(timedelta(days=days))
        zhao = back(zhao)
        for due in ("due", "overdue", "at_risk"):
            page = await zhao.page(f"{HOME}?shelf=all&due={due}")
            _, _, body = await content(zhao, f"{HOME}/tickets.csv?shelf=all&due={due}")
            taken = {row[0] for row in csv.reader(io.StringIO(body.decode("utf-8-sig")))}
            numbers = {number for number in taken if number.isdecimal()}
            assert numbers == set(listed(page)), (days, due)
