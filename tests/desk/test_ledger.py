"""The ledger and the daily list."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from bot.calendar.clock import SHANGHAI, FixedClock
from bot.tickets.filter import Filter, Page
from tests.desk.house import Colleague, House
from tests.desk.tickets import in_state, register

NUMBER = re.compile(r'href="/desk/tickets/(\d{10})"')


def numbers(text: str) -> list[str]:
    return list(dict.fromkeys(NUMBER.findall(text)))


async def test_an_empty_ledger_says_so(house: House, li: Colleague) -> None:
    page = await li.page("/desk/tickets")
    assert page.status == 200 and "还没有工单" in page.text


async def test_it_lists_what_matters_and_nobody(house: House, li: Colleague) -> None:
    number = register(house.hotline, phone="13811112222", emotion="desperate")
    page = await li.page("/desk/tickets")
    for words in (number, "工商银行", "收费或利息", "360.00 元", "转送机构", "2026年12月2日"):
        assert words in page.text
    assert "还有 9 天（7 个工作日）" in page.text and "今天就办" in page.text
    assert "13811112222" not in page.text and "王小明" not in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=registered", [0, 2]),
        ("state=answered", [1]),
        ("kind=report", [2]),
        ("institution=工行", [0, 1]),
        ("institution=abc", [2]),
        ("intent=complain_fees", [0, 1]),
        ("open=no", [3]),
        ("risk=2", [2]),
        ("since=2026-11-23&until=2026-11-23", [0, 1, 2]),
        ("until=2026-11-20", [3]),
        ("deadline=overdue", []),
        ("urged=yes", [0]),
        ("repeat=yes", []),
        ("state=registered&institution=abc", [2]),
    ],
)
async def test_filters(
    house: House, li: Colleague, clock: FixedClock, query: str, found: list[int]
) -> None:
    monday = clock.now()
    clock.set(datetime(2026, 11, 20, 10, 0, tzinfo=SHANGHAI))
    closed = in_state(
        house.hotline,
        "closed",
        institution_id="ccb",
        institution_name="建设银行",
        intent="complain_loan",
    )
    clock.set(monday)
    tickets = [
        register(house.hotline),
        in_state(house.hotline, "answered"),
        register(
            house.hotline,
            kind="report",
            intent="report_violation",
            institution_id="abc",
            institution_name="农业银行",
        ),
        closed,
    ]
    house.hotline.tickets.urge(tickets[0], "consumer")
    page = await li.page(f"/desk/tickets?{query}")
    assert page.status == 200
    assert set(numbers(page.text)) == {tickets[one] for one in found}
    assert f'class="count">{len(found)}<' in page.text


@pytest.mark.parametrize(
    "query",
    [
        "since=昨天",
        "until=2026-13-40",
        "institution=平安",
        "institution=没有这家",
        "deadline=sometime",
        "risk=x&since=1",
    ],
)
async def test_a_filter_that_cannot_be_says_what_is_wrong(
    house: House, li: Colleague, query: str
) -> None:
    page = await li.page(f"/desk/tickets?{query}")
    assert page.status == 422
    assert 'class="word wrong"' in page.text


@pytest.mark.parametrize(
    "query", ["page=-1", "page=9999999", "page=x&size=0", "size=99999999", "x=%00"]
)
async def test_pages_out_of_range_are_the_nearest(house: House, li: Colleague, query: str) -> None:
    number = register(house.hotline)
    page = await li.page(f"/desk/tickets?{query}")
    assert page.status == 200 and number in page.text


async def test_pages_keep_the_filter(
    house: House, li: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = house.hotline.tickets.find(register(house.hotline))
    asked: list[tuple[Filter, int, int]] = []

    def search(wanted: Filter, page: int = 1, size: int = 50) -> Page:
        asked.append((wanted, page, size))
        return Page((row,), 130, page, size)

    monkeypatch.setattr(house.hotline.tickets, "search", search)
    page = await li.page("/desk/tickets?open=yes&page=2&size=50")
    assert "第 2 页，共 3 页" in page.text
    assert 'href="?open=yes&amp;page=3"' in page.text and 'href="?open=yes"' in page.text
    assert asked == [(Filter(open=True), 2, 50)]


async def test_a_ticket_is_found_by_number_or_phone_and_neither_stands_in_an_address(
    house: House, li: Colleague
) -> None:
    number = register(house.hotline, phone="13811113333")
    other = register(house.hotline, phone="13811114444")
    found = await li.send("/desk/tickets/find", who=f" 单号 {number} ")
    assert (found.status, found.headers["Location"]) == (303, f"/desk/tickets/{number}")
    listed = await li.send("/desk/tickets/find", who="138 1111 3333")
    assert numbers(listed.text) == [number] and other not in listed.text
    assert "13811113333" not in listed.text
    (look,) = house.hotline.accounts.looks().looks
    assert (look.staff.id, look.fields) == (li.staff.id, ("phone",))


@pytest.mark.parametrize("who", ["", "不知道", "1234567890", "138", "x" * 5000])
async def test_nobody_is_found_by_nonsense(house: House, li: Colleague, who: str) -> None:
    register(house.hotline)
    page = await li.send("/desk/tickets/find", who=who)
    assert page.status == 422 and numbers(page.text) == []


async def test_the_daily_list(house: House, clock: FixedClock) -> None:
    monday = clock.now()
    late = register(house.hotline)
    clock.set(monday + timedelta(days=1))
    today = register(house.hotline)
    clock.set(monday + timedelta(days=2))
    soon = register(house.hotline)
    clock.set(datetime(2026, 12, 3, 10, 0, tzinfo=SHANGHAI))
    page = await house.colleague().page("/desk/duty")
    sections = page.text.split('<section class="card duty"')[1:]
    assert [numbers(section) for section in sections] == [[late], [today], [soon]]
    assert "超了 1 天" in sections[0] and "就是今天" in sections[1] and "还有 1 天" in sections[2]
    assert "2027 年的放假安排还没有录入" in page.text


async def test_nothing_due_says_so(house: House, li: Colleague) -> None:
    page = await li.page("/desk/duty")
    for words in ("没有超时的", "今天没有到期的", "这几天都不急"):
        assert words in page.text
