"""How fast one sender may go."""

from __future__ import annotations

import pytest

from bot.channels.errors import Refusal
from bot.channels.limits import RateLimit
from tests.channels.people import Consumer, Door
from tests.running import RunningServer


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hand() -> Hand:
    return Hand()


def spend(limit: RateLimit, key: str, times: int) -> int:
    """Return how many of several requests were taken."""
    taken = 0
    for _ in range(times):
        try:
            limit.spend(key)
            taken += 1
        except Refusal:
            pass
    return taken


def test_a_burst_and_then_the_rate(hand: Hand) -> None:
    limit = RateLimit(burst=5, per_second=2, now=hand)
    assert spend(limit, "a", 10) == 5
    hand.now += 1
    assert spend(limit, "a", 10) == 2
    hand.now += 3600
    assert spend(limit, "a", 10) == 5


def test_nobody_pays_for_another(hand: Hand) -> None:
    limit = RateLimit(burst=1, per_second=1, now=hand)
    assert [spend(limit, name, 2) for name in "abc"] == [1, 1, 1]


def test_the_refusal_says_how_long_to_wait(hand: Hand) -> None:
    limit = RateLimit(burst=1, per_second=0.1, now=hand)
    limit.spend("a")
    with pytest.raises(Refusal) as refused:
        limit.spend("a")
    assert (refused.value.status, refused.value.retry_after) == (429, 10)
    hand.now += 10
    limit.spend("a")


def test_refused_requests_cost_nothing(hand: Hand) -> None:
    limit = RateLimit(burst=1, per_second=0.5, now=hand)
    assert spend(limit, "a", 50) == 1
    hand.now += 2
    assert spend(limit, "a", 50) == 1


def test_strangers_do_not_fill_the_memory(hand: Hand) -> None:
    limit = RateLimit(burst=1, per_second=0.001, keys=100, now=hand)
    for number in range(10_000):
        limit.spend(f"stranger {number}")
    assert len(limit._buckets) <= 100


def test_one_address_cannot_open_chats_without_end(server: RunningServer) -> None:
    door = Door(server)
    answers = [door.ask("POST", "/chat/conversations", {}) for _ in range(30)]
    refused = [answer for status, answer in answers if status == 429]
    assert refused and refused[0]["error"]["retry_after"] >= 1
    assert Consumer(server).open().conversation  # from elsewhere


def test_one_conversation_cannot_flood(consumer: Consumer) -> None:
    statuses = [consumer.turn({"key": str(number), "text": "在吗"})[0] for number in range(40)]
    assert statuses[:20] == [200] * 20 and 429 in statuses
    said = [message for message in consumer.history() if message["from"] == "consumer"]
    assert len(said) == statuses.count(200)
