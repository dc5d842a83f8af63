from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from bot.calendar.clock import FixedClock
from bot.database import Database
from bot.handoff.errors import NotYours, UnknownHandoff, WrongTime
from bot.handoff.service import Handoffs
from bot.handoff_profile import Callbacks
from tests.handoff.conftest import Arrive, Open
from tests.handoff.times import (
    AFTER_THE_FEAST,
    AFTERNOON,
    EVENING,
    MINUTE,
    MORNING,
    NOON_BREAK,
)
from tests.waiting import callbacks, waiting


def ask(handoffs: Handoffs, conversation: str, priority: int = 0, skill: str = "bank") -> int:
    return handoffs.request(conversation, "asked", {"gist": "年费"}, skill, priority).id


def kinds(handoffs: Handoffs, conversation: str) -> list[str]:
    return [event.kind for event in handoffs.history(conversation)]


def test_in_hours_there_is_a_place_in_the_queue(handoffs: Handoffs) -> None:
    first = handoffs.request("one", reason="asked", summary={"gist": "年费"}, skill="bank")
    second = handoffs.request("two", reason="not_understood", summary={}, skill="bank")
    assert (first.in_hours, first.position, first.callback_at) == (True, 1, None)
    assert second.position == 2
    assert first.summary == {"gist": "年费"}
    assert first.state == "waiting"
    assert kinds(handoffs, "one") == ["requested"]


@pytest.mark.parametrize(("now", "callback"), [(NOON_BREAK, AFTERNOON), (EVENING, AFTER_THE_FEAST)])
def test_out_of_hours_a_time_is_promised(
    handoffs: Handoffs, clock: FixedClock, now: datetime, callback: datetime
) -> None:
    clock.set(now)
    view = handoffs.request("one", "asked", {}, "bank", 1)
    assert (view.state, view.in_hours, view.position) == ("callback", False, None)
    assert view.callback_at == callback
    assert kinds(handoffs, "one") == ["requested", "promised"]
    assert waiting(handoffs) == [] and handoffs.queue() == ()
    assert [call.conversation_id for call in callbacks(handoffs)] == ["one"]


def test_asking_twice_is_asking_once(handoffs: Handoffs, clock: FixedClock) -> None:
    first = handoffs.request("one", "asked", {}, "bank", 1)
    clock.move(5 * MINUTE)
    assert handoffs.request("one", "angry", {"new": 1}, "fraud", 1) == first
    assert handoffs.request("one", "angry", {"new": 1}, "fraud", 0) == first
    assert len(waiting(handoffs)) == 1
    assert kinds(handoffs, "one") == ["requested"]


def test_danger_while_waiting_brings_one_forward(handoffs: Handoffs, clock: FixedClock) -> None:
    ask(handoffs, "usual")
    clock.move(MINUTE)
    ask(handoffs, "worse")
    assert handoffs.request("worse", "asked", {}, "bank", 9).position == 1
    assert [view.conversation_id for view in handoffs.queue()] == ["worse", "usual"]
    assert kinds(handoffs, "worse") == ["requested", "raised"]


def test_urgent_ones_go_first_then_who_came_first(handoffs: Handoffs) -> None:
    ask(handoffs, "usual")
    ask(handoffs, "later")
    urgent = handoffs.request("urgent", "asked", {}, "fraud", 3)
    assert urgent.position == 1
    queue = waiting(handoffs)
    assert [view.conversation_id for view in queue] == ["urgent", "usual", "later"]
    assert [view.position for view in queue] == [1, 2, 3]


def test_a_skill_that_is_not_here_is_the_general_one(handoffs: Handoffs) -> None:
    assert handoffs.request("one", "asked", {}, "juggling").skill == "general"


def test_a_long_queue_ends_in_promised_calls(open_queue: Open) -> None:
    handoffs = open_queue(longest_queue=2, longest_wait_minutes=1000)
    for name in ("one", "two"):
        assert handoffs.request(name, "asked", {}, "bank", 1).state == "waiting"
    third = handoffs.request("three", "asked", {}, "bank", 1)
    assert (third.state, third.in_hours, third.position) == ("callback", True, None)
    assert third.callback_at == MORNING + 30 * MINUTE
    # Whoever is in danger is not turned away, and whoever comes before others need not be.
    assert handoffs.request("danger", "asked", {}, "bank", 60).state == "waiting"


def test_a_long_wait_ends_in_promised_calls(open_queue: Open) -> None:
    handoffs = open_queue(longest_wait_minutes=20, average_minutes=8)
    states = [handoffs.request(str(n), "asked", {}, "bank", 1).state for n in range(4)]
    assert states == ["waiting", "waiting", "callback", "callback"]


def test_a_promised_call_becomes_a_place_when_there_is_one(
    open_queue: Open, clock: FixedClock
) -> None:
    handoffs = open_queue(longest_queue=1, longest_wait_minutes=1000)
    ask(handoffs, "one")
    first = handoffs.request("two", "asked", {}, "bank")
    clock.move(MINUTE)
    again = handoffs.request("two", "asked", {}, "bank")
    assert (again.state, again.callback_at) == ("callback", first.callback_at)
    assert handoffs.leave("one")
    placed = handoffs.request("two", "asked", {}, "bank")
    assert (placed.id, placed.state, placed.position) == (first.id, "waiting", 1)
    assert placed.callback_at is None
    assert kinds(handoffs, "two") == ["requested", "promised", "waits"]


def test_who_asked_in_the_night_may_ask_again_in_the_morning(
    handoffs: Handoffs, clock: FixedClock
) -> None:
    clock.set(EVENING)
    handoffs.request("one", "asked", {}, "bank")
    clock.move(timedelta(hours=1))
    assert handoffs.request("one", "asked", {}, "bank").state == "callback"
    clock.set(AFTER_THE_FEAST + MINUTE)
    ask(handoffs, "another")
    view = handoffs.request("one", "asked", {}, "bank")
    assert (view.state, view.in_hours, view.position) == ("waiting", True, 1)


def test_a_call_that_is_due_takes_its_turn(handoffs: Handoffs, clock: FixedClock) -> None:
    clock.set(NOON_BREAK)
    promised = ask(handoffs, "promised")
    clock.set(AFTERNOON - MINUTE)
    assert handoffs.queue() == ()
    assert [view.id for view in handoffs.promised(5)] == [promised]
    assert handoffs.promised(0) == ()
    clock.set(AFTERNOON + MINUTE)
    assert handoffs.promised(5) == ()
    ask(handoffs, "new")
    assert [view.conversation_id for view in handoffs.queue()] == ["promised", "new"]
    assert [view.conversation_id for view in waiting(handoffs)] == ["new"]
    # It ranks by the promised time, not by the time of asking: an urgent one may come before it.
    handoffs.request("urgent", "asked", {}, "bank", 5)
    assert handoffs.queue()[0].conversation_id == "urgent"
    assert promised in [view.id for view in callbacks(handoffs)]


def test_leaving_the_queue(handoffs: Handoffs, arrive: Arrive) -> None:
    arrive("3", "bank")
    assert not handoffs.leave("one")
    ask(handoffs, "one")
    assert handoffs.leave("one")
    assert not handoffs.leave("one")
    assert handoffs.open_handoff("one") is None
    assert [past.state for past in handoffs.past("one")] == ["cancelled"]
    second = ask(handoffs, "one")
    handoffs.accept(second, "3")
    assert not handoffs.cancel("one")
    assert kinds(handoffs, "one") == ["requested", "left", "requested", "accepted"]


def test_doing_without_the_promised_call(handoffs: Handoffs, clock: FixedClock) -> None:
    clock.set(EVENING)
    ask(handoffs, "one")
    assert handoffs.leave("one")
    assert callbacks(handoffs) == ()


def test_a_call_instead_of_waiting(handoffs: Handoffs, clock: FixedClock) -> None:
    with pytest.raises(UnknownHandoff):
        handoffs.call_back("one")
    ask(handoffs, "one")
    view = handoffs.call_back("one", AFTERNOON)
    assert (view.state, view.callback_at, view.position) == ("callback", AFTERNOON, None)
    later = handoffs.call_back("one", AFTERNOON + 30 * MINUTE)
    assert later.callback_at == AFTERNOON + 30 * MINUTE
    assert waiting(handoffs) == []
    assert handoffs.call_back("one").callback_at == MORNING + 30 * MINUTE


@pytest.mark.parametrize(
    "at",
    [
        MORNING,
        MORNING - MINUTE,
        NOON_BREAK,
        EVENING,
        MORNING + timedelta(days=1),  # a holiday
        MORNING + timedelta(days=60),
    ],
)
def test_nobody_calls_at_such_a_time(handoffs: Handoffs, at: datetime) -> None:
    ask(handoffs, "one")
    with pytest.raises(WrongTime):
        handoffs.call_back("one", at)
    assert waiting(handoffs)[0].conversation_id == "one"


def test_the_agent_who_has_it_may_put_a_talk_off(handoffs: Handoffs, arrive: Arrive) -> None:
    arrive("3", "bank")
    handoffs.accept(ask(handoffs, "one"), "3")
    for other in (None, "4"):
        with pytest.raises(NotYours):
            handoffs.call_back("one", AFTERNOON, other)
    view = handoffs.call_back("one", AFTERNOON, "3")
    assert (view.state, view.accepted_by) == ("callback", None)
    assert handoffs.mine("3") == ()


def test_calls_are_spread_over_spans_of_service_time(open_queue: Open, clock: FixedClock) -> None:
    callbacks = Callbacks(after_minutes=40, span_minutes=30, each_span=2)
    handoffs = open_queue(longest_queue=1, callbacks=callbacks)
    clock.set(MORNING + 70 * MINUTE)  # 11:10: the last span before the break begins at 11:30
    ask(handoffs, "waits")
    promised = [handoffs.request(str(n), "asked", {}, "bank").callback_at for n in range(5)]
    half_past, one, half_past_one = (
        AFTERNOON - 90 * MINUTE,
        AFTERNOON,
        AFTERNOON + 30 * MINUTE,
    )
    # 11:10 is less than half an hour before 11:30, which is too soon to promise.
    assert half_past not in promised
    assert promised == [one, one, half_past_one, half_past_one, AFTERNOON + 60 * MINUTE]


def test_the_summary_is_encrypted(handoffs: Handoffs, database: Database) -> None:
    handoffs.request("one", "asked", {"gist": "secret gist"}, "bank")
    with database.engine.connect() as connection:
        stored = connection.execute(text("SELECT summary FROM handoffs")).scalar_one()
    assert b"secret gist" not in bytes(stored)
    assert "secret gist" not in repr(waiting(handoffs))
