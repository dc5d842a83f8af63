from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks import queue_load
from benchmarks.queue_day import OPENING, Figures, Wait

MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    path: Path = tmp_path_factory.mktemp("queue") / "queue.db"
    return queue_load.play(f"sqlite:///{path}", agents=5, waiting=20)


def test_everybody_is_served_in_turn(figures: Figures) -> None:
    assert len(figures.waits) == 22
    assert all(wait.taken for wait in figures.waits.values())
    assert figures.overtaken() == 0


def test_who_lost_an_agent_is_taken_again(figures: Figures) -> None:
    lost = [wait for wait in figures.waits.values() if wait.lost]
    assert lost and len(figures.regained) == len(lost)


def test_every_act_is_timed(figures: Figures) -> None:
    assert len(figures.milliseconds["求助"]) == len(figures.milliseconds["结束"]) == 22
    shown = "\n".join((queue_load.waits(figures), queue_load.acts(figures)))
    assert all(name in shown for name in ("1 分", "bank", "全部", *figures.milliseconds))
    assert "抢先：0 次" in queue_load.fairness(figures)


def test_being_overtaken_is_seen() -> None:
    first = Wait("first", "bank", 1, OPENING, OPENING + 9 * MINUTE)
    later = Wait("later", "bank", 1, OPENING + MINUTE, OPENING + 2 * MINUTE)
    other = Wait("other", "insurance", 1, OPENING + MINUTE, OPENING + 2 * MINUTE)
    urgent = Wait("urgent", "bank", 3, OPENING + MINUTE, OPENING + 2 * MINUTE)
    assert Figures({wait.conversation: wait for wait in (first, other, urgent)}).overtaken() == 0
    assert Figures({wait.conversation: wait for wait in (first, later)}).overtaken() == 1
