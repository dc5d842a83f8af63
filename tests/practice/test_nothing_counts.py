"""What is registered in a practice is seen by nobody who counts, answers or is told of tickets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.calendar.clock import shanghai_date
from bot.hotline import Hotline
from bot.practice.drill import MONDAY_MORNING
from bot.tickets.errors import IllegalMove, NotJoinable
from bot.tickets.filter import Filter
from bot.tickets.views import TicketView
from tests.conversation.talk import clock_at, hotline_at
from tests.practice.test_playing import LI, Practised

DRILLS = {"nfra-12378": "card_fee_corrected", "bank-branch": "branch_queue_attitude"}
TOLD = {
    "intent": "complain_fees",
    "matter": "信用卡扣了年费",
    "institution": "工商银行",
    "demand": "退钱",
    "person_name": "王建国",
    "phone": "13800138000",
}


@pytest.fixture(params=DRILLS)
def practised(
    request: pytest.FixtureRequest, database_url: str, tmp_path: Path
) -> Iterator[Practised]:
    clock = clock_at(MONDAY_MORNING)
    with hotline_at(database_url, tmp_path, clock, request.param) as hotline:
        yield Practised(hotline)


@pytest.fixture
def hotline(practised: Practised) -> Hotline:
    return practised.hotline


async def register(practised: Practised) -> TicketView:
    await practised.begin(DRILLS[practised.hotline.profile.id])
    board = practised.dialogue.switchboard
    return await board.register(practised.conversation_id, LI, **TOLD)


async def test_no_report_or_list_holds_it(practised: Practised, hotline: Hotline) -> None:
    view = await register(practised)
    today = shanghai_date(hotline.clock.now())
    for whose in (None, view.institution_id):
        assert hotline.papers.monthly_report(whose, today).received == 0
    assert hotline.tickets.search(Filter()).total == 0
    assert hotline.tickets.search(Filter(phone=TOLD["phone"])).total == 0
    assert hotline.papers.ledger_count(Filter()) == 0
    duty = hotline.tickets.duty(today + timedelta(days=90))
    assert (duty.due, duty.overdue, duty.at_risk) == ((), (), ())


async def test_no_institution_hears_of_it(practised: Practised, hotline: Hotline) -> None:
    view = await register(practised)
    with pytest.raises(IllegalMove):
        hotline.tickets.forward(view.number, "agent:li")
    practised.dialogue.switchboard.finish(practised.conversation_id, LI, "registered")
    await practised.passes(2)
    assert hotline.tickets.details(view.number).ticket.state == "withdrawn"
    hotline.clock.move(timedelta(days=40))  # type: ignore[attr-defined]
    hotline.tickets.look_after()
    assert view.institution_id
    assert hotline.institutions.feed.after(view.institution_id, 0, 100).events == ()


async def test_no_joint_complaint_grows_by_it(practised: Practised, hotline: Hotline) -> None:
    view = await register(practised)
    with pytest.raises(NotJoinable, match="practice"):
        hotline.tickets.open_group(view.number, "年费", "agent:li")


async def test_a_ticket_that_the_trainee_ended_stays_ended(
    practised: Practised, hotline: Hotline
) -> None:
    view = await register(practised)
    hotline.tickets.withdraw(view.number, "练习", "agent:li")
    await practised.playing.stop(practised.practice.id)
    assert (practised.practice.state, practised.practice.ending) == ("over", "stopped")
    assert hotline.tickets.details(view.number).ticket.state == "withdrawn"
