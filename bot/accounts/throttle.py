"""Growing pauses for those who guess passwords, per login and per address.

A try is counted before the password is looked at and taken back when it was right: a hundred
tries at the same moment are a hundred tries.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.accounts.errors import TooManyTries
from bot.accounts.models import SignInTries
from bot.calendar.clock import Clock
from bot.database import Database
from bot.privacy.encryption import Cipher

MOST_CLEARED = 100
INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True)
class Patience:
    """`free` tries at once, then a pause before each further one, doubled up to `longest`."""

    free: int
    first: timedelta
    longest: timedelta
    forgotten_after: timedelta

    def pause(self, failures: int) -> timedelta:
        """Return how long after the last of so many failures the next try may come."""
        if failures < self.free:
            return timedelta(0)
        doublings = min(failures - self.free, 30)
        return min(self.first * 2**doublings, self.longest)


FOR_LOGIN = Patience(5, timedelta(seconds=15), timedelta(minutes=15), timedelta(hours=24))
# A whole call centre may share one address, and everybody comes at nine.
FOR_ADDRESS = Patience(60, timedelta(seconds=15), timedelta(minutes=15), timedelta(hours=1))


class Throttle:
    """Counts tries in the database, so that all processes count together."""

    def __init__(self, database: Database, cipher: Cipher, clock: Clock) -> None:
        self._database = database
        self._cipher = cipher
        self._clock = clock

    def charge(self, login: str, address: str) -> None:
        """Count a try; raises TooManyTries, without counting, when it comes too early."""
        now = self._clock.now()
        patience = self._patience(login, address)
        with self._database.session() as session:
            rows = _rows(session, tuple(patience), now)
            waits = [_wait(rows[key], patience[key], now) for key in patience]
            if max(waits) > timedelta(0):
                raise TooManyTries(math.ceil(max(waits).total_seconds()))
            for row in rows.values():
                row.failures, row.last_at = row.failures + 1, now
            _forget_old(session, now)

    def forgive(self, login: str, address: str) -> None:
        """Take back the last try, which was right: the login starts afresh."""
        by_login, by_address = self._patience(login, address)
        with self._database.session() as session:
            session.execute(delete(SignInTries).where(SignInTries.key_hash == by_login))
        self._give_back(by_address)

    def give_back(self, address: str) -> None:
        """Take back the last try of an address alone."""
        self._give_back(self._key("address", address))

    def lift(self, login: str) -> None:
        """Forget all failures of a login."""
        with self._database.session() as session:
            key = self._key("login", login)
            session.execute(delete(SignInTries).where(SignInTries.key_hash == key))

    def _give_back(self, key: str) -> None:
        wanted = select(SignInTries).where(SignInTries.key_hash == key).with_for_update()
        with self._database.session() as session:
            row = session.execute(wanted).scalar_one_or_none()
            if row is not None and row.failures > 0:
                row.failures -= 1

    def _patience(self, login: str, address: str) -> Mapping[str, Patience]:
        return {
            self._key("login", login): FOR_LOGIN,
            self._key("address", address): FOR_ADDRESS,
        }

    def _key(self, kind: str, value: str) -> str:
        return self._cipher.keyed_hash(value, f"sign-in by {kind}")


def _rows(session: Session, keys: tuple[str, ...], now: datetime) -> Mapping[str, SignInTries]:
    """Return a locked row for every key, made if there was none.

    They are locked in one order by everybody: two that wait for one another would wait for ever.
    """
    insert = INSERTS[session.get_bind().dialect.name]
    fresh = insert(SignInTries).values(failures=0, last_at=now)
    for key in sorted(keys):
        # The update changes nothing but locks a row that is there, so that nobody clears it away.
        row = fresh.values(key_hash=key)
        locked = row.on_conflict_do_update(index_elements=["key_hash"], set_={"key_hash": key})
        session.execute(locked)
    wanted = select(SignInTries).where(SignInTries.key_hash.in_(keys))
    return {row.key_hash: row for row in session.execute(wanted).scalars()}


def _wait(row: SignInTries, patience: Patience, now: datetime) -> timedelta:
    since = now - row.last_at
    if since >= patience.forgotten_after:
        row.failures = 0
    return patience.pause(row.failures) - since


def _forget_old(session: Session, now: datetime) -> None:
    """Clear away what no longer counts, but for rows that somebody holds: nobody waits for it."""
    longest = max(FOR_LOGIN.forgotten_after, FOR_ADDRESS.forgotten_after)
    old = (
        select(SignInTries.key_hash)
        .where(SignInTries.last_at <= now - longest)
        .limit(MOST_CLEARED)
        .with_for_update(skip_locked=True)
    )
    keys = session.execute(old).scalars().all()
    if keys:
        gone = delete(SignInTries).where(SignInTries.key_hash.in_(keys))
        session.execute(gone.execution_options(synchronize_session=False))
