from __future__ import annotations

from datetime import timedelta

import pytest

from bot.calendar.clock import FixedClock
from bot.handoff.places import wait_seconds
from bot.handoff.service import Handoffs
from bot.handoff.serving import Pool
from bot.handoff.views import Place, Wait
from tests.handoff.conftest import Arrive, Open
from tests.handoff.times import MINUTE, NOON_BREAK

EIGHT_MINUTES = timedelta(minutes=8)


@pytest.mark.parametrize(
    ("hands", "free", "position", "minutes"),
    [
        (0, 0, 1, 8),  # nobody there: as if there were one
        (0, 0, 3, 24),
        (4, 0, 1, 2),  # four talks of eight minutes: one ends every two
        (4, 0, 6, 12),
        (4, 1, 1, 0),
        (4, 1, 3, 4),
        (4, 4, 4, 0),
    ],
)
def test_how_long_it_may_take(hands: int, free: int, position: int, minutes: int) -> None:
    pool = Pool(frozenset(), hands, free)
    assert wait_seconds(pool, position, EIGHT_MINUTES) == minutes * 60


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 0), (1, 1), (60, 1), (61, 2)])
def test_nobody_is_told_less_than_it_takes(seconds: int, minutes: int) -> None:
    assert Place(1, seconds).wait_minutes == minutes


def test_the_place_of_who_waits(handoffs: Handoffs, clock: FixedClock) -> None:
    for name in ("one", "two"):
        handoffs.request(name, "asked", {}, "bank")
    assert handoffs.place("one") == Place(1, 480)
    assert handoffs.place("two") == Place(2, 960)
    assert handoffs.place("nobody") is None
    handoffs.leave("one")
    assert handoffs.place("one") is None
    assert handoffs.place("two") == Place(1, 480)
    handoffs.call_back("two")
    assert handoffs.place("two") is None
    clock.set(NOON_BREAK)
    handoffs.request("three", "asked", {}, "bank")
    assert handoffs.place("three") is None


def test_only_those_count_who_wait_for_the_same_agents(handoffs: Handoffs, arrive: Arrive) -> None:
    arrive("3", "bank", capacity=1)
    arrive("4", "insurance", "payment", capacity=1)
    handoffs.accept(handoffs.request("talks", "asked", {}, "bank").id, "3")
    for name, skill in (
        ("a claim", "insurance"),
        ("a fee", "bank"),
        ("a policy", "insurance"),
        ("a wallet", "payment"),
        ("another fee", "bank"),
    ):
        handoffs.request(name, "asked", {}, skill)
    assert handoffs.places() == {
        "a claim": Place(1, 0),
        "a fee": Place(1, 480),
        "a policy": Place(2, 480),
        "a wallet": Place(3, 960),
        "another fee": Place(2, 960),
    }
    positions = {view.conversation_id: view.position for view in handoffs.queue()}
    assert positions == {name: place.position for name, place in handoffs.places().items()}
    # One at a time they are told the same.
    assert {name: handoffs.place(name) for name in positions} == handoffs.places()
    assert handoffs.request("general", "asked", {}).position == 6


def test_the_queue_for_some_skills(handoffs: Handoffs) -> None:
    for name, skill in (("one", "bank"), ("two", "fraud"), ("three", "bank")):
        handoffs.request(name, "asked", {}, skill)
    queue = handoffs.queue(("bank", "elderly"))
    assert [(view.conversation_id, view.position) for view in queue] == [("one", 1), ("three", 3)]
    assert [view.conversation_id for view in handoffs.queue(limit=2)] == ["one", "two"]
    assert [view.conversation_id for view in handoffs.queue(("bank",), 1)] == ["one"]
    assert handoffs.queue(()) == () == handoffs.queue(limit=0)
    assert handoffs.length() == 3


def test_how_many_wait_for_what_and_since_when(handoffs: Handoffs, clock: FixedClock) -> None:
    assert handoffs.waits() == {} and handoffs.calls_to_make() == 0
    begin = clock.now()
    for name, skill in (("one", "bank"), ("two", "fraud"), ("three", "bank"), ("four", "bank")):
        handoffs.request(name, "asked", {}, skill)
        clock.move(MINUTE)
    handoffs.call_back("four")
    assert handoffs.waits() == {"bank": Wait(2, begin), "fraud": Wait(1, begin + MINUTE)}
    assert handoffs.calls_to_make() == 1


def test_the_length_of_talks_is_learnt(open_queue: Open, clock: FixedClock) -> None:
    handoffs = open_queue(learn_from=3)
    handoffs.arrive("3", "坐席3", "坐席03", ("bank",), 9)
    for number, minutes in enumerate((2, 4, 12)):
        assert handoffs.average_talk() == EIGHT_MINUTES
        handoffs.accept(handoffs.request(str(number), "asked", {}, "bank").id, "3")
        clock.move(minutes * MINUTE)
        handoffs.finish(str(number), "3", "answered")
    # One who left without having been served teaches nothing.
    handoffs.request("left", "asked", {}, "bank")
    clock.move(60 * MINUTE)
    handoffs.leave("left")
    assert handoffs.average_talk() == 6 * MINUTE


def test_a_newcomer_with_more_points_does_not_count_those_behind(handoffs: Handoffs) -> None:
    for number in range(3):
        handoffs.request(str(number), "asked", {}, "bank")
    assert handoffs.request("danger", "asked", {}, "bank", 9).position == 1
    assert handoffs.request("2", "asked", {}, "bank").position == 4
