from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from bot.calendar.clock import FixedClock
from bot.database import Database
from bot.handoff.errors import NotYours
from bot.handoff.ownership import check_yours
from bot.handoff.service import Handoffs
from bot.handoff.views import Swept
from tests.handoff.conftest import Arrive
from tests.handoff.times import AFTERNOON, MINUTE, MORNING, SECOND
from tests.waiting import callbacks

CLOSING = datetime(2026, 9, 24, 4, 0, tzinfo=timezone.utc)  # 12:00, the break begins


def told(swept: tuple[Swept, ...]) -> list[tuple[str, str, str | None]]:
    return [(item.kind, item.conversation_id, item.agent) for item in swept]


def test_nothing_to_do_is_nothing_done(handoffs: Handoffs, arrive: Arrive) -> None:
    arrive("3", "bank")
    handoffs.accept(handoffs.request("one", "asked", {}, "bank").id, "3")
    handoffs.request("two", "asked", {}, "bank")
    before = handoffs.history("one"), handoffs.queue(), handoffs.agents()
    assert handoffs.sweep() == ()
    assert (handoffs.history("one"), handoffs.queue(), handoffs.agents()) == before


def test_a_silent_agent_is_missed_and_the_consumer_is_next(
    handoffs: Handoffs, arrive: Arrive, clock: FixedClock, database: Database
) -> None:
    for agent in ("3", "4"):
        arrive(agent, "bank")
    for name in ("one", "two"):
        handoffs.accept(handoffs.request(name, "asked", {}, "bank").id, "3")
    handoffs.request("danger", "asked", {}, "bank", 99)
    clock.move(24 * SECOND)
    assert handoffs.beat("4")
    assert handoffs.sweep() == ()
    clock.move(1 * SECOND)
    assert told(handoffs.sweep()) == [("missed", "one", "3"), ("missed", "two", "3")]
    states = {view.id: view.state for view in handoffs.agents()}
    assert states == {"3": "away", "4": "ready"}
    queue = [(view.conversation_id, view.at_head) for view in handoffs.queue()]
    assert queue == [("one", True), ("two", True), ("danger", False)]
    assert handoffs.sweep() == ()
    with pytest.raises(NotYours), database.session() as session:
        check_yours(session, "one", "3")
    # Back at the desk, one has to take it like anybody else.
    arrive("3", "bank")
    assert handoffs.mine("3") == ()
    taken = handoffs.accept_next("4")
    assert taken is not None and taken.conversation_id == "one"
    assert [event.kind for event in handoffs.history("one")] == [
        "requested",
        "accepted",
        "missed",
        "accepted",
    ]


def test_a_paused_agent_can_be_missed_too(
    handoffs: Handoffs, arrive: Arrive, clock: FixedClock
) -> None:
    arrive("3", "bank")
    handoffs.accept(handoffs.request("one", "asked", {}, "bank").id, "3")
    handoffs.pause("3", "rest")
    clock.move(31 * SECOND)
    assert told(handoffs.sweep()) == [("missed", "one", "3")]


def test_what_is_kept_for_a_colleague_is_freed_in_time(
    handoffs: Handoffs, arrive: Arrive, clock: FixedClock
) -> None:
    for agent in ("3", "4", "5"):
        arrive(agent, "bank")
    handoffs.accept(handoffs.request("one", "asked", {}, "bank").id, "3")
    handoffs.transfer("one", "3", to_agent="5")
    for _ in range(3):
        clock.move(19 * SECOND)
        for agent in ("3", "4", "5"):
            handoffs.beat(agent)
        assert handoffs.sweep() == ()
    clock.move(3 * SECOND)
    assert told(handoffs.sweep()) == [("released", "one", "5")]
    (view,) = handoffs.queue()
    assert (view.reserved_for, view.at_head) == (None, True)


def test_a_colleague_who_pauses_frees_it_at_once(handoffs: Handoffs, arrive: Arrive) -> None:
    for agent in ("3", "5"):
        arrive(agent, "bank")
    handoffs.accept(handoffs.request("one", "asked", {}, "bank").id, "3")
    handoffs.transfer("one", "3", to_agent="5")
    handoffs.pause("5", "rest")
    assert told(handoffs.sweep()) == [("released", "one", "5")]


def test_long_waits_become_promised_calls(handoffs: Handoffs, clock: FixedClock) -> None:
    handoffs.request("usual", "asked", {}, "bank", 1)
    handoffs.request("danger", "asked", {}, "bank", 60)
    clock.move(39 * MINUTE)
    handoffs.request("later", "asked", {}, "bank", 1)
    assert handoffs.sweep() == ()
    clock.move(MINUTE)
    (swept,) = handoffs.sweep()
    assert (swept.kind, swept.conversation_id) == ("promised", "usual")
    assert swept.callback_at == MORNING + 90 * MINUTE
    (call,) = callbacks(handoffs)
    assert (call.conversation_id, call.callback_at) == ("usual", swept.callback_at)
    # Who is in danger goes on waiting, first of all.
    assert [view.conversation_id for view in handoffs.queue()] == ["danger", "later"]
    assert handoffs.history("usual")[-1].actor == "chore"


def test_when_all_have_gone_for_lunch_nobody_is_left_waiting(
    handoffs: Handoffs, arrive: Arrive, clock: FixedClock
) -> None:
    clock.set(CLOSING - MINUTE)
    arrive("3", "bank")
    handoffs.request("danger", "asked", {}, "bank", 99)
    handoffs.request("usual", "asked", {}, "bank", 1)
    clock.set(CLOSING + 10 * SECOND)
    handoffs.beat("3")
    # Whoever stays longer serves who is left.
    assert handoffs.sweep() == ()
    handoffs.go("3")
    swept = handoffs.sweep()
    assert told(swept) == [("promised", "danger", None), ("promised", "usual", None)]
    assert {item.callback_at for item in swept} == {AFTERNOON}
    assert handoffs.queue() == ()
    clock.set(AFTERNOON)
    assert [view.conversation_id for view in handoffs.queue()] == ["danger", "usual"]


def test_a_wait_begins_anew_when_an_agent_was_lost(
    handoffs: Handoffs, arrive: Arrive, clock: FixedClock
) -> None:
    wanted = handoffs.request("one", "asked", {}, "bank").id
    clock.move(35 * MINUTE)
    arrive("3", "bank")
    handoffs.accept(wanted, "3")
    clock.move(10 * MINUTE)
    assert told(handoffs.sweep()) == [("missed", "one", "3")]
    clock.move(39 * MINUTE)
    assert handoffs.sweep() == ()
    clock.move(timedelta(minutes=1))
    assert [item.kind for item in handoffs.sweep()] == ["promised"]


def test_rows_from_before_there_were_agents_find_a_new_one(
    handoffs: Handoffs, database: Database
) -> None:
    wanted = handoffs.request("one", "asked", {}, "bank").id
    with database.engine.begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE handoffs SET state = 'accepted', accepted_by = 'agent:9' WHERE id = {wanted}"
        )
    assert told(handoffs.sweep()) == [("missed", "one", "agent:9")]
