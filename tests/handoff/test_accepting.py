from __future__ import annotations

import pytest

from bot.calendar.clock import FixedClock
from bot.handoff.errors import (
    AlreadyTaken,
    HandsFull,
    NotHere,
    OtherSkill,
    UnknownHandoff,
    UnknownReason,
)
from bot.handoff.service import Handoffs
from tests.handoff.conftest import Arrive
from tests.handoff.times import EVENING, MINUTE, SECOND
from tests.waiting import callbacks, waiting


def ask(handoffs: Handoffs, conversation: str, skill: str = "bank", priority: int = 0) -> int:
    return handoffs.request(conversation, "asked", {}, skill, priority).id


def taken(handoffs: Handoffs, agent: str) -> list[str]:
    """Return the conversations that the agent is given until there are no more."""
    given = []
    while view := handoffs.accept_next(agent):
        given.append(view.conversation_id)
    return given


def test_one_agent_takes_a_conversation(
    handoffs: Handoffs, arrive: Arrive, clock: FixedClock
) -> None:
    arrive("3", "bank")
    arrive("4", "bank")
    wanted = ask(handoffs, "one")
    clock.move(MINUTE)
    view = handoffs.accept(wanted, "3")
    assert (view.state, view.accepted_by, view.position) == ("accepted", "3", None)
    assert view.accepted_at == clock.now()
    again = handoffs.accept(wanted, "3")
    assert (again.id, again.accepted_at) == (view.id, view.accepted_at)
    with pytest.raises(AlreadyTaken):
        handoffs.accept(wanted, "4")
    assert waiting(handoffs) == []
    assert [talk.conversation_id for talk in handoffs.mine("3")] == ["one"]
    # Who talks to an agent does not queue again.
    assert handoffs.request("one", "asked", {}).id == wanted
    assert [event.kind for event in handoffs.history("one")] == ["requested", "accepted"]
    assert [event.actor for event in handoffs.history("one")] == ["consumer", "agent:3"]


def test_an_unknown_request_cannot_be_taken(handoffs: Handoffs, arrive: Arrive) -> None:
    arrive("3")
    with pytest.raises(UnknownHandoff):
        handoffs.accept(999, "3")
    with pytest.raises(UnknownHandoff):
        handoffs.decline(999, "3", "busy")


def test_only_who_is_ready_takes_conversations(
    handoffs: Handoffs, arrive: Arrive, clock: FixedClock
) -> None:
    wanted = ask(handoffs, "one")
    for act in (handoffs.accept_next, lambda agent: handoffs.accept(wanted, agent)):
        with pytest.raises(NotHere):
            act("3")
    arrive("3", "bank")
    handoffs.pause("3", "meal")
    with pytest.raises(NotHere):
        handoffs.accept_next("3")
    handoffs.resume("3")
    assert taken(handoffs, "3") == ["one"]
    # In a pause one still has what one has.
    handoffs.pause("3", "meal")
    assert handoffs.accept(wanted, "3").accepted_by == "3"
    handoffs.go("3")
    with pytest.raises(NotHere):
        handoffs.accept(wanted, "3")


def test_two_hands_hold_two_conversations(handoffs: Handoffs, arrive: Arrive) -> None:
    arrive("3", "bank", capacity=2)
    for name in ("one", "two"):
        ask(handoffs, name)
        assert handoffs.accept_next("3") is not None
    third = ask(handoffs, "three")
    with pytest.raises(HandsFull):
        handoffs.accept_next("3")
    with pytest.raises(HandsFull):
        handoffs.accept(third, "3")
    handoffs.finish("one", "3", "answered")
    assert handoffs.accept(third, "3").accepted_by == "3"


@pytest.mark.parametrize(
    ("skills", "given"),
    [
        (("bank",), ["bank", "general"]),
        (("insurance", "cantonese"), ["insurance", "general", "cantonese"]),
        ((), ["general"]),
        (("juggling",), ["general"]),
    ],
)
def test_agents_serve_their_skills_and_what_everybody_can(
    handoffs: Handoffs, arrive: Arrive, skills: tuple[str, ...], given: list[str]
) -> None:
    arrive("other", "bank", "insurance", "cantonese", capacity=0)
    arrive("3", *skills, capacity=9)
    for skill in ("bank", "insurance", "general", "cantonese"):
        ask(handoffs, skill, skill)
    assert taken(handoffs, "3") == given


def test_the_right_one_is_found_far_behind(handoffs: Handoffs, arrive: Arrive) -> None:
    arrive("3", "insurance")
    for number in range(40):
        ask(handoffs, f"bank-{number}", "bank", priority=60)
    ask(handoffs, "insurance", "insurance")
    assert taken(handoffs, "3") == ["insurance"]


def test_anybody_serves_a_skill_that_nobody_has(
    handoffs: Handoffs, arrive: Arrive, clock: FixedClock
) -> None:
    arrive("3", "bank")
    wanted = ask(handoffs, "one", "minnan")
    clock.move(119 * SECOND)
    assert handoffs.accept_next("3") is None
    with pytest.raises(OtherSkill):
        handoffs.accept(wanted, "3")
    clock.move(1 * SECOND)
    arrive("4", "minnan")
    assert handoffs.accept_next("3") is None
    handoffs.pause("4", "meal")
    assert taken(handoffs, "3") == ["one"]


def test_the_order_of_the_queue_is_the_order_of_taking(
    handoffs: Handoffs, arrive: Arrive, clock: FixedClock
) -> None:
    arrive("3", "bank", capacity=9)
    for name, priority in (("first", 1), ("second", 1), ("old", 3), ("danger", 9)):
        ask(handoffs, name, priority=priority)
        clock.move(MINUTE)
    queue = [view.conversation_id for view in handoffs.queue()]
    assert taken(handoffs, "3") == queue == ["danger", "old", "first", "second"]


def test_what_one_agent_declines_another_takes(handoffs: Handoffs, arrive: Arrive) -> None:
    arrive("3", "bank")
    arrive("4", "bank")
    first, second = ask(handoffs, "one"), ask(handoffs, "two")
    with pytest.raises(UnknownReason):
        handoffs.decline(first, "3", "his phone is 13812348000")
    handoffs.decline(first, "3", "acquainted")
    handoffs.decline(first, "3", "acquainted")
    assert taken(handoffs, "3") == ["two"]
    with pytest.raises(AlreadyTaken):
        handoffs.decline(second, "4", "busy")
    assert handoffs.queue()[0].declined_by == ("3",)
    assert taken(handoffs, "4") == ["one"]
    declined = [event for event in handoffs.history("one") if event.kind == "declined"]
    assert [(event.agent, event.why) for event in declined] == [("3", "acquainted")]


def test_a_declined_one_can_still_be_asked_for(handoffs: Handoffs, arrive: Arrive) -> None:
    arrive("3", "bank")
    wanted = ask(handoffs, "one")
    handoffs.decline(wanted, "3", "busy")
    assert handoffs.accept_next("3") is None
    assert handoffs.accept(wanted, "3").accepted_by == "3"


def test_a_promised_call_is_made_by_who_takes_it(
    handoffs: Handoffs, arrive: Arrive, clock: FixedClock
) -> None:
    clock.set(EVENING)
    promised = ask(handoffs, "one")
    arrive("3", "bank")
    # Nothing is due yet, but who has time may call earlier.
    assert handoffs.accept_next("3") is None
    assert handoffs.accept(promised, "3").state == "accepted"
    assert callbacks(handoffs) == ()


def test_calls_that_are_due_are_given_out(
    handoffs: Handoffs, arrive: Arrive, clock: FixedClock
) -> None:
    clock.set(EVENING)
    promised = handoffs.request("one", "asked", {}, "bank")
    assert promised.callback_at is not None
    clock.set(promised.callback_at)
    arrive("3", "bank")
    assert taken(handoffs, "3") == ["one"]
