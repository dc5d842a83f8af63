from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from bot.database import Database
from bot.handoff.errors import AlreadyRated, NothingToRate, WrongRating
from bot.handoff.models import Rating
from bot.handoff.service import Handoffs
from tests.handoff.conftest import Arrive
from tests.handoff.times import MORNING


@pytest.fixture
def talked(handoffs: Handoffs, arrive: Arrive) -> Handoffs:
    arrive("3", "bank")
    handoffs.accept(handoffs.request("one", "asked", {}, "bank").id, "3")
    handoffs.finish("one", "3", "answered")
    return handoffs


def test_a_talk_is_rated_once(talked: Handoffs) -> None:
    assert talked.may_rate("one")
    rating = talked.rate("one", 5, 9, "  很耐心  ")
    assert (rating.agent, rating.score, rating.nps, rating.words) == ("3", 5, 9, "很耐心")
    assert not talked.may_rate("one")
    with pytest.raises(AlreadyRated):
        talked.rate("one", 1)
    assert talked.ratings("one") == (rating,)
    assert [event.kind for event in talked.history("one")].count("rated") == 1


def test_each_talk_has_a_rating_of_its_own(talked: Handoffs) -> None:
    talked.rate("one", 2)
    talked.accept(talked.request("one", "asked", {}, "bank").id, "3")
    assert not talked.may_rate("one")
    with pytest.raises(NothingToRate):
        talked.rate("one", 4)
    talked.return_to_bot("one", "3")
    talked.rate("one", 4, 0)
    # A wait without a talk is nothing to rate, and hides nothing.
    talked.request("one", "asked", {}, "bank")
    talked.leave("one")
    assert not talked.may_rate("one")
    assert [(rating.score, rating.nps) for rating in talked.ratings("one")] == [(2, None), (4, 0)]


@pytest.mark.parametrize("state", ["nothing", "waiting", "left"])
def test_without_a_person_there_is_nothing_to_rate(handoffs: Handoffs, state: str) -> None:
    if state != "nothing":
        handoffs.request("one", "asked", {}, "bank")
    if state == "left":
        handoffs.leave("one")
    assert not handoffs.may_rate("one")
    with pytest.raises(NothingToRate):
        handoffs.rate("one", 5)


@pytest.mark.parametrize(
    "given",
    [
        {"score": 0},
        {"score": 6},
        {"score": -1},
        {"score": True},
        {"score": "5"},
        {"score": 4.5},
        {"score": None},
        {"score": 5, "nps": 11},
        {"score": 5, "nps": -1},
        {"score": 5, "nps": "9"},
        {"score": 5, "words": "好" * 501},
    ],
)
def test_ratings_are_bounded(talked: Handoffs, given: dict[str, Any]) -> None:
    with pytest.raises(WrongRating):
        talked.rate("one", **given)
    assert talked.may_rate("one")


def test_words_are_encrypted(talked: Handoffs, database: Database) -> None:
    rating = talked.rate("one", 1, 0, "那个王经理态度很差")
    assert "王经理" not in repr(rating)
    with database.engine.connect() as connection:
        (stored,) = connection.exec_driver_sql("SELECT words FROM handoff_ratings").one()
    assert "王经理".encode() not in bytes(stored)


@pytest.mark.parametrize(("score", "nps"), [(0, 5), (6, 5), (5, 11)])
def test_the_database_refuses_other_numbers(
    talked: Handoffs, database: Database, score: int, nps: int
) -> None:
    (talk,) = talked.past("one")
    values = {"handoff_id": talk.id, "agent": "3", "score": score, "nps": nps, "at": MORNING}
    with pytest.raises(IntegrityError), database.engine.begin() as connection:
        connection.execute(insert(Rating), values)
