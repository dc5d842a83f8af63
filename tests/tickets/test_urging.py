from __future__ import annotations

from datetime import timedelta

import pytest

from bot.calendar.clock import FixedClock
from bot.tickets.errors import NotAllowed, UnknownTicket
from bot.tickets.service import Tickets
from tests.tickets.people import DAY, ICBC, OTHER_BANK


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


def test_a_receipt_covers_all_urging_so_far(
    tickets: Tickets, forwarded: str, clock: FixedClock
) -> None:
    for _ in range(2):
        tickets.urge(forwarded, "consumer")
        clock.move(DAY)
    assert tickets.find(forwarded).open_urges == 2
    assert tickets.acknowledge_urge(forwarded, ICBC).open_urges == 0
    event = tickets.events(forwarded)[-1]
    assert (event.kind, event.actor, event.about) == ("urge_acknowledged", ICBC, "2")
    assert tickets.urge(forwarded, "consumer").ticket.open_urges == 1


def test_a_receipt_without_urging_changes_nothing(tickets: Tickets, forwarded: str) -> None:
    before = len(tickets.events(forwarded))
    tickets.acknowledge_urge(forwarded, ICBC)
    assert len(tickets.events(forwarded)) == before


def test_only_its_institution_gives_the_receipt(tickets: Tickets, forwarded: str) -> None:
    tickets.urge(forwarded, "consumer")
    with pytest.raises(UnknownTicket):
        tickets.acknowledge_urge(forwarded, OTHER_BANK)
    with pytest.raises(NotAllowed):
        tickets.acknowledge_urge(forwarded, "consumer")
    with pytest.raises(NotAllowed):
        tickets.urge(forwarded, ICBC)
    assert tickets.find(forwarded).open_urges == 1
