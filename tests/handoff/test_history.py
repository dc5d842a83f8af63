from __future__ import annotations

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.database import Database
from bot.handoff.models import Handoff
from bot.handoff.reasons import reasons
from bot.handoff.service import Handoffs
from bot.privacy.encryption import Cipher
from tests.handoff.conftest import Arrive
from tests.handoff.times import MORNING


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE handoff_events SET kind = 'invented'",
        "UPDATE handoff_events SET agent = '4'",
        "DELETE FROM handoff_events",
    ],
)
def test_events_are_final(handoffs: Handoffs, database: Database, statement: str) -> None:
    handoffs.request("one", "asked", {}, "bank")
    before = handoffs.history("one")
    with pytest.raises(DBAPIError, match="final"), database.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert handoffs.history("one") == before


def test_words_are_forgotten_and_acts_are_not(handoffs: Handoffs, arrive: Arrive) -> None:
    arrive("3", "bank")
    for name in ("one", "two"):
        handoffs.accept(handoffs.request(name, "asked", {"gist": "年费"}, "bank").id, "3")
        handoffs.finish(name, "3", "answered", "备注")
        handoffs.rate(name, 4, 8, "还行")
    handoffs.forget(["one", "nobody"])
    kept, forgotten = handoffs.history("two"), handoffs.history("one")
    assert [event.kind for event in forgotten] == [event.kind for event in kept]
    assert ["备注" in event.note for event in forgotten] == [False] * 4
    assert ["备注" in event.note for event in kept] == [False, False, True, False]
    assert [(past.summary, past.outcome) for past in handoffs.past("one")] == [({}, "answered")]
    assert [past.summary for past in handoffs.past("two")] == [{"gist": "年费"}]
    assert [(rating.score, rating.words) for rating in handoffs.ratings("one")] == [(4, "")]
    assert [rating.words for rating in handoffs.ratings("two")] == ["还行"]


def test_the_trail_names_who_did_what_and_nobody_else(handoffs: Handoffs, arrive: Arrive) -> None:
    arrive("3", "bank")
    handoffs.request("one", "asked", {"gist": "年费", "known": ["phone"]}, "bank", 2)
    handoffs.accept_next("3")
    handoffs.return_to_bot("one", "3", "备注")
    trail = [(event.actor, event.kind, event.agent, event.why) for event in handoffs.history("one")]
    assert trail == [
        ("consumer", "requested", None, "bank"),
        ("agent:3", "accepted", "3", None),
        ("agent:3", "returned", "3", None),
    ]
    assert all(event.at == MORNING for event in handoffs.history("one"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "accepted", "accepted_by": None},
        {"state": "callback", "callback_at": None},
        {"state": "done"},  # and open
        {"state": "waiting", "is_open": False},
    ],
)
def test_the_database_refuses_states_that_cannot_be(
    database: Database, cipher: Cipher, wrong: dict[str, object]
) -> None:
    usual = {
        "conversation_id": "one",
        "state": "waiting",
        "is_open": True,
        "reason": "asked",
        "skill": "bank",
        "priority": 0,
        "in_hours": True,
        "requested_at": MORNING,
    }
    with database.engine.begin() as connection:
        connection.execute(insert(Handoff), usual)
    with pytest.raises(IntegrityError), database.engine.begin() as connection:
        connection.execute(insert(Handoff), usual | {"conversation_id": "two"} | wrong)


def test_every_reason_has_a_name_that_fits_and_a_title() -> None:
    for kind in ("declines", "pauses", "outcomes"):
        assert reasons(kind)
        assert all(len(name) <= 30 and title for name, title in reasons(kind).items())
