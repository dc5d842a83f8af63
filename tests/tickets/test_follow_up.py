from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from bot.calendar.clock import FixedClock
from bot.tickets.complaint import Complaint
from bot.tickets.errors import IllegalMove, NotExtendable, UnknownTicket
from bot.tickets.service import Tickets

MakeComplaint = Callable[..., Complaint]

DAY = timedelta(days=1)


@pytest.fixture
def number(tickets: Tickets, complaint: MakeComplaint) -> str:
    return tickets.register(complaint(), "bot").number


def test_forwarding_ends_one_clock_and_starts_the_other(tickets: Tickets, number: str) -> None:
    view = tickets.forward(number, "agent:3")
    assert view.state == "forwarded"
    assert set(view.deadlines) == {"answer"}
    assert view.deadlines["answer"].day == date(2026, 10, 9)
    event = tickets.events(number)[-1]
    assert (event.actor, event.old_state, event.new_state) == (
        "agent:3",
        "registered",
        "forwarded",
    )


def test_a_whole_life(tickets: Tickets, number: str, clock: FixedClock) -> None:
    tickets.forward(number, "agent:3")
    assert set(tickets.move(number, "in_progress", "", "bank:icbc").deadlines) == {"answer"}
    assert set(tickets.move(number, "answered", "", "bank:icbc").deadlines) == {"review_request"}
    tickets.move(number, "followed_up", "满意", "agent:3")
    clock.move(DAY)
    view = tickets.move(number, "closed", "", "agent:3")
    assert not view.is_open and view.deadlines == {} and view.closed_at == clock.now()
    states = [event.new_state for event in tickets.events(number)]
    assert states == [
        "registered",
        "forwarded",
        "in_progress",
        "answered",
        "followed_up",
        "closed",
    ]
    assert tickets.events(number)[4].why == "满意"


def test_an_illegal_move_changes_nothing(tickets: Tickets, number: str) -> None:
    with pytest.raises(IllegalMove):
        tickets.move(number, "followed_up", "", "agent:3")
    assert tickets.find(number).state == "registered"
    assert len(tickets.events(number)) == 1


def test_urging_counts_once_a_day(tickets: Tickets, number: str, clock: FixedClock) -> None:
    assert tickets.urge(number, "consumer").counted
    view, counted = tickets.urge(number, "consumer")
    assert not counted and view.urges == 1
    clock.move(timedelta(hours=13))  # past midnight in Shanghai, the same day in UTC
    view, counted = tickets.urge(number, "consumer")
    assert counted and view.urges == 2
    assert [event.kind for event in tickets.events(number)[1:]] == [
        "urged",
        "urged_again",
        "urged",
    ]


def test_urging_what_is_over_does_not_count(tickets: Tickets, number: str) -> None:
    tickets.withdraw(number, "", "consumer")
    assert not tickets.urge(number, "consumer").counted


def test_new_facts_restart_the_answer(tickets: Tickets, number: str, clock: FixedClock) -> None:
    before = tickets.forward(number, "agent:3").deadlines["answer"].day
    clock.move(3 * DAY)
    view = tickets.add(number, "找到了当时的短信", "consumer")
    assert view.deadlines["answer"].day == before + 3 * DAY
    added, restarted = tickets.events(number)[-2:]
    assert (added.kind, added.words) == ("added", "找到了当时的短信")
    assert restarted.kind == "clock_restarted"


def test_new_facts_before_forwarding_restart_nothing(tickets: Tickets, number: str) -> None:
    before = tickets.find(number).deadlines
    assert tickets.add(number, "补充一点", "consumer").deadlines == before
    assert tickets.events(number)[-1].kind == "added"


def test_withdrawing_ends_it_the_same_day(tickets: Tickets, number: str, clock: FixedClock) -> None:
    view = tickets.withdraw(number, "已经解决了", "consumer")
    assert view.state == "withdrawn" and view.closed_at == clock.now() and view.deadlines == {}
    event = tickets.events(number)[-1]
    assert event.words == "已经解决了" and event.why == ""
    with pytest.raises(IllegalMove):
        tickets.withdraw(number, "", "consumer")


def test_an_answer_that_is_not_accepted_goes_to_review(tickets: Tickets, number: str) -> None:
    tickets.forward(number, "agent:3")
    tickets.move(number, "answered", "", "bank:icbc")
    view = tickets.reject_outcome(number, "没有解决", "consumer")
    assert view.state == "escalated"
    assert set(view.deadlines) == {"review_decision"}
    assert view.deadlines["review_decision"].day == date(2026, 10, 24)


def test_rejecting_before_an_answer_is_an_objection(tickets: Tickets, number: str) -> None:
    assert tickets.reject_outcome(number, "不接受", "consumer").state == "registered"
    event = tickets.events(number)[-1]
    assert (event.kind, event.words) == ("objected", "不接受")


def test_an_old_ticket_comes_back_beside_a_newer_one(
    tickets: Tickets, complaint: MakeComplaint, number: str
) -> None:
    tickets.move(number, "closed", "", "agent:3")
    newer = tickets.register(complaint(), "bot").number
    assert newer != number
    assert tickets.reject_outcome(number, "还是不行", "consumer").is_open
    assert tickets.register(complaint(), "bot").repeat


def test_the_answer_may_be_extended_twice_from_the_same_day(
    tickets: Tickets, number: str, clock: FixedClock
) -> None:
    tickets.forward(number, "agent:3")
    clock.move(10 * DAY)
    first = tickets.extend(number, "情况复杂", "agent:3")
    assert set(first.deadlines) == {"answer_complex"}
    assert first.deadlines["answer_complex"].day == date(2026, 10, 24)
    second = tickets.extend(number, "总行批准", "supervisor:1")
    assert second.deadlines["answer_extended"].day == date(2026, 11, 23)
    with pytest.raises(NotExtendable):
        tickets.extend(number, "再等等", "agent:3")


def test_only_an_awaited_answer_is_extended(tickets: Tickets, number: str) -> None:
    with pytest.raises(NotExtendable):
        tickets.extend(number, "", "agent:3")


def test_a_profile_without_a_middle_time_extends_to_the_longest(
    credit_tickets: Tickets, complaint: MakeComplaint
) -> None:
    number = credit_tickets.register(complaint(intent="complain_payment"), "bot").number
    credit_tickets.forward(number, "agent:3")
    assert set(credit_tickets.extend(number, "", "agent:3").deadlines) == {"answer_extended"}


def test_credit_records_have_clocks_of_their_own(
    credit_tickets: Tickets, complaint: MakeComplaint
) -> None:
    view = credit_tickets.register(complaint(intent="complain_credit_report"), "bot")
    assert view.deadlines["credit_complaint"].day == date(2026, 10, 24)
    assert "第二十六条" in view.deadlines["credit_complaint"].law
    view = credit_tickets.forward(view.number, "agent:3")
    assert view.deadlines["objection"].day == date(2026, 10, 14)


def test_a_callback_is_due_the_next_working_day(tickets: Tickets, complaint: MakeComplaint) -> None:
    view = tickets.register(complaint(kind="callback", intent="request_human"), "bot")
    # The 25th to the 27th are the Mid-Autumn holidays.
    assert view.deadlines["callback"].day == date(2026, 9, 28)


def test_a_deadline_in_an_unpublished_year_is_provisional(
    tickets: Tickets, complaint: MakeComplaint, clock: FixedClock
) -> None:
    clock.move(366 * 3 * DAY)
    assert tickets.register(complaint(), "bot").deadlines["forward"].provisional


def test_a_person_corrects_the_category(tickets: Tickets, number: str) -> None:
    view = tickets.reclassify(number, "x-B02", "其实是贷款", "supervisor:1")
    mains = {label.axis: label for label in view.labels if label.main}
    assert mains["B"].code == "x-B02"
    assert (mains["B"].by, mains["B"].confidence) == ("supervisor:1", 1.0)
    assert set(mains) == {"A", "B", "C"}
    assert len([label for label in view.labels if label.axis == "B"]) == 1
    assert tickets.events(number)[-1].why == "x-B02 其实是贷款"
    with pytest.raises(ValueError, match="x-Z99"):
        tickets.reclassify(number, "x-Z99", "", "supervisor:1")


@pytest.mark.parametrize("number", ["2612345670", "", "x" * 5000, "\ud800"])
def test_a_number_that_is_not_there_says_so(tickets: Tickets, number: str) -> None:
    for act in (
        lambda: tickets.urge(number, "consumer"),
        lambda: tickets.add(number, "", "consumer"),
        lambda: tickets.withdraw(number, "", "consumer"),
        lambda: tickets.forward(number, "agent:3"),
        lambda: tickets.events(number),
        lambda: tickets.erase(number, "consumer"),
    ):
        with pytest.raises(UnknownTicket):
            act()
