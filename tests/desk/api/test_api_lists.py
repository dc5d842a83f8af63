"""Lists by the interface: what narrows them, pages while things change, and the feed of events."""

from __future__ import annotations

from datetime import timedelta

from bot.calendar.clock import FixedClock
from tests.desk.api.program import Program
from tests.desk.house import House
from tests.desk.tickets import in_state


async def test_shelves_and_clocks_narrow_the_list(
    house: House, icbc: Program, clock: FixedClock
) -> None:
    forwarded = in_state(house.hotline, "forwarded")
    answered = in_state(house.hotline, "answered")
    in_state(house.hotline, "forwarded", institution_id="ccb", institution_name="建设银行")

    async def numbers(query: str) -> set[str]:
        return {one["number"] for one in (await icbc.get(f"/tickets?{query}")).json["tickets"]}

    assert await numbers("") == {forwarded, answered}
    assert await numbers("shelf=receive") == await numbers("shelf=todo") == {forwarded}
    assert await numbers("shelf=answered") == {answered}
    assert await numbers("due=overdue") == set()
    _move(clock, 120)
    assert await numbers("due=overdue") == {forwarded}


def _move(clock: FixedClock, days: int) -> None:
    clock.move(timedelta(days=days))


async def test_since_finds_what_changed(house: House, icbc: Program, clock: FixedClock) -> None:
    in_state(house.hotline, "forwarded")
    new = in_state(house.hotline, "forwarded")
    _move(clock, 1)
    house.hotline.tickets.urge(new, "consumer")
    for since in (
        "2026-11-23T03:00:00Z",
        "2026-11-23T11:00:00+08:00",
        "2026-11-23T11:00:00%2B08:00",
    ):
        found = (await icbc.get(f"/tickets?since={since}")).json["tickets"]
        assert [one["number"] for one in found] == [new]
    assert len((await icbc.get("/tickets?since=2026-11-23T02:00:00Z")).json["tickets"]) == 2


QUESTIONS_THAT_CANNOT_BE = (
    ("since=yesterday", "wrong_moment"),
    ("since=2026-11-23", "wrong_moment"),
    ("since=2026-11-23T01:00:00", "wrong_moment"),
    ("since=2026-13-01T00:00:00Z", "wrong_moment"),
    ("since=0001-01-01T00:00:00%2B14:00", "wrong_moment"),
    ("since=9999-12-31T23:59:59-14:00", "wrong_moment"),
    ("since=%F0%9F%98%80", "wrong_moment"),
    ("shelf=nowhere", "wrong_field"),
    ("due=someday", "wrong_field"),
    ("limit=-1", "wrong_number"),
    ("limit=many", "wrong_number"),
    ("limit=%EF%BC%91", "wrong_number"),
    ("limit=" + "9" * 100, "wrong_number"),
    ("cursor=abc", "wrong_cursor"),
    ("cursor=" + "A" * 5000, "wrong_cursor"),
    ("cursor=%E4%B8%80", "wrong_cursor"),
    ("cursor=====", "wrong_cursor"),
)


async def test_questions_that_cannot_be(house: House, icbc: Program) -> None:
    in_state(house.hotline, "forwarded")
    for query, code in QUESTIONS_THAT_CANNOT_BE:
        refused = await icbc.get(f"/tickets?{query}")
        assert (refused.status, refused.code) == (422, code), query


async def test_pages_hold_while_tickets_come_and_change(house: House, icbc: Program) -> None:
    numbers = [in_state(house.hotline, "forwarded") for _ in range(5)]
    seen, cursor = [], ""
    for round in range(4):
        page = (await icbc.get(f"/tickets?limit=2{cursor}")).json
        seen += [one["number"] for one in page["tickets"]]
        if round == 0:  # what was seen is closed, and a new one comes
            house.hotline.tickets.acknowledge(numbers[0], "institution:icbc")
            numbers.append(in_state(house.hotline, "forwarded"))
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == numbers


async def test_a_cursor_is_good_for_one_bank_and_one_list(
    house: House, icbc: Program, ccb: Program
) -> None:
    for _ in range(2):
        in_state(house.hotline, "forwarded")
    cursor = (await icbc.get("/tickets?limit=1")).json["next"]
    assert (await ccb.get(f"/tickets?cursor={cursor}")).code == "wrong_cursor"
    assert (await icbc.get(f"/events?cursor={cursor}")).code == "wrong_cursor"
    assert (await icbc.get(f"/tickets?cursor={cursor[:-3]}AAA")).code == "wrong_cursor"


async def test_what_happened_is_told_in_order_and_without_a_gap(
    house: House, icbc: Program, ccb: Program
) -> None:
    first = in_state(house.hotline, "answered")
    page = (await icbc.get("/events?limit=2")).json
    assert page["more"] is True and len(page["events"]) <= 2
    events = list(page["events"])
    while page["more"]:
        page = (await icbc.get(f"/events?limit=2&cursor={page['next']}")).json
        events += page["events"]
    assert [one["kind"] for one in events] == [
        "ticket.forwarded",
        "ticket.acknowledged",
        "ticket.answered",
    ]
    assert {one["number"] for one in events} == {first}
    assert (await icbc.get(f"/events?cursor={page['next']}")).json["events"] == []
    second = in_state(house.hotline, "forwarded")
    (new,) = (await icbc.get(f"/events?cursor={page['next']}")).json["events"]
    assert new["number"] == second
    assert (await ccb.get("/events")).json["events"] == []
