"""A key is shown once, opens what it is for, and nothing once it was revoked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.institutions.errors import LacksScope, TooManyKeys, UnknownKey, WrongField, WrongKey
from bot.institutions.keys import MOST_KEYS
from bot.institutions.models import ApiKey
from tests.institutions.house import House


def test_a_key_acts_for_its_institution_and_nothing_but_its_hash_is_kept(house: House) -> None:
    made = house.institutions.keys.make("icbc", " 投诉系统  生产 ", ("answer", "read"), "boss")
    officer = house.institutions.keys.officer(made.token, "answer")
    assert (officer.institution_id, officer.branch) == ("icbc", None)
    assert officer.actor == f"institution:icbc/{made.key.id}"
    assert made.key.name == "投诉系统 生产"
    assert made.key.scopes == ("read", "answer")
    secret = made.token.rpartition("_")[2] or made.token
    with house.database.reading() as session:
        row = session.execute(select(ApiKey)).scalar_one()
        kept = " ".join(str(value) for value in vars(row).values())
    assert made.token not in kept
    assert secret not in kept
    assert made.token not in repr(made)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: token.replace("xbk_", "xbk_0", 1),
        lambda token: token + "A",
        lambda token: token[4:],
        lambda token: "xbk_" + "0" * 12 + "_" + token[-43:],
        lambda token: "",
        lambda token: token + "\n",
    ],
)
def test_what_is_nearly_a_key_opens_nothing(house: House, spoil: object) -> None:
    made = house.institutions.keys.make("icbc", "one", ("read",), "boss")
    with pytest.raises(WrongKey):
        house.institutions.keys.officer(spoil(made.token), "read")  # type: ignore[operator]


def test_a_key_does_only_what_it_is_for(house: House) -> None:
    made = house.institutions.keys.make("icbc", "reader", ("read",), "boss")
    assert house.institutions.keys.officer(made.token, "read").institution_id == "icbc"
    with pytest.raises(LacksScope, match="answer"):
        house.institutions.keys.officer(made.token, "answer")


def test_a_revoked_key_is_as_good_as_none(house: House) -> None:
    keys = house.institutions.keys
    made = keys.make("icbc", "one", ("read",), "boss")
    with pytest.raises(UnknownKey):
        keys.revoke("abc", made.key.id, "boss")
    assert keys.officer(made.token, "read").institution_id == "icbc"
    first = keys.revoke("icbc", made.key.id, "boss").revoked_at
    house.fixed.move(timedelta(days=1))
    assert keys.revoke("icbc", made.key.id, "other").revoked_at == first
    with pytest.raises(WrongKey):
        keys.officer(made.token, "read")


def test_the_day_of_the_last_use_is_noted(house: House) -> None:
    keys = house.institutions.keys
    made = keys.make("icbc", "one", ("read",), "boss")
    assert keys.of("icbc")[0].last_used_on is None
    house.fixed.move(timedelta(hours=13))  # past midnight in Shanghai
    keys.officer(made.token, "read")
    assert keys.of("icbc")[0].last_used_on == date(2026, 9, 25)


@pytest.mark.parametrize(
    ("name", "scopes", "field", "problem"),
    [
        ("  ", ("read",), "name", "missing"),
        ("长" * 61, ("read",), "name", "too_long"),
        ("one", (), "scopes", "missing"),
        ("one", ("read", "everything"), "scopes", "unknown"),
    ],
)
def test_a_key_needs_a_name_and_a_purpose(
    house: House, name: str, scopes: tuple[str, ...], field: str, problem: str
) -> None:
    with pytest.raises(WrongField) as wrong:
        house.institutions.keys.make("icbc", name, scopes, "boss")
    assert (wrong.value.field, wrong.value.problem) == (field, problem)


def test_there_is_an_end_to_keys_but_revoked_ones_do_not_count(house: House) -> None:
    keys = house.institutions.keys
    made = [keys.make("icbc", f"key {n}", ("read",), "boss") for n in range(MOST_KEYS)]
    with pytest.raises(TooManyKeys):
        keys.make("icbc", "one more", ("read",), "boss")
    keys.revoke("icbc", made[0].key.id, "boss")
    assert keys.make("icbc", "one more", ("read",), "boss").key.institution_id == "icbc"
    assert keys.make("abc", "theirs", ("read",), "boss").key.institution_id == "abc"
    assert len(keys.of("icbc")) == MOST_KEYS + 1
    assert [key.name for key in keys.of("abc")] == ["theirs"]


def test_looks_by_keys_are_kept_per_institution(house: House) -> None:
    keys = house.institutions.keys
    ours, theirs = (keys.make(one, "key", ("read",), "boss").key.id for one in ("icbc", "abc"))
    keys.looked(ours, "2612345678", ("name", "phone"))
    keys.looked(theirs, "2687654321", ("narrative",))
    (look,) = keys.looks("icbc")
    assert (look.key_id, look.number, look.fields) == (ours, "2612345678", ("name", "phone"))
