"""Agents and consumers who talk: nothing lost on a small morning, and losses would be seen."""

from __future__ import annotations

import re

import pytest

from benchmarks import desk_load
from benchmarks.desk import delivery
from benchmarks.desk.delivery import TO_AGENT, TO_CONSUMER, Deliveries
from benchmarks.queue_day import Figures
from tests.running import model

SMALL = ["--agents", "2", "--waiting", "5", "--pace", "0.05", "0.2", "--seconds", "60"]


def test_a_small_morning(capsys: pytest.CaptureFixture[str]) -> None:
    assert desk_load.main([*SMALL, "--model", str(model())]) == 0
    shown = capsys.readouterr().out
    lines = 5 * desk_load.EXCHANGES
    assert re.search(rf"{TO_CONSUMER}\s+{lines}\s", shown)
    assert re.search(rf"{TO_AGENT}\s+{lines}\s", shown)
    assert "5 人求助，5 人已接起，5 场谈完" in shown
    assert "丢失 0 句，重复 0 句，插队 0 次" in shown


def test_words_are_timed_once() -> None:
    told = Deliveries()
    words = told.new_words(TO_AGENT)
    told.arrive("小保说的话")
    assert not told.milliseconds
    told.arrive(words)
    told.arrive(words)
    assert len(told.milliseconds[TO_AGENT]) == 1
    assert told.twice == 1


async def test_words_that_do_not_arrive_are_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "TOO_LATE", 0.01)
    told = Deliveries()
    await told.arrival(told.new_words(TO_CONSUMER))
    assert told.lost == 1
    assert "丢失 1 句" in desk_load.report(told, Figures(), 1)


def test_errors_are_reported() -> None:
    told = Deliveries()
    told.errors["坐席 409 not_yours"] += 2
    assert "出错 2 次：坐席 409 not_yours" in desk_load.report(told, Figures(), 0)
