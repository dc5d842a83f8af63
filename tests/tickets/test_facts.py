from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from bot.calendar.clock import FixedClock
from bot.tickets.complaint import Complaint
from bot.tickets.errors import IllegalMove, NotAllowed, WrongInput
from bot.tickets.service import Tickets
from tests.tickets.people import AGENT, DAY, ICBC, SUPERVISOR

MakeComplaint = Callable[..., Complaint]


def test_new_facts_restart_the_answer(tickets: Tickets, forwarded: str, clock: FixedClock) -> None:
    before = tickets.find(forwarded).deadlines["answer"].day
    clock.move(3 * DAY)
    view = tickets.add(forwarded, "找到了当时的短信", "consumer")
    assert view.deadlines["answer"].day == before + 3 * DAY
    added, restarted = tickets.events(forwarded)[-2:]
    assert (added.kind, added.words) == ("added", "找到了当时的短信")
    assert (restarted.kind, restarted.about) == ("clock_restarted", "answer")


def test_new_facts_late_at_night_count_for_that_day(
    tickets: Tickets, forwarded: str, clock: FixedClock
) -> None:
    clock.move(timedelta(hours=11, minutes=59))  # 23:59 in Shanghai, the same day
    assert tickets.add(forwarded, "补充", "consumer").deadlines["answer"].day == date(2026, 10, 9)
    clock.move(timedelta(minutes=2))
    assert tickets.add(forwarded, "补充", "consumer").deadlines["answer"].day == date(2026, 10, 10)


def test_new_facts_after_an_extension_start_from_the_shortest_time(
    tickets: Tickets, forwarded: str, clock: FixedClock
) -> None:
    tickets.ask_extension(forwarded, "复杂", ICBC)
    tickets.decide_extension(forwarded, SUPERVISOR, granted=True, why="同意")
    clock.move(20 * DAY)
    view = tickets.add(forwarded, "新证人", "consumer")
    assert view.deadlines["answer"].day == date(2026, 10, 29)  # 14 October and 15 days
    assert "answer_complex" not in view.deadlines


def test_the_receipt_is_not_given_anew(tickets: Tickets, forwarded: str) -> None:
    before = tickets.find(forwarded).deadlines["acknowledge"]
    assert tickets.add(forwarded, "补充", "consumer").deadlines["acknowledge"] == before


def test_new_facts_before_forwarding_restart_nothing(tickets: Tickets, number: str) -> None:
    before = tickets.find(number).deadlines
    assert tickets.add(number, "补充一点", "consumer").deadlines == before
    assert tickets.events(number)[-1].kind == "added"


def test_new_facts_after_an_answer_are_kept_for_people_to_judge(
    tickets: Tickets, answered: str
) -> None:
    before = tickets.find(answered)
    assert tickets.add(answered, "补充一点", "consumer") == before
    assert tickets.events(answered)[-1].words == "补充一点"


def test_what_is_too_long_is_refused_whole(tickets: Tickets, forwarded: str) -> None:
    with pytest.raises(WrongInput):
        tickets.add(forwarded, "话" * 2001, "consumer")
    tickets.add(forwarded, "话" * 2000, "consumer")
    assert [event.kind for event in tickets.events(forwarded)].count("added") == 1


def test_the_institution_adds_no_facts_of_the_consumer(tickets: Tickets, forwarded: str) -> None:
    with pytest.raises(NotAllowed):
        tickets.add(forwarded, "消费者撤诉", ICBC)
    with pytest.raises(NotAllowed):
        tickets.withdraw(forwarded, "消费者撤诉", ICBC)


@pytest.mark.parametrize("state", ["registered", "forwarded", "in_progress", "answered"])
def test_withdrawing_ends_it_the_same_day(
    tickets: Tickets, number: str, clock: FixedClock, state: str
) -> None:
    if state != "registered":
        tickets.forward(number, AGENT)
    if state not in ("registered", "forwarded"):
        tickets.move(number, state, "", AGENT)
    clock.move(2 * DAY)
    view = tickets.withdraw(number, "已经解决了", "consumer")
    assert (view.state, view.closed_at, view.deadlines) == ("withdrawn", clock.now(), {})
    event = tickets.events(number)[-1]
    assert (event.at, event.words, event.why) == (clock.now(), "已经解决了", "")
    with pytest.raises(IllegalMove):
        tickets.withdraw(number, "", "consumer")


def test_a_withdrawn_wish_for_time_lapses(tickets: Tickets, forwarded: str) -> None:
    tickets.ask_extension(forwarded, "复杂", ICBC)
    assert tickets.withdraw(forwarded, "", "consumer").extension is None
    assert tickets.details(forwarded).extensions[0].state == "lapsed"
