from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from bot.calendar.clock import FixedClock
from bot.tickets.complaint import Complaint
from bot.tickets.errors import IllegalMove, NotAllowed, NotOffered, TopOfLadder
from bot.tickets.service import Tickets
from tests.tickets.people import AGENT, ANSWER, DAY, ICBC, profile_of

MakeComplaint = Callable[..., Complaint]


@pytest.fixture
def climbing(ladder_tickets: Tickets, complaint: MakeComplaint) -> str:
    return ladder_tickets.register(complaint(), "bot").number


def test_the_first_step_begins_at_once(ladder_tickets: Tickets, climbing: str) -> None:
    view = ladder_tickets.find(climbing)
    assert view.step == "网点负责人"
    assert view.deadlines["ladder"].day == date(2026, 9, 27)  # three days
    assert view.deadlines["ladder"].law == "本行规定"


def test_a_hotline_has_no_ladder(tickets: Tickets, number: str) -> None:
    assert tickets.find(number).step is None
    with pytest.raises(TopOfLadder):
        tickets.climb(number, "", AGENT)


def test_only_complaints_climb(ladder_tickets: Tickets, complaint: MakeComplaint) -> None:
    praise = ladder_tickets.register(complaint(kind="praise", intent="praise"), "bot")
    assert praise.step is None and praise.deadlines == {}


def test_climbing_gives_the_next_its_own_time(
    ladder_tickets: Tickets, climbing: str, clock: FixedClock
) -> None:
    clock.move(DAY)
    view = ladder_tickets.climb(climbing, "网点解决不了", AGENT)
    assert view.step == "运营主管"
    # Friday the 25th is the first of three days off; two working days are the 28th and 29th.
    assert view.deadlines["ladder"].day == date(2026, 9, 29)
    event = ladder_tickets.events(climbing)[-1]
    assert (event.kind, event.about, event.why) == ("climbed", "operations", "网点解决不了")
    assert ladder_tickets.climb(climbing, "", AGENT).step == "行长"
    with pytest.raises(TopOfLadder):
        ladder_tickets.climb(climbing, "", AGENT)


def test_an_answer_ends_the_step_and_reopening_begins_it_anew(
    ladder_tickets: Tickets, climbing: str, clock: FixedClock
) -> None:
    ladder_tickets.climb(climbing, "", AGENT)
    assert "ladder" not in ladder_tickets.answer(climbing, ANSWER, AGENT).deadlines
    with pytest.raises(IllegalMove):
        ladder_tickets.climb(climbing, "", AGENT)
    clock.move(30 * DAY)
    view = ladder_tickets.reopen(climbing, "新材料", AGENT)
    assert view.step == "运营主管"
    assert view.deadlines["ladder"].day == date(2026, 10, 27)


def test_the_chore_climbs_for_those_out_of_time(
    ladder_tickets: Tickets, climbing: str, clock: FixedClock
) -> None:
    clock.move(3 * DAY)
    assert ladder_tickets.climb_overdue() == 0  # the last day is not over yet
    clock.move(DAY)
    assert ladder_tickets.climb_overdue() == 1
    assert ladder_tickets.climb_overdue() == 0
    assert ladder_tickets.events(climbing)[-1].actor == "chore"
    clock.move(30 * DAY)
    assert ladder_tickets.climb_overdue() == 1
    clock.move(30 * DAY)
    assert ladder_tickets.climb_overdue() == 0  # there is nobody above
    assert ladder_tickets.find(climbing).step == "行长"


def test_the_clock_ends_nothing_for_answered_tickets(
    ladder_tickets: Tickets, climbing: str, clock: FixedClock
) -> None:
    ladder_tickets.answer(climbing, ANSWER, AGENT)
    clock.move(30 * DAY)
    assert ladder_tickets.climb_overdue() == 0


@pytest.mark.parametrize("actor", ["consumer", ICBC, "reviewer:1"])
def test_not_everybody_climbs(ladder_tickets: Tickets, climbing: str, actor: str) -> None:
    with pytest.raises(NotAllowed):
        ladder_tickets.climb(climbing, "", actor)
    with pytest.raises(NotAllowed):
        ladder_tickets.climb_overdue(actor)


def names(tickets: Tickets, number: str) -> set[str]:
    return {way.name for way in tickets.guidance(number)}


def test_ways_outside_are_offered_when_they_make_sense(
    tickets: Tickets, number: str, clock: FixedClock
) -> None:
    assert names(tickets, number) == {"notary"}
    tickets.forward(number, AGENT)
    clock.move(5 * DAY)
    assert names(tickets, number) == {"notary"}  # the receipt is late, the answer is not
    clock.move(11 * DAY)
    assert names(tickets, number) == {"notary", "regulator", "mediation", "court"}
    tickets.answer(number, ANSWER, ICBC)
    assert names(tickets, number) == {"notary", "regulator", "mediation", "arbitration", "court"}
    tickets.review(number, "", "consumer")
    assert names(tickets, number) == {"notary", "regulator", "mediation", "court"}


def test_guidance_given_is_noted(tickets: Tickets, answered: str) -> None:
    way = tickets.guide(answered, "mediation", AGENT)
    assert way.title == "申请调解" and "第三十九条" in way.law
    event = tickets.events(answered)[-1]
    assert (event.kind, event.about) == ("guided", "mediation")


@pytest.mark.parametrize("way", ["court", "revolution", "", "x" * 5000], ids=[0, 1, 2, 3])
def test_what_is_not_offered_is_not_given(tickets: Tickets, number: str, way: str) -> None:
    with pytest.raises(NotOffered):
        tickets.guide(number, way, AGENT)
    assert len(tickets.events(number)) == 1


def test_guidance_promises_nothing_and_is_short() -> None:
    for profile in ("nfra-12378", "pbc-12363"):
        for way in profile_of(profile).life.guidance:
            assert len(way.words) <= 60 and way.law
            assert not any(word in way.words for word in ("保证", "一定能", "赔付"))
