from __future__ import annotations

import pytest

from bot.calendar.clock import FixedClock
from bot.handoff.service import Handoffs
from tests.handoff.conftest import Arrive
from tests.handoff.times import MINUTE, SECOND


def talk(handoffs: Handoffs, name: str, agent: str, mood: str = "calm") -> None:
    """Let an agent have a talk from its beginning to its end."""
    wanted = handoffs.request(name, "asked", {"emotion": mood}, "bank")
    handoffs.accept(wanted.id, agent)
    handoffs.finish(name, agent, "answered")


@pytest.fixture
def desk(handoffs: Handoffs, arrive: Arrive) -> Handoffs:
    for agent in ("3", "4"):
        arrive(agent, "bank")
    return handoffs


@pytest.mark.parametrize(
    ("mood", "hard"), [("calm", 0), ("upset", 0), ("furious", 1), ("desperate", 1)]
)
def test_moods_that_are_hard_to_bear_count(desk: Handoffs, mood: str, hard: int) -> None:
    talk(desk, "one", "3", mood)
    assert (desk.hard_calls("3"), desk.hard_calls("4")) == (hard, 0)


def test_a_pause_is_suggested_and_taken(desk: Handoffs, clock: FixedClock) -> None:
    talk(desk, "one", "3", "furious")
    assert not desk.pause_suggested("3")
    talk(desk, "two", "3", "furious")
    assert desk.pause_suggested("3")
    views = {view.id: (view.hard, view.pause_suggested) for view in desk.agents()}
    assert views == {"3": (2, True), "4": (0, False)}
    # It is a suggestion: who goes on is given conversations as before.
    talk(desk, "three", "3", "calm")
    clock.move(MINUTE)
    assert not desk.pause("3", "after_a_hard_call").pause_suggested
    assert desk.resume("3").hard == 0


def test_what_was_long_ago_counts_no_more(desk: Handoffs, clock: FixedClock) -> None:
    talk(desk, "one", "3", "furious")
    clock.move(119 * MINUTE)
    talk(desk, "two", "3", "furious")
    assert desk.hard_calls("3") == 2
    clock.move(MINUTE)
    assert desk.hard_calls("3") == 1


def test_a_talk_may_become_hard(desk: Handoffs) -> None:
    assert not desk.mark_hard("one")
    desk.accept(desk.request("one", "asked", {}, "bank").id, "3")
    assert desk.mark_hard("one")
    assert not desk.mark_hard("one")
    assert desk.hard_calls("3") == 1
    view = desk.open_handoff("one")
    assert view is not None and view.is_hard


def test_whoever_has_it_next_bears_it_too(
    desk: Handoffs, clock: FixedClock, arrive: Arrive
) -> None:
    desk.request("one", "asked", {}, "bank")
    assert desk.mark_hard("one")
    assert desk.hard_calls("3") == 0
    desk.accept_next("3")
    desk.transfer("one", "3", to_agent="4")
    desk.accept_next("4")
    assert (desk.hard_calls("3"), desk.hard_calls("4")) == (1, 1)
    clock.move(31 * SECOND)
    desk.sweep()
    arrive("4", "bank")
    desk.accept_next("4")
    assert desk.hard_calls("4") == 1
