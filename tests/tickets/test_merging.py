from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.tickets.complaint import Complaint
from bot.tickets.errors import IllegalMove, NotAllowed, NotMergeable, UnknownTicket
from bot.tickets.service import Tickets
from tests.tickets.people import AGENT, ANSWER, ICBC

MakeComplaint = Callable[..., Complaint]


@pytest.fixture
def other(tickets: Tickets, complaint: MakeComplaint, number: str) -> str:
    """The same person about the same bank, sorted under another matter."""
    return tickets.register(complaint(intent="complain_service"), "bot").number


def test_one_goes_on_for_the_other(tickets: Tickets, number: str, other: str) -> None:
    merged = tickets.merge(other, number, AGENT)
    assert (merged.number, merged.state, merged.is_open) == (other, "merged", False)
    assert (merged.merged_into, merged.deadlines) == (number, {})
    kept = tickets.find(number)
    assert kept.is_open and kept.repeat and kept.merged_into is None
    assert tickets.details(number).merged == (other,)
    moved, into = tickets.events(other)[-2:]
    assert (moved.new_state, into.kind, into.about) == ("merged", "merged_into", number)
    took = tickets.events(number)[-1]
    assert (took.kind, took.about) == ("took_in", other)


def test_both_numbers_tell_how_it_stands(tickets: Tickets, number: str, other: str) -> None:
    tickets.merge(other, number, AGENT)
    tickets.forward(number, AGENT)
    told = tickets.status(other, "8000")
    assert told is not None and (told.number, told.state) == (number, "forwarded")
    assert tickets.status(other, "8001") is None
    assert tickets.find(other).number == other


def test_what_the_consumer_does_reaches_the_one_that_goes_on(
    tickets: Tickets, number: str, other: str
) -> None:
    tickets.merge(other, number, AGENT)
    assert tickets.urge(other, "consumer").ticket.number == number
    tickets.add(other, "又想起一件事", "consumer")
    assert [event.kind for event in tickets.events(number)][-2:] == ["urged", "added"]
    tickets.forward(number, AGENT)
    tickets.answer(number, ANSWER, ICBC)
    assert tickets.review(other, "不服", "consumer").number == number
    assert tickets.withdraw(other, "", "consumer").number == number
    assert tickets.find(number).state == "withdrawn"


def test_a_chain_of_merges_ends_at_the_last(
    tickets: Tickets, complaint: MakeComplaint, number: str, other: str
) -> None:
    third = tickets.register(complaint(intent="complain_account"), "bot").number
    tickets.merge(other, number, AGENT)
    tickets.merge(number, third, AGENT)
    told = tickets.status(other, "8000")
    assert told is not None and told.number == third
    assert tickets.urge(other, "consumer").ticket.number == third


def test_merging_again_changes_nothing(tickets: Tickets, number: str, other: str) -> None:
    first = tickets.merge(other, number, AGENT)
    assert tickets.merge(other, number, AGENT) == first
    assert len(tickets.events(number)) == 2


def test_not_in_a_circle(tickets: Tickets, number: str, other: str) -> None:
    tickets.merge(other, number, AGENT)
    with pytest.raises(NotMergeable) as refused:
        tickets.merge(number, other, AGENT)
    assert refused.value.reason == "closed"
    assert tickets.find(number).is_open


def refusal(tickets: Tickets, number: str, into: str) -> str:
    with pytest.raises(NotMergeable) as refused:
        tickets.merge(number, into, AGENT)
    return refused.value.reason


def test_a_ticket_is_not_merged_twice(
    tickets: Tickets, complaint: MakeComplaint, number: str, other: str
) -> None:
    third = tickets.register(complaint(intent="complain_account"), "bot").number
    tickets.merge(other, number, AGENT)
    assert refusal(tickets, other, third) == "merged_elsewhere"
    assert refusal(tickets, number, number) == "itself"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"phone": "13900139000"}, "other_person"),
        ({"phone": None}, "other_person"),
        ({"kind": "enquiry", "intent": "ask_deadline"}, "other_kind"),
        ({"institution_id": "abc", "institution_name": "农业银行"}, "other_institution"),
    ],
)
def test_what_is_not_the_same_stays_apart(
    tickets: Tickets,
    complaint: MakeComplaint,
    number: str,
    changes: dict[str, Any],
    reason: str,
) -> None:
    other = tickets.register(complaint(**({"intent": "complain_service"} | changes)), "bot").number
    assert refusal(tickets, other, number) == reason
    assert tickets.find(other).is_open and len(tickets.events(other)) == 1


def test_two_nameless_tickets_are_not_of_one_person(
    tickets: Tickets, complaint: MakeComplaint
) -> None:
    first, second = (tickets.register(complaint(phone=None), "bot").number for _ in range(2))
    assert refusal(tickets, first, second) == "other_person"


def test_the_same_identity_number_is_the_same_person(
    tickets: Tickets, complaint: MakeComplaint
) -> None:
    first, second = (
        tickets.register(
            complaint(phone=phone, intent=intent, id_number="11010119900307123X"), "bot"
        ).number
        for phone, intent in (("13800138000", "complain_fees"), ("13900139000", "complain_loan"))
    )
    assert tickets.merge(second, first, AGENT).merged_into == first
    told = tickets.status(second, "9000")
    assert told is not None and told.number == first


def test_what_is_over_is_not_merged(tickets: Tickets, number: str, other: str) -> None:
    tickets.withdraw(other, "", "consumer")
    assert refusal(tickets, other, number) == "closed"
    assert refusal(tickets, number, other) == "closed"


def test_a_merged_ticket_is_moved_no_more(tickets: Tickets, number: str, other: str) -> None:
    tickets.merge(other, number, AGENT)
    for act in (tickets.forward, tickets.acknowledge):
        with pytest.raises(IllegalMove):
            act(other, AGENT)


@pytest.mark.parametrize("missing", ["2612345670", "", "\ud800"], ids=range(3))
def test_both_must_be_there(tickets: Tickets, number: str, missing: str) -> None:
    for pair in ((number, missing), (missing, number)):
        with pytest.raises(UnknownTicket):
            tickets.merge(*pair, AGENT)


@pytest.mark.parametrize("actor", ["consumer", ICBC, "bot"])
def test_only_people_judge_what_is_the_same(
    tickets: Tickets, number: str, other: str, actor: str
) -> None:
    with pytest.raises(NotAllowed):
        tickets.merge(other, number, actor)
