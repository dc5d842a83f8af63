from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.calendar.clock import FixedClock
from bot.tickets.complaint import Complaint
from bot.tickets.errors import IllegalMove, NotAllowed, WrongInput
from bot.tickets.service import Tickets
from tests.tickets.people import AGENT, DAY, ICBC

MakeComplaint = Callable[..., Complaint]


def test_a_whole_life_by_hand(tickets: Tickets, number: str, clock: FixedClock) -> None:
    tickets.forward(number, AGENT)
    assert set(tickets.move(number, "in_progress", "", AGENT).deadlines) == {"answer"}
    assert set(tickets.move(number, "answered", "", AGENT).deadlines) == {"review_request"}
    tickets.move(number, "followed_up", "满意", AGENT)
    clock.move(DAY)
    view = tickets.move(number, "closed", "", AGENT)
    assert not view.is_open and view.deadlines == {} and view.closed_at == clock.now()
    events = tickets.events(number)
    assert [event.new_state for event in events] == [
        "registered",
        "forwarded",
        "in_progress",
        "answered",
        "followed_up",
        "closed",
    ]
    assert events[4].why == "满意"


def test_an_illegal_move_changes_nothing(tickets: Tickets, number: str) -> None:
    with pytest.raises(IllegalMove):
        tickets.move(number, "followed_up", "", AGENT)
    assert tickets.find(number).state == "registered"
    assert len(tickets.events(number)) == 1


def test_merging_needs_the_other_ticket(tickets: Tickets, number: str) -> None:
    with pytest.raises(IllegalMove):
        tickets.move(number, "merged", "", AGENT)


def test_a_reason_has_an_end(tickets: Tickets, number: str) -> None:
    with pytest.raises(WrongInput):
        tickets.move(number, "closed", "因" * 501, AGENT)


@pytest.mark.parametrize("actor", ["consumer", ICBC])
def test_only_staff_moves_by_hand(tickets: Tickets, forwarded: str, actor: str) -> None:
    with pytest.raises(NotAllowed):
        tickets.move(forwarded, "answered", "", actor)


def test_an_old_ticket_comes_back_beside_a_newer_one(
    tickets: Tickets, complaint: MakeComplaint, number: str
) -> None:
    tickets.move(number, "closed", "", AGENT)
    newer = tickets.register(complaint(), "bot").number
    assert newer != number
    assert tickets.reject_outcome(number, "还是不行", "consumer").is_open
    assert tickets.register(complaint(), "bot").repeat


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


def test_a_failed_quick_way_is_registered(tickets: Tickets, complaint: MakeComplaint) -> None:
    number = tickets.settle_directly(complaint(), "bot").number
    view = tickets.reject_outcome(number, "没人理", "consumer")
    assert view.state == "registered" and set(view.deadlines) == {"forward"}
