"""Sessions: a random token in a cookie, its hash here, and two ends, one sliding, one absolute."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from bot.accounts.models import Account, StaffSession
from bot.accounts.rows import STAFF_COLUMNS, staff_of
from bot.accounts.staff import Visit
from bot.calendar.clock import Clock
from bot.database import Database
from bot.privacy.encryption import Cipher

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
CODE_WITHIN = timedelta(minutes=5)  # between the password and the code
NOTED_EVERY = timedelta(minutes=1)  # looking at a page costs no write each time
CODE, OPEN = "code", "open"
BY_PASSWORD, BY_PROVIDER = "password", "provider"

_sessions, _accounts = StaffSession.__table__, Account.__table__
# Asked at every request: built once, and of what is sealed only the name is opened.
_FOUND = (
    select(
        _sessions,
        *(_accounts.c[name] for name in STAFF_COLUMNS),
        _accounts.c.must_change_password,
        _accounts.c.disabled_at,
        _accounts.c.second_factor.is_(None).label("no_second_factor"),
    )
    .join(_accounts, _accounts.c.id == _sessions.c.account_id)
    .where(_sessions.c.token_hash == bindparam("held"))
)


@dataclass(frozen=True)
class Waiting:
    """A session whose password was right and whose code is still missing."""

    account_id: str
    login: str


class Sessions:
    """All sessions of the house; share one between all threads."""

    def __init__(
        self, database: Database, cipher: Cipher, clock: Clock, second_factor_for: frozenset[str]
    ) -> None:
        self._database = database
        self._cipher = cipher
        self._clock = clock
        self._second_factor_for = second_factor_for

    def begin(self, session: Session, account_id: str, stage: str, way: str) -> str:
        """Open a session inside a transaction and return its token; old ones are cleared away."""
        now = self._clock.now()
        token = secrets.token_urlsafe(32)
        session.execute(delete(StaffSession).where(StaffSession.started_at <= now - LONGEST))
        session.add(
            StaffSession(
                token_hash=self.hash_of(token),
                account_id=account_id,
                stage=stage,
                way=way,
                started_at=now,
                seen_at=now,
            )
        )
        return token

    def visit(self, token: str, *, active: bool = True) -> Visit | None:
        """Return whose session that is, or None when it has ended or never was.

        `active` puts the end of an idle session off.
        """
        row, now = self._find(token), self._clock.now()
        if row is None or row.stage != OPEN or row.disabled_at or not _still_good(row, now):
            return None
        if active and now - row.seen_at >= NOTED_EVERY:
            self._seen(row.token_hash, now)
        return Visit(staff_of(row), self._duty(row))

    def waiting(self, token: str) -> Waiting | None:
        """Return who has shown a password and must show a code, or None."""
        row = self._find(token)
        if row is None or row.stage != CODE or row.disabled_at:
            return None
        late = self._clock.now() - row.started_at >= CODE_WITHIN
        return None if late else Waiting(row.id, row.login)

    def end(self, token: str) -> None:
        """End one session."""
        gone = delete(StaffSession).where(StaffSession.token_hash == self.hash_of(token))
        with self._database.session() as session:
            session.execute(gone)

    def hash_of(self, token: str) -> str:
        """Return what is kept of a token."""
        return self._cipher.keyed_hash(token, "staff session")

    def _find(self, token: str) -> Any | None:
        """Return the session with its account (`id`, `name`, ...), or None."""
        with self._database.glance() as connection:
            return connection.execute(_FOUND, {"held": self.hash_of(token)}).one_or_none()

    def _seen(self, token_hash: str, now: datetime) -> None:
        """Note when somebody was here; never back to earlier, whoever writes last."""
        row = (StaffSession.token_hash == token_hash, StaffSession.seen_at < now)
        with self._database.session() as session:
            change = update(StaffSession).where(*row).values(seen_at=now)
            session.execute(change.execution_options(synchronize_session=False))

    def _duty(self, row: Any) -> str:
        if row.way == BY_PROVIDER:
            return ""  # password and second factor are the provider's affair then
        if row.must_change_password:
            return "password"
        unsafe = row.role in self._second_factor_for and row.no_second_factor
        return "second_factor" if unsafe else ""


def end_all(session: Session, account_id: str) -> int:
    """End all sessions of somebody inside a transaction; tells how many there were."""
    gone = delete(StaffSession).where(StaffSession.account_id == account_id)
    return int(session.execute(gone.execution_options(synchronize_session=False)).rowcount)


def _still_good(row: Any, now: datetime) -> bool:
    return bool(now - row.seen_at < IDLE and now - row.started_at < LONGEST)
