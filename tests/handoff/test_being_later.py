"""Somebody else is quicker by a moment: their change is not stored yet when another act begins."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from typing import Any

import pytest
from sqlalchemy import update

from bot.calendar.clock import FixedClock
from bot.database import Database
from bot.handoff.errors import AlreadyTaken, NotYours
from bot.handoff.models import Handoff
from bot.handoff.ownership import check_yours
from bot.handoff.service import Handoffs
from tests.handoff.conftest import Arrive
from tests.handoff.times import MORNING, SECOND

Act = Callable[[Handoffs], Any]
WAITING: list[tuple[str, Act, Any]] = [
    ("leave", lambda queue: queue.leave("one"), False),
    ("accept", lambda queue: queue.accept(1, "3"), AlreadyTaken),
    ("decline", lambda queue: queue.decline(1, "3", "busy"), AlreadyTaken),
    ("call back", lambda queue: queue.call_back("one"), NotYours),
    ("ask again", lambda queue: queue.request("one", "asked", {}, "bank", 5).accepted_by, "4"),
]
TALKING: list[tuple[str, Act, Any]] = [
    ("finish", lambda queue: queue.finish("one", "3", "answered"), NotYours),
    ("return", lambda queue: queue.return_to_bot("one", "3"), NotYours),
    ("pass on", lambda queue: queue.transfer("one", "3", to_skill="fraud"), NotYours),
    ("call back", lambda queue: queue.call_back("one", None, "3"), NotYours),
    ("go", lambda queue: queue.go("3"), None),
]


@pytest.mark.parametrize(
    ("talks", "act", "outcome"),
    [
        *(pytest.param(False, act, out, id=f"{name} a wait") for name, act, out in WAITING),
        *(pytest.param(True, act, out, id=f"{name} a talk") for name, act, out in TALKING),
    ],
)
def test_what_another_has_changed_counts(
    handoffs: Handoffs, arrive: Arrive, database: Database, talks: bool, act: Act, outcome: Any
) -> None:
    for agent in ("3", "4"):
        arrive(agent, "bank")
    wanted = handoffs.request("one", "asked", {}, "bank").id
    if talks:
        handoffs.accept(wanted, "3")
    with ThreadPoolExecutor() as others:
        with database.session() as session:
            given = {"state": "accepted", "accepted_by": "4", "accepted_at": MORNING}
            session.execute(update(Handoff).values(given))
            later = others.submit(act, handoffs)
            with pytest.raises(NotYet):
                later.result(timeout=0.4)
        if isinstance(outcome, type):
            with pytest.raises(outcome):
                later.result()
        else:
            assert later.result() == outcome
    with database.session() as session:
        assert check_yours(session, "one", "4") == wanted


def test_a_talk_that_was_just_taken_over_is_not_swept_away(
    handoffs: Handoffs, arrive: Arrive, database: Database, clock: FixedClock
) -> None:
    for agent in ("3", "4"):
        arrive(agent, "bank")
    handoffs.accept(handoffs.request("one", "asked", {}, "bank").id, "3")
    clock.move(26 * SECOND)
    handoffs.beat("4")
    with ThreadPoolExecutor() as others:
        with database.session() as session:
            session.execute(update(Handoff).values({"accepted_by": "4"}))
            later = others.submit(handoffs.sweep)
            with pytest.raises(NotYet):
                later.result(timeout=0.4)
        assert later.result() == ()
    assert [talk.conversation_id for talk in handoffs.mine("4")] == ["one"]


def test_who_is_just_being_given_out_is_passed_over(
    handoffs: Handoffs, arrive: Arrive, database: Database
) -> None:
    """On PostgreSQL nobody waits for the other; on SQLite one writes after the other anyway."""
    arrive("3", "bank")
    for name in ("one", "two"):
        handoffs.request(name, "asked", {}, "bank")
    with ThreadPoolExecutor() as others:
        with database.session() as session:
            first = update(Handoff).where(Handoff.conversation_id == "one")
            session.execute(first.values({"state": "accepted", "accepted_by": "4"}))
            later = others.submit(handoffs.accept_next, "3")
            if database.engine.dialect.name == "postgresql":
                assert later.result(timeout=30).conversation_id == "two"
        assert later.result().conversation_id == "two"
