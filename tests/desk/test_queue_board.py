"""The queue is read once for all pages that ask at the same time, and never older than the news."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest

from bot.desk import queue_board
from bot.desk.pages import STATIC
from bot.desk.queue_board import QueueBoard


class Counting:
    """A queue that counts how often it is read."""

    def __init__(self) -> None:
        self.reads = 0
        self.due = SimpleNamespace(id=1)
        self.later = SimpleNamespace(id=2)

    def queue(self, limit: int) -> tuple[Any, ...]:
        """Return the first who waits."""
        self.reads += 1
        return (self.due,)

    def length(self) -> int:
        """Return how many wait."""
        return 1

    def promised(self, limit: int) -> tuple[Any, ...]:
        """Return a call for later."""
        return (self.later,)

    def agents(self) -> tuple[Any, ...]:
        """Return nobody."""
        return ()


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, which the test moves."""
    at = [100.0]
    monkeypatch.setattr(queue_board.time, "monotonic", lambda: at[0])
    monkeypatch.setattr(queue_board, "KEPT", 0.25)
    return at


def test_one_reading_serves_all_for_a_moment(moment: list[float]) -> None:
    handoffs = Counting()
    board = QueueBoard(handoffs)  # type: ignore[arg-type]
    first = board.look()
    moment[0] += 0.2
    assert board.look() is first
    moment[0] += 0.06
    assert board.look() is not first
    assert handoffs.reads == 2


def test_who_has_just_acted_sees_it_and_so_do_all_others(moment: list[float]) -> None:
    handoffs = Counting()
    board = QueueBoard(handoffs)  # type: ignore[arg-type]
    first = board.look()
    fresh = board.look(fresh=True)
    assert fresh is not first and board.look() is fresh


def test_a_call_that_is_due_stands_in_the_queue_alone(moment: list[float]) -> None:
    handoffs = Counting()
    taken = QueueBoard(handoffs).look()  # type: ignore[arg-type]
    assert (taken.queue, taken.promised) == ((handoffs.due,), (handoffs.later,))


def test_pages_wait_longer_than_a_reading_is_kept() -> None:
    source = (STATIC / "desk" / "desk.js").read_text(encoding="utf-8")
    (pause,) = re.findall(r'later\((\d+), \(\) => draw\("/desk/queue"\)', source)
    assert int(pause) / 1000 > 0.25
