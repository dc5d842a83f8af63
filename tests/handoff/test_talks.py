from __future__ import annotations

from typing import Any

import pytest

from bot.calendar.clock import FixedClock
from bot.database import Database
from bot.handoff.errors import NotHere, NotYours, OtherSkill, UnknownReason, WrongTransfer
from bot.handoff.service import Handoffs
from tests.handoff.conftest import Arrive
from tests.handoff.times import MINUTE, SECOND
from tests.waiting import callbacks


@pytest.fixture
def talking(handoffs: Handoffs, arrive: Arrive) -> Handoffs:
    """Agent 3 talks in the conversation `one`; agents 4 (bank) and 5 (insurance) are ready."""
    arrive("3", "bank")
    arrive("4", "bank")
    arrive("5", "insurance")
    handoffs.accept(handoffs.request("one", "asked", {}, "bank").id, "3")
    return handoffs


def owner(handoffs: Handoffs) -> str | None:
    view = handoffs.open_handoff("one")
    return view.accepted_by if view else None


def last(handoffs: Handoffs) -> tuple[str, str | None, str | None, str]:
    event = handoffs.history("one")[-1]
    return event.kind, event.agent, event.why, event.note


def test_a_talk_ends_with_an_outcome(talking: Handoffs, clock: FixedClock) -> None:
    clock.move(7 * MINUTE)
    with pytest.raises(UnknownReason):
        talking.finish("one", "3", "whatever")
    view = talking.finish("one", "3", "registered", "客户很着急")
    assert (view.state, view.outcome, view.ended_at) == ("done", "registered", clock.now())
    assert last(talking) == ("finished", "3", "registered", "客户很着急")
    assert talking.mine("3") == ()
    with pytest.raises(NotYours):
        talking.finish("one", "3", "registered")
    # Asking again is a new request.
    assert talking.request("one", "asked", {}).id != view.id


def test_a_talk_goes_back_to_the_bot(talking: Handoffs) -> None:
    view = talking.return_to_bot("one", "3", "只差一个电话号码")
    assert (view.state, view.accepted_by) == ("returned", "3")
    assert last(talking) == ("returned", "3", None, "只差一个电话号码")
    assert talking.open_handoff("one") is None
    with pytest.raises(NotYours):
        talking.return_to_bot("one", "3")


@pytest.mark.parametrize(
    "act",
    [
        lambda handoffs, agent: handoffs.finish("one", agent, "answered"),
        lambda handoffs, agent: handoffs.return_to_bot("one", agent),
        lambda handoffs, agent: handoffs.transfer("one", agent, to_skill="fraud"),
        lambda handoffs, agent: handoffs.transfer("one", agent, to_agent="5"),
    ],
)
@pytest.mark.parametrize("agent", ["4", "nobody"])
def test_only_who_has_a_talk_may_end_it(talking: Handoffs, act: Any, agent: str) -> None:
    before = talking.history("one")
    with pytest.raises(NotYours):
        act(talking, agent)
    assert (owner(talking), talking.history("one")) == ("3", before)


def test_passing_on_to_a_skill(talking: Handoffs, clock: FixedClock) -> None:
    for name in ("early", "urgent"):
        talking.request(name, "asked", {}, "insurance", 5)
    clock.move(MINUTE)
    view = talking.transfer("one", "3", to_skill="insurance", note="理赔的事")
    assert (view.state, view.skill, view.accepted_by) == ("waiting", "insurance", None)
    assert last(talking) == ("transferred", None, "to_skill:insurance", "理赔的事")
    # Whoever was being served is not sent to the end of another queue.
    given = talking.accept_next("5")
    assert given is not None and given.conversation_id == "one"
    assert not given.at_head


def test_who_passes_on_is_not_given_it_again(talking: Handoffs) -> None:
    talking.transfer("one", "3", to_skill="general")
    assert talking.accept_next("3") is None
    given = talking.accept_next("4")
    assert given is not None and given.conversation_id == "one"


def test_passing_on_to_a_colleague(talking: Handoffs, clock: FixedClock) -> None:
    view = talking.transfer("one", "3", to_agent="5", note="您熟")
    assert (view.reserved_for, view.skill) == ("5", "bank")
    assert last(talking) == ("transferred", "5", None, "您熟")
    # It is kept for the colleague, whatever the skill.
    assert talking.accept_next("4") is None
    with pytest.raises(OtherSkill):
        talking.accept(view.id, "4")
    assert [waiting.position for waiting in talking.queue()] == [1]
    clock.move(59 * SECOND)
    taken = talking.accept_next("5")
    assert taken is not None and (taken.id, taken.reserved_for) == (view.id, None)


def test_a_colleague_who_declines_leaves_it_to_all(talking: Handoffs) -> None:
    view = talking.transfer("one", "3", to_agent="5")
    talking.decline(view.id, "5", "other_skill")
    assert talking.accept_next("5") is None
    taken = talking.accept_next("4")
    assert taken is not None and taken.id == view.id


def test_a_colleague_who_does_not_take_it_leaves_it_to_all(
    talking: Handoffs, clock: FixedClock
) -> None:
    talking.transfer("one", "3", to_agent="5")
    clock.move(60 * SECOND)
    taken = talking.accept_next("4")
    assert taken is not None and taken.conversation_id == "one"


@pytest.mark.parametrize(
    "aim",
    [
        {},
        {"to_skill": "bank", "to_agent": "4"},
        {"to_agent": "3"},
        {"to_agent": "nobody"},
        {"to_agent": "paused"},
        {"to_skill": "juggling"},
    ],
)
def test_a_transfer_needs_an_aim(talking: Handoffs, arrive: Arrive, aim: dict[str, str]) -> None:
    arrive("paused", "bank")
    talking.pause("paused", "meal")
    with pytest.raises(WrongTransfer):
        talking.transfer("one", "3", **aim)
    assert owner(talking) == "3"


def test_a_supervisor_takes_over_from_an_agent(talking: Handoffs, arrive: Arrive) -> None:
    with pytest.raises(NotHere):
        talking.take_over("one", "boss")
    arrive("boss", capacity=0)
    talking.pause("boss", "meeting")
    view = talking.take_over("one", "boss")
    assert (view.state, view.accepted_by) == ("accepted", "boss")
    assert talking.history("one")[-1].actor == "agent:boss"
    assert last(talking)[:2] == ("taken_over", "3")
    with pytest.raises(NotYours):
        talking.finish("one", "3", "answered")
    # Once more changes nothing.
    assert talking.take_over("one", "boss").id == view.id
    assert [event.kind for event in talking.history("one")].count("taken_over") == 1
    assert talking.finish("one", "boss", "answered").state == "done"


@pytest.mark.parametrize("state", ["nothing", "waiting", "promised"])
def test_a_supervisor_takes_over_from_the_queue_and_from_the_bot(
    handoffs: Handoffs, arrive: Arrive, state: str
) -> None:
    arrive("boss")
    if state != "nothing":
        handoffs.request("one", "asked", {}, "bank")
    if state == "promised":
        handoffs.call_back("one")
    view = handoffs.take_over("one", "boss")
    assert (view.accepted_by, view.is_hard) == ("boss", False)
    assert view.reason == ("taken_over" if state == "nothing" else "asked")
    assert handoffs.queue() == () and callbacks(handoffs) == ()


def test_notes_are_encrypted_and_bounded(talking: Handoffs, database: Database) -> None:
    talking.finish("one", "3", "answered", "秘密" * 4000)
    (event,) = [event for event in talking.history("one") if event.note]
    assert event.note == "秘密" * 1000
    assert "秘密" not in repr(event)
    with database.engine.connect() as connection:
        (stored,) = connection.exec_driver_sql("SELECT text FROM handoff_notes").one()
    assert "秘密".encode() not in bytes(stored)
