"""Mixed ownership, drawn at random: each officer finds exactly what is theirs, by every way."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.calendar.clock import SystemClock
from bot.database import Database
from bot.institutions.officer import Officer
from bot.institutions.own_views import SHELVES, Wanted
from bot.privacy.encryption import Cipher
from bot.tickets.errors import UnknownTicket
from tests.institutions.house import AGENT, House

BANKS = ("icbc", "abc", "ccb")
BRANCHES = (None, "昌平支行", "海淀支行")
OWNERS = st.tuples(
    st.sampled_from(BANKS),
    st.sampled_from(BRANCHES),
    st.sampled_from(["complaint", "report", "suggestion", "praise"]),
    st.booleans(),
)


@pytest.fixture
def shared(database: Database, cipher: Cipher, tmp_path: Path) -> House:
    """One house for all examples: what was drawn before stays, and is not theirs either."""
    return House.open(database, cipher, SystemClock(), tmp_path)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(drawn=st.lists(OWNERS, min_size=1, max_size=6))
def test_each_finds_what_is_theirs_and_nothing_else(
    shared: House, drawn: list[tuple[str, str | None, str, bool]]
) -> None:
    owned = [(_make(shared, *owner), owner) for owner in drawn]
    for bank in BANKS:
        for branch in BRANCHES:
            officer = Officer(bank, f"institution:{bank}/41", branch, key_id=_key(shared, bank))
            theirs = {number for number, owner in owned if _is_theirs(owner, bank, branch)}
            _check(shared, officer, theirs, {number for number, _ in owned})


def _make(house: House, bank: str, branch: str | None, kind: str, forwarded: bool) -> str:
    number = house.register(institution_id=bank, kind=kind)
    if forwarded and kind != "report":
        house.tickets.forward(number, AGENT)
    if branch:
        house.tickets.assign(number, branch, AGENT)
    return number


def _is_theirs(owner: tuple[str, str | None, str, bool], bank: str, branch: str | None) -> bool:
    whose, where, kind, forwarded = owner
    return whose == bank and forwarded and kind != "report" and branch in (None, where)


def _check(house: House, officer: Officer, theirs: set[str], drawn: set[str]) -> None:
    files = house.institutions.files
    listed = {
        shelf: {row.ticket.number for row in files.page(officer, Wanted(shelf), size=200).rows}
        for shelf in SHELVES
    }
    assert listed["all"] & drawn == theirs
    assert set().union(*listed.values()) == listed["all"]
    changed, _ = files.changed_since(officer, Wanted("all"), None, 0, 1000)
    assert {row.ticket.number for row in changed} & drawn == theirs
    if officer.branch is None:
        feed = house.institutions.feed.after(officer.institution_id, 0, 10_000)
        assert {told.number for told in feed.events} & drawn == theirs
    for number in drawn:
        if number in theirs:
            assert files.open(officer, number, "").own.ticket.number == number
        else:
            for ask in (files.find, files.version):
                with pytest.raises(UnknownTicket):
                    ask(officer, number)
            with pytest.raises(UnknownTicket):
                files.open(officer, number, "")


def _key(house: House, bank: str) -> str:
    known = house.institutions.keys.of(bank)
    return (known[0] if known else house.institutions.keys.make(bank, "k", ("read",), "b").key).id
