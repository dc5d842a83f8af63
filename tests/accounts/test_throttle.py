"""Guessing gets slower and slower; who knows the password gets in."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.accounts.errors import TooManyTries
from bot.accounts.models import SignInTries
from bot.accounts.throttle import FOR_ADDRESS, FOR_LOGIN, Patience, Throttle
from bot.calendar.clock import FixedClock
from bot.database import Database
from bot.privacy.encryption import Cipher

NINE = datetime(2026, 11, 23, 1, 0, tzinfo=timezone.utc)
HERE = "192.0.2.1"
CIPHER = Cipher(bytes(range(32)))


@pytest.fixture
def throttle(database: Database, cipher: Cipher, clock: FixedClock) -> Throttle:
    return Throttle(database, cipher, clock)


def is_let_try(throttle: Throttle, login: str) -> bool:
    """Tell whether somebody may give a password now."""
    try:
        throttle.charge(login, HERE)
    except TooManyTries:
        return False
    return True


def tries_until_refused(throttle: Throttle, login: str, address: str, most: int = 200) -> int:
    """Try until it is refused, and return how many tries were let through."""
    for done in range(most):
        try:
            throttle.charge(login, address)
        except TooManyTries:
            return done
    return most


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (4, 0), (5, 15), (6, 30), (7, 60), (10, 480), (11, 900), (12, 900), (10_000, 900)],
)
def test_pauses_of_a_login_double_up_to_a_quarter_of_an_hour(failures: int, seconds: int) -> None:
    assert FOR_LOGIN.pause(failures) == timedelta(seconds=seconds)


def test_five_tries_are_free_and_the_next_waits(throttle: Throttle, clock: FixedClock) -> None:
    assert tries_until_refused(throttle, "li", HERE) == 5
    with pytest.raises(TooManyTries) as refused:
        throttle.charge("li", HERE)
    assert refused.value.retry_after == 15
    clock.move(timedelta(seconds=14))
    with pytest.raises(TooManyTries):
        throttle.charge("li", HERE)
    clock.move(timedelta(seconds=1))
    assert tries_until_refused(throttle, "li", HERE) == 1
    clock.move(timedelta(seconds=15))
    assert tries_until_refused(throttle, "li", HERE) == 0
    clock.move(timedelta(seconds=15))
    assert tries_until_refused(throttle, "li", HERE) == 1


def test_refused_tries_do_not_make_it_longer(throttle: Throttle, clock: FixedClock) -> None:
    tries_until_refused(throttle, "li", HERE)
    for _ in range(50):
        with pytest.raises(TooManyTries):
            throttle.charge("li", HERE)
    clock.move(timedelta(seconds=15))
    throttle.charge("li", HERE)


def test_another_login_is_not_held_up(throttle: Throttle) -> None:
    tries_until_refused(throttle, "li", HERE)
    assert is_let_try(throttle, "wang")
    assert not is_let_try(throttle, "li")


def test_many_logins_from_one_address_are_one_guesser(throttle: Throttle) -> None:
    def let_through() -> int:
        for n in range(200):
            try:
                throttle.charge(f"guess{n}", HERE)
            except TooManyTries:
                return n
        return 200

    assert let_through() == FOR_ADDRESS.free
    throttle.charge("guess0", "192.0.2.2")


def test_who_is_right_starts_afresh(throttle: Throttle) -> None:
    for _ in range(3):
        for _ in range(4):
            throttle.charge("li", HERE)
        throttle.charge("li", HERE)
        throttle.forgive("li", HERE)
    assert tries_until_refused(throttle, "li", HERE) == 5


def test_a_right_guesser_does_not_clear_the_address(throttle: Throttle) -> None:
    """With one account of one's own one must not get endless tries at others."""
    let_through = 0
    for n in range(200):
        try:
            throttle.charge(f"guess{n}", HERE)
            let_through += 1
            throttle.charge("mine", HERE)
            throttle.forgive("mine", HERE)
        except TooManyTries:
            break
    assert let_through <= FOR_ADDRESS.free


def test_a_morning_of_right_sign_ins_holds_nobody_up(throttle: Throttle) -> None:
    for n in range(300):
        assert is_let_try(throttle, f"agent{n}"), n
        throttle.forgive(f"agent{n}", HERE)


def test_after_a_day_it_is_forgotten(
    throttle: Throttle, database: Database, clock: FixedClock
) -> None:
    tries_until_refused(throttle, "li", HERE)
    clock.move(timedelta(hours=24))
    throttle.charge("wang", "192.0.2.9")
    with database.reading() as session:
        assert session.execute(select(func.count()).select_from(SignInTries)).scalar_one() == 2
    assert tries_until_refused(throttle, "li", HERE) == 5


def test_an_administrator_can_lift_it(throttle: Throttle) -> None:
    tries_until_refused(throttle, "li", HERE)
    assert not is_let_try(throttle, "li")
    throttle.lift("li")
    assert is_let_try(throttle, "li")


def test_neither_logins_nor_addresses_are_kept(throttle: Throttle, database: Database) -> None:
    throttle.charge("li.xiao", HERE)
    with database.reading() as session:
        keys = session.execute(select(SignInTries.key_hash)).scalars().all()
    assert all(len(key) == 64 and set(key) <= set("0123456789abcdef") for key in keys)
    assert len(keys) == 2


def test_a_crowd_at_the_same_moment_gets_no_more_tries(throttle: Throttle) -> None:
    let_through: list[int] = []
    failed: list[BaseException] = []

    def guess() -> None:
        try:
            let_through.append(tries_until_refused(throttle, "li", HERE))
        except BaseException as error:
            failed.append(error)

    crowd = [threading.Thread(target=guess) for _ in range(8)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert failed == []
    assert sum(let_through) == 5


# Mostly as a guesser waits: hardly, or just as long as needed.
WAITS = st.sampled_from([0, 0, 0, 0, 1, 7, 14, 15, 16, 30, 60, 120, 900]) | st.integers(0, 2000)
RIGHT = st.sampled_from([True] + 9 * [False])
PATIENCE = st.builds(
    Patience,
    st.integers(1, 20),
    st.timedeltas(timedelta(seconds=1), timedelta(minutes=1)),
    st.timedeltas(timedelta(minutes=2), timedelta(hours=1)),
    st.just(timedelta(hours=24)),
)


@given(PATIENCE, st.integers(0, 200))
def test_pauses_never_shrink_and_never_exceed_the_longest(patience: Patience, n: int) -> None:
    assert patience.pause(n) <= patience.pause(n + 1) <= patience.longest
    assert (patience.pause(n) == timedelta(0)) == (n < patience.free)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(st.tuples(WAITS, RIGHT), min_size=8, max_size=60))
def test_nobody_guesses_faster_than_the_pauses_allow(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, bool]]
) -> None:
    """A model of the rule beside the real thing, over any waits and any right tries."""
    database = _fresh(tmp_path_factory.mktemp("throttle"))
    clock = FixedClock(NINE)
    throttle = Throttle(database, CIPHER, clock)
    failures, last = 0, NINE - timedelta(days=2)
    for wait, right in steps:
        clock.move(timedelta(seconds=wait))
        early = clock.now() - last < FOR_LOGIN.pause(failures)
        if early:
            with pytest.raises(TooManyTries) as refused:
                throttle.charge("li", f"192.0.2.{wait % 250}")
            left = FOR_LOGIN.pause(failures) - (clock.now() - last)
            assert refused.value.retry_after == -(-left // timedelta(seconds=1))
            continue
        throttle.charge("li", f"192.0.2.{wait % 250}")
        failures, last = failures + 1, clock.now()
        if right:
            throttle.forgive("li", f"192.0.2.{wait % 250}")
            failures, last = 0, NINE - timedelta(days=2)
    database.close()


def _fresh(directory: Path) -> Database:
    database = Database(f"sqlite:///{directory / 'test.db'}")
    tables: Any = [SignInTries.__table__]
    SignInTries.metadata.create_all(database.engine, tables=tables)
    return database
