from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bot.calendar.clock import FixedClock
from bot.tickets.complaint import Complaint
from bot.tickets.errors import UnknownTicket, WrongInput
from bot.tickets.filter import LARGEST_PAGE, Filter, Page
from bot.tickets.service import Tickets
from tests.tickets.people import AGENT, ANSWER, DAY, ICBC

MakeComplaint = Callable[..., Complaint]


@pytest.fixture
def shelf(tickets: Tickets, complaint: MakeComplaint, clock: FixedClock) -> dict[str, str]:
    """Six tickets that differ, each registered a day after the one before."""
    made: dict[str, str] = {}

    def put(name: str, **changes: Any) -> str:
        clock.move(DAY)
        made[name] = tickets.register(complaint(**changes), "bot").number
        return made[name]

    put("fresh")
    tickets.forward(put("sent", phone="13900139000", channel="phone"), AGENT)
    tickets.urge(made["sent"], "consumer")
    tickets.ask_extension(made["sent"], "复杂", ICBC)
    number = put("old", phone="13700137000", intent="complain_loan", branch="海淀支行")
    tickets.forward(number, AGENT)
    tickets.answer(number, ANSWER, ICBC)
    tickets.close(number, "", AGENT)
    put("other", phone="13600136000", institution_id="abc", institution_name="农业银行")
    put("report", kind="report", intent="report_violation")
    tickets.route(made["report"], AGENT)
    put("angry", phone="13500135000", narrative="我要跳楼", intent="complain_wealth")
    tickets.open_group(made["angry"], "理财", AGENT)
    return made


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(), ["angry", "report", "other", "old", "sent", "fresh"]),
        (Filter(open=True), ["angry", "report", "other", "sent", "fresh"]),
        (Filter(open=False), ["old"]),
        (Filter(states=("forwarded", "closed")), ["old", "sent"]),
        (Filter(kinds=("report",)), ["report"]),
        (Filter(institution_id="abc"), ["other"]),
        (Filter(institution_id="nobody"), []),
        (Filter(visible_to="icbc"), ["old", "sent"]),
        (Filter(visible_to="abc"), []),
        (Filter(branch="海淀支行"), ["old"]),
        (Filter(intent="complain_loan"), ["old"]),
        (Filter(category="x-B02"), ["old"]),
        (Filter(channel="phone"), ["sent"]),
        (Filter(risk=3), ["angry"]),
        (Filter(since=date(2026, 9, 29)), ["angry", "report"]),
        (Filter(until=date(2026, 9, 25)), ["fresh"]),
        (Filter(since=date(2026, 9, 26), until=date(2026, 9, 27)), ["old", "sent"]),
        (Filter(repeat=True), []),
        (Filter(urged=True), ["sent"]),
        (Filter(urged=False), ["angry", "report", "other", "old", "fresh"]),
        (Filter(extension_asked=True), ["sent"]),
        (Filter(owner="稽查部门"), ["report"]),
        (Filter(major=True), []),
        (Filter(phone="13600136000"), ["other"]),
        (Filter(phone="1360013600"), []),
        (Filter(phone="' OR 1=1 --"), []),
        (
            Filter(open=True, kinds=("complaint",), institution_id="icbc"),
            ["angry", "sent", "fresh"],
        ),
    ],
    ids=str,
)
def test_what_is_found(
    tickets: Tickets, shelf: dict[str, str], wanted: Filter, found: list[str]
) -> None:
    page = tickets.search(wanted)
    names = {number: name for name, number in shelf.items()}
    assert [names[row.number] for row in page.rows] == found
    assert page.total == len(found)


def test_by_number_and_by_group(tickets: Tickets, shelf: dict[str, str]) -> None:
    assert [row.number for row in tickets.search(Filter(number=shelf["old"])).rows] == [
        shelf["old"]
    ]
    assert tickets.search(Filter(group=shelf["angry"])).total == 1


def test_by_deadline(tickets: Tickets, shelf: dict[str, str], clock: FixedClock) -> None:
    def numbers(deadline: str) -> set[str]:
        return {row.number for row in tickets.search(Filter(deadline=deadline)).rows}

    # "sent": forwarded on Saturday the 26th: the receipt is due on Monday the 28th, the answer on
    # 11 October. Now it is the 30th.
    assert numbers("overdue") == {shelf["sent"]}
    clock.set(clock.now().replace(month=10, day=8))
    assert numbers("at_risk") == {shelf["sent"]}
    clock.set(clock.now().replace(month=10, day=11))
    assert shelf["sent"] in numbers("due")
    with pytest.raises(WrongInput):
        tickets.search(Filter(deadline="someday"))


def test_the_consumers_own_time_is_no_duty(
    tickets: Tickets, answered: str, clock: FixedClock
) -> None:
    clock.move(40 * DAY)
    assert tickets.search(Filter(deadline="overdue")).total == 0


def test_days_are_those_of_shanghai(
    tickets: Tickets, complaint: MakeComplaint, clock: FixedClock
) -> None:
    clock.set(clock.now().replace(hour=16, minute=5))  # five past midnight on the 25th
    number = tickets.register(complaint(), "bot").number
    day = Filter(since=date(2026, 9, 25), until=date(2026, 9, 25))
    assert [row.number for row in tickets.search(day).rows] == [number]
    assert tickets.search(Filter(until=date(2026, 9, 24))).total == 0


def test_pages(tickets: Tickets, shelf: dict[str, str]) -> None:
    pages = [tickets.search(Filter(), page, size=4) for page in (1, 2)]
    assert [len(page.rows) for page in pages] == [4, 2]
    assert {row.number for page in pages for row in page.rows} == set(shelf.values())
    assert [(page.number, page.pages, page.total) for page in pages] == [(1, 2, 6), (2, 2, 6)]


@pytest.mark.parametrize(
    ("page", "size", "number", "kept"),
    [(0, 4, 1, 4), (-5, 4, 1, 4), (99, 4, 2, 4), (1, 0, 1, 1), (1, 10**9, 1, LARGEST_PAGE)],
)
def test_a_page_out_of_range_is_the_nearest(
    tickets: Tickets, shelf: dict[str, str], page: int, size: int, number: int, kept: int
) -> None:
    found = tickets.search(Filter(), page, size)
    assert (found.number, found.size) == (number, kept) and found.rows


def test_nothing_found_is_one_empty_page(tickets: Tickets) -> None:
    assert tickets.search(Filter()) == Page((), 0, 1, 50)
    assert tickets.search(Filter()).pages == 1


def test_a_row_is_the_view(tickets: Tickets, shelf: dict[str, str]) -> None:
    for row in tickets.search(Filter()).rows:
        assert row == tickets.find(row.number)


def test_nothing_personal_is_in_a_row_or_a_filter(tickets: Tickets, shelf: dict[str, str]) -> None:
    rows = repr(tickets.search(Filter()).rows)
    assert "王建国" not in rows and "13900139000" not in rows and "跳楼" not in rows
    assert "13900139000" not in repr(Filter(phone="13900139000"))


def test_earlier_tickets_of_the_same_person(
    tickets: Tickets, complaint: MakeComplaint, number: str, clock: FixedClock
) -> None:
    clock.move(DAY)
    second = tickets.register(complaint(intent="complain_loan"), "bot").number
    tickets.register(complaint(phone="13900139000"), "bot")
    assert [view.number for view in tickets.earlier(number)] == [second]
    assert [view.number for view in tickets.earlier_of(phone="13800138000")] == [second, number]


def test_known_by_identity_number_in_either_case(
    tickets: Tickets, complaint: MakeComplaint
) -> None:
    number = tickets.register(complaint(phone=None, id_number="11010119900307123X"), "bot").number
    found = tickets.earlier_of(id_number="11010119900307123x")
    assert [view.number for view in found] == [number]


def test_the_nameless_have_no_earlier_tickets(tickets: Tickets, complaint: MakeComplaint) -> None:
    first = tickets.register(complaint(phone=None), "bot").number
    tickets.register(complaint(phone=None), "bot")
    assert tickets.earlier(first) == ()
    assert tickets.earlier_of() == () and tickets.earlier_of(phone="") == ()


def test_earlier_of_a_ticket_that_is_not_there(tickets: Tickets) -> None:
    with pytest.raises(UnknownTicket):
        tickets.earlier("2612345670")


@pytest.mark.parametrize(
    "typed", ["\ud800", "空\x00字节", "x" * 5000, "'; DROP TABLE tickets;--"], ids=range(4)
)
def test_whatever_is_typed_into_a_filter_finds_nothing(
    tickets: Tickets, number: str, typed: str
) -> None:
    for field in ("number", "institution_id", "branch", "intent", "category", "group", "phone"):
        assert tickets.search(Filter(**{field: typed})).total == 0
    assert tickets.search(Filter(states=(typed,), kinds=(typed,), visible_to=typed)).total == 0
    assert tickets.search(Filter()).total == 1
