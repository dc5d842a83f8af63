from __future__ import annotations

import pytest

from bot.calendar.clock import FixedClock
from bot.handoff.errors import NotHere, UnknownReason
from bot.handoff.service import Handoffs
from bot.handoff.views import AgentView
from tests.handoff.conftest import Arrive
from tests.handoff.times import MINUTE, SECOND


def seen(handoffs: Handoffs, agent: str) -> AgentView:
    return next(view for view in handoffs.agents() if view.id == agent)


def test_agents_are_seen_with_what_they_have(handoffs: Handoffs, arrive: Arrive) -> None:
    arrive("7", "bank", "cantonese", capacity=3)
    arrived = arrive("3", "bank", "bank", "juggling")
    assert (arrived.state, arrived.skills, arrived.capacity) == ("ready", ("bank",), 2)
    for name in ("one", "two"):
        handoffs.accept(handoffs.request(name, "asked", {}, "bank").id, "7")
    assert [view.id for view in handoffs.agents()] == ["3", "7"]
    assert seen(handoffs, "7").conversations == ("one", "two")
    assert seen(handoffs, "7").skills == ("bank", "cantonese")
    assert seen(handoffs, "7").number == "坐席07"


def test_a_page_that_is_loaded_anew_changes_nothing(
    handoffs: Handoffs, arrive: Arrive, clock: FixedClock
) -> None:
    arrive("3", "bank")
    handoffs.accept(handoffs.request("one", "asked", {}, "bank").id, "3")
    handoffs.pause("3", "meal")
    clock.move(20 * SECOND)
    again = arrive("3", "bank", "fraud", capacity=1)
    assert (again.state, again.why, again.conversations) == ("paused", "meal", ("one",))
    assert (again.skills, again.capacity) == (("bank", "fraud"), 1)
    assert again.since == clock.now() - 20 * SECOND
    assert again.last_seen == clock.now()


def test_a_pause_and_its_end(handoffs: Handoffs, arrive: Arrive, clock: FixedClock) -> None:
    for act in (lambda: handoffs.pause("3", "meal"), lambda: handoffs.resume("3")):
        with pytest.raises(NotHere):
            act()
    arrive("3", "bank")
    with pytest.raises(UnknownReason):
        handoffs.pause("3", "because I say so")
    paused = handoffs.pause("3", "after_a_hard_call")
    clock.move(MINUTE)
    assert handoffs.pause("3", "after_a_hard_call").since == paused.since
    back = handoffs.resume("3")
    assert (back.state, back.why, back.since) == ("ready", None, clock.now())


def test_a_sign_of_life_counts_only_from_who_is_there(
    handoffs: Handoffs, arrive: Arrive, clock: FixedClock
) -> None:
    assert not handoffs.beat("3")
    arrive("3")
    clock.move(20 * SECOND)
    assert handoffs.beat("3")
    assert seen(handoffs, "3").last_seen == clock.now()
    handoffs.go("3")
    assert not handoffs.beat("3")
    assert seen(handoffs, "3").state == "away"
    assert arrive("3").state == "ready"
    assert handoffs.beat("3")


def test_who_goes_leaves_nothing_behind(handoffs: Handoffs, arrive: Arrive) -> None:
    arrive("3", "bank")
    arrive("4", "bank")
    handoffs.accept(handoffs.request("one", "asked", {}, "bank").id, "3")
    handoffs.request("danger", "asked", {}, "bank", 9)
    handoffs.go("3")
    handoffs.go("3")
    assert seen(handoffs, "3").conversations == ()
    assert [view.conversation_id for view in handoffs.queue()] == ["one", "danger"]
    assert [event.kind for event in handoffs.history("one")] == [
        "requested",
        "accepted",
        "left_behind",
    ]
    # Nobody else lost anything.
    handoffs.go("nobody")
    assert seen(handoffs, "4").state == "ready"
