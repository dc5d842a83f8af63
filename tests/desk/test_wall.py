"""The wallboard: now, and the day so far."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.calendar.clock import FixedClock
from bot.desk.wall_room import wall_of
from tests.desk.house import Colleague, House
from tests.desk.tickets import register


async def test_a_morning(
    house: House, li: Colleague, wang: Colleague, chen: Colleague, clock: FixedClock
) -> None:
    for skill, outcome in (("bank", "answered"), ("bank", None), ("fraud", None)):
        consumer = await house.consumer()
        handoff = consumer.wait(skill)
        clock.set(clock.now() + timedelta(seconds=40))
        if outcome:
            await li.do(f"/desk/handoffs/{handoff}/accept")
            clock.set(clock.now() + timedelta(seconds=120))
            await li.do(f"/desk/conversations/{consumer.id}/finish", outcome=outcome)
            house.hotline.handoffs.rate(consumer.id, 4, 9, "")
    house.hotline.handoffs.pause(wang.staff.id, "rest")
    register(house.hotline)
    page = (await chen.page("/desk/wall")).text
    now = (await chen.get("/desk/wall/now")).text
    for words in ("涉诈止损", "没人", "1分20秒", "歇着（歇一会儿）", "坐席"):
        assert words in page and words in now
    wall = wall_of(house.hotline)
    assert (wall.waiting, wall.registered) == (2, 1)
    day = wall.figures
    assert (day.requested, day.accepted, day.finished, day.ratings, day.score) == (3, 1, 1, 1, 4.0)
    assert (day.average_wait, day.longest_wait, day.average_talk) == (40.0, 40.0, 120.0)
    lines = {line.title: (line.waiting, line.ready) for line in wall.lines}
    assert lines == {"银行": (1, 2), "涉诈止损": (1, 0)}


async def test_yesterday_counts_no_more(house: House, li: Colleague, clock: FixedClock) -> None:
    consumer = await house.consumer()
    await li.do(f"/desk/handoffs/{consumer.wait()}/accept")
    await li.do(f"/desk/conversations/{consumer.id}/finish", outcome="answered")
    register(house.hotline)
    clock.set(clock.now() + timedelta(days=1))
    wall = wall_of(house.hotline)
    assert wall.figures.requested == wall.figures.finished == wall.registered == 0
    assert wall.figures.average_wait is None and wall.figures.score is None


async def test_an_empty_house(house: House) -> None:
    page = (await house.colleague("supervisor").page("/desk/wall")).text
    assert "没人在等，也没人到岗" in page and "今天还没有人到岗" in page and "没人等" in page
    assert re.search(r"<p>在等</p><b>0</b>", page)
