"""The same request again gets the same answer, and is done once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from bot.institutions.errors import KeyReused, StillBusy, WrongCursor
from bot.institutions.repeats import KEPT, LONGEST_WORK, Kept
from tests.institutions.house import House


@pytest.fixture
def key(house: House) -> str:
    return house.institutions.keys.make("icbc", "one", ("answer",), "boss").key.id


def test_what_was_answered_is_answered_again(house: House, key: str) -> None:
    repeats = house.institutions.repeats
    assert repeats.begin(key, "a", "f1") is None
    repeats.keep(key, "a", Kept(201, {"number": "2612345678"}))
    assert repeats.begin(key, "a", "f1") == Kept(201, {"number": "2612345678"})
    with pytest.raises(KeyReused):
        repeats.begin(key, "a", "f2")
    assert repeats.begin(key, "b", "f1") is None
    other = house.institutions.keys.make("abc", "theirs", ("answer",), "boss").key.id
    assert repeats.begin(other, "a", "f1") is None


def test_while_it_is_answered_it_is_not_done_again(house: House, key: str) -> None:
    repeats = house.institutions.repeats
    repeats.begin(key, "a", "f1")
    with pytest.raises(StillBusy):
        repeats.begin(key, "a", "f1")
    house.fixed.move(LONGEST_WORK)  # whoever did it has died
    assert repeats.begin(key, "a", "f1") is None


def test_what_was_refused_may_be_mended_and_sent_again(house: House, key: str) -> None:
    repeats = house.institutions.repeats
    repeats.begin(key, "a", "f1")
    repeats.drop(key, "a")
    assert repeats.begin(key, "a", "f2") is None
    repeats.keep(key, "a", Kept(200, None))
    repeats.drop(key, "a")  # too late: it was answered
    assert repeats.begin(key, "a", "f2") == Kept(200, None)


def test_of_many_at_once_one_does_it(house: House, key: str) -> None:
    begun: list[str] = []
    gate = threading.Barrier(4)

    def ask() -> None:
        gate.wait()
        try:
            begun.append("mine" if house.institutions.repeats.begin(key, "a", "f1") is None else "")
        except StillBusy:
            begun.append("busy")

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(begun) == ["busy", "busy", "busy", "mine"]


def test_answers_are_forgotten_after_a_week(house: House, key: str) -> None:
    repeats = house.institutions.repeats
    repeats.begin(key, "a", "f1")
    house.fixed.move(KEPT + timedelta(seconds=1))
    repeats.begin(key, "b", "f1")
    assert repeats.tidy() == 1
    assert repeats.begin(key, "a", "anything") is None


def test_cursors_are_for_one_institution_and_one_list(house: House) -> None:
    cursors = house.institutions.cursors
    sealed = cursors.seal("icbc", "events", 4711)
    assert cursors.open("icbc", "events", sealed) == 4711
    assert cursors.open("icbc", "events", None) == cursors.open("icbc", "events", "") == 0
    assert "4711" not in sealed
    for institution, name, cursor in (
        ("abc", "events", sealed),
        ("icbc", "tickets", sealed),
        ("icbc", "events", sealed[:-4] + "AAAA"),
        ("icbc", "events", "4711"),
        ("icbc", "events", "ü"),
        ("icbc", "events", "A" * 10_000),
    ):
        with pytest.raises(WrongCursor):
            cursors.open(institution, name, cursor)
