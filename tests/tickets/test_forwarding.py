from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from bot.calendar.clock import FixedClock
from bot.tickets.complaint import Complaint
from bot.tickets.errors import (
    IllegalMove,
    NotAllowed,
    NotToTheAccused,
    UnknownTicket,
    WrongInput,
)
from bot.tickets.service import Tickets
from tests.tickets.people import AGENT, DAY, ICBC, OTHER_BANK

MakeComplaint = Callable[..., Complaint]


def kinds(tickets: Tickets, number: str) -> list[str]:
    return [event.kind for event in tickets.events(number)]


def test_forwarding_ends_one_clock_and_starts_two(tickets: Tickets, number: str) -> None:
    view = tickets.forward(number, AGENT)
    assert (view.state, view.forwarded_at) == ("forwarded", tickets.find(number).forwarded_at)
    assert {name: due.day for name, due in view.deadlines.items()} == {
        "answer": date(2026, 10, 9),
        "acknowledge": date(2026, 9, 28),
    }
    event = tickets.events(number)[-1]
    assert (event.actor, event.old_state, event.new_state) == (AGENT, "registered", "forwarded")


def test_the_consumers_clock_is_told_before_that_of_the_institution(
    tickets: Tickets, forwarded: str, clock: FixedClock
) -> None:
    clock.move(DAY)
    assert next(iter(tickets.add(forwarded, "新短信", "consumer").deadlines)) == "answer"


def test_a_receipt_ends_its_own_clock_only(
    tickets: Tickets, forwarded: str, clock: FixedClock
) -> None:
    clock.move(DAY)
    view = tickets.acknowledge(forwarded, ICBC)
    assert (view.state, view.acknowledged_at) == ("in_progress", clock.now())
    assert set(view.deadlines) == {"answer"}


def test_a_second_receipt_changes_nothing(
    tickets: Tickets, forwarded: str, clock: FixedClock
) -> None:
    first = tickets.acknowledge(forwarded, ICBC)
    clock.move(DAY)
    assert tickets.acknowledge(forwarded, ICBC) == first
    assert kinds(tickets, forwarded).count("moved") == 2


def test_a_receipt_after_the_answer_is_refused(tickets: Tickets, answered: str) -> None:
    with pytest.raises(IllegalMove):
        tickets.acknowledge(answered, ICBC)


def test_a_branch_is_assigned_once(tickets: Tickets, forwarded: str) -> None:
    assert tickets.assign(forwarded, " 昌平支行 ", ICBC).assigned == "昌平支行"
    tickets.assign(forwarded, "昌平支行", ICBC)
    tickets.assign(forwarded, "回龙观支行", ICBC)
    events = [event for event in tickets.events(forwarded) if event.kind == "assigned"]
    assert [event.about for event in events] == ["昌平支行", "回龙观支行"]
    assert tickets.find(forwarded).branch == "昌平支行"  # the one complained about stays


@pytest.mark.parametrize(("branch", "problem"), [("  ", "missing"), ("支" * 81, "too_long")])
def test_a_branch_needs_a_name(tickets: Tickets, forwarded: str, branch: str, problem: str) -> None:
    with pytest.raises(WrongInput) as refused:
        tickets.assign(forwarded, branch, ICBC)
    assert (refused.value.field, refused.value.problem) == ("branch", problem)


def test_what_is_over_is_assigned_to_nobody(tickets: Tickets, forwarded: str) -> None:
    tickets.withdraw(forwarded, "", "consumer")
    with pytest.raises(IllegalMove):
        tickets.assign(forwarded, "昌平支行", ICBC)


def test_not_accepting_needs_a_reason(tickets: Tickets, number: str) -> None:
    with pytest.raises(WrongInput):
        tickets.not_accept(number, " ", AGENT)
    view = tickets.not_accept(number, "法院已经受理", AGENT)
    assert (view.state, view.is_open, view.deadlines) == ("not_accepted", False, {})
    assert tickets.events(number)[-1].why == "法院已经受理"


@pytest.mark.parametrize("actor", [OTHER_BANK, "institution:", "institution:/41", "institution:ic"])
def test_another_institution_learns_nothing(tickets: Tickets, forwarded: str, actor: str) -> None:
    """The same answer as for a number that is not there."""
    for act in (tickets.acknowledge, lambda number, who: tickets.assign(number, "支行", who)):
        with pytest.raises(UnknownTicket) as unknown:
            act("2612345678", actor)
        with pytest.raises(UnknownTicket) as refused:
            act(forwarded, actor)
        assert str(refused.value) == str(unknown.value)
    assert kinds(tickets, forwarded) == ["registered", "moved"]


def test_an_institution_learns_nothing_before_forwarding(tickets: Tickets, number: str) -> None:
    with pytest.raises(UnknownTicket):
        tickets.acknowledge(number, ICBC)
    with pytest.raises(UnknownTicket):
        tickets.visible(number, "icbc")


def test_an_institution_sees_its_own(tickets: Tickets, forwarded: str) -> None:
    assert tickets.visible(forwarded, "icbc").number == forwarded
    with pytest.raises(UnknownTicket):
        tickets.visible(forwarded, "abc")


def test_a_report_never_goes_to_the_accused(tickets: Tickets, report: str) -> None:
    with pytest.raises(NotToTheAccused):
        tickets.forward(report, AGENT)
    with pytest.raises(NotToTheAccused):
        tickets.move(report, "forwarded", "", "supervisor:1")
    with pytest.raises(UnknownTicket):
        tickets.acknowledge(report, ICBC)
    with pytest.raises(UnknownTicket):
        tickets.visible(report, "icbc")
    assert tickets.find(report).forwarded_at is None
    assert kinds(tickets, report) == ["registered"]


@pytest.mark.parametrize("actor", ["consumer", ICBC, "stranger:1"])
def test_only_the_house_forwards(tickets: Tickets, number: str, actor: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        tickets.forward(number, actor)
    assert refused.value.act == "forward"
    assert tickets.find(number).state == "registered"


@pytest.mark.parametrize("number", ["2612345670", "", "x" * 5000, "\ud800"])
def test_a_number_that_is_not_there_says_so(tickets: Tickets, number: str) -> None:
    for act in (
        lambda: tickets.urge(number, "consumer"),
        lambda: tickets.add(number, "", "consumer"),
        lambda: tickets.withdraw(number, "", "consumer"),
        lambda: tickets.forward(number, AGENT),
        lambda: tickets.acknowledge(number, ICBC),
        lambda: tickets.merge(number, "2612345670", AGENT),
        lambda: tickets.leave_group(number, AGENT),
        lambda: tickets.events(number),
        lambda: tickets.details(number),
        lambda: tickets.earlier(number),
        lambda: tickets.guidance(number),
        lambda: tickets.visible(number, "icbc"),
        lambda: tickets.erase(number, "consumer"),
    ):
        with pytest.raises((UnknownTicket, ValueError)) as refused:
            act()
        assert type(refused.value).__name__ in ("UnknownTicket", "NotMergeable")
