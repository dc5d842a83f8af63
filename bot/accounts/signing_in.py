"""Signing in: password, then code; by a provider; and what people change about it themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.accounts import passwords
from bot.accounts.errors import (
    OneTimeExpired,
    UnknownAccount,
    WeakPassword,
    WrongCredentials,
)
from bot.accounts.register import folded
from bot.accounts.rows import by_id, by_login, note, staff_of
from bot.accounts.second_factor import SecondFactors, switch_off
from bot.accounts.sessions import BY_PASSWORD, BY_PROVIDER, CODE, OPEN, Sessions, end_all
from bot.accounts.staff import SignedIn
from bot.accounts.throttle import Throttle
from bot.calendar.clock import Clock
from bot.database import Database


class SigningIn:
    """The way in. What looks at passwords takes long on purpose: call it in a thread."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        throttle: Throttle,
        sessions: Sessions,
        second_factors: SecondFactors,
    ) -> None:
        self._database = database
        self._clock = clock
        self._throttle = throttle
        self._sessions = sessions
        self._second_factors = second_factors

    def by_password(self, login: str, password: str, code: str | None, address: str) -> SignedIn:
        """Begin a session; without a code that is needed it waits for `by_code`.

        Raises TooManyTries, WrongCredentials, WrongCode, OneTimeExpired.
        """
        login = folded(login)
        self._throttle.charge(login, address)
        account = self._check(login, password)
        kept = account.password_hash
        fresh = passwords.hashed(password) if passwords.is_outdated(kept) else kept
        with self._database.session() as session:
            row = _unchanged(session, account)
            row.password_hash = fresh
            waits = row.second_factor is not None and code is None
            if row.second_factor is not None and code is not None:
                self._second_factors.accept(session, row, code)
            signed_in = self._begin(session, row, CODE if waits else OPEN, BY_PASSWORD)
        if waits:
            self._throttle.give_back(address)
        else:
            self._throttle.forgive(login, address)
        return signed_in

    def by_code(self, token: str, code: str, address: str) -> SignedIn:
        """Open the session that waits for a code, under a new token.

        Raises TooManyTries, WrongCode, and WrongCredentials when it waits no longer.
        """
        waiting = self._sessions.waiting(token)
        if waiting is None:
            raise WrongCredentials("等得太久了，请重新登录。")
        self._throttle.charge(waiting.login, address)
        with self._database.session() as session:
            row = by_id(session, waiting.account_id)
            if row.second_factor is None or row.disabled_at:
                raise WrongCredentials
            self._second_factors.accept(session, row, code)
            signed_in = self._begin(session, row, OPEN, BY_PASSWORD)
        self._sessions.end(token)
        self._throttle.forgive(waiting.login, address)
        return signed_in

    def by_provider(self, login: str) -> SignedIn:
        """Begin a session for whom a provider vouches; raises UnknownAccount, never makes one."""
        with self._database.session() as session:
            found = by_login(session, folded(login))
            if found is None or found.disabled_at:
                raise UnknownAccount("单位账号已通过，但这里没有给您开户，请找管理员。")
            return self._begin(session, by_id(session, found.id), OPEN, BY_PROVIDER)

    def change_password(self, account_id: str, old: str, new: str) -> SignedIn:
        """Set a password; every session ends and one begins anew.

        Raises TooManyTries, WrongCredentials, WeakPassword.
        """
        account = self._confirmed(account_id, old)
        passwords.check_strength(new, account.login)
        if old == new:
            raise WeakPassword("新密码和原来的一样，请换一个。")
        kept, now = passwords.hashed(new), self._clock.now()
        with self._database.session() as session:
            row = _unchanged(session, account)
            row.password_hash, row.must_change_password = kept, False
            row.one_time_until = None
            end_all(session, account_id)
            note(session, account_id, now, "password_changed", account_id)
            token = self._sessions.begin(session, account_id, OPEN, BY_PASSWORD)
            return SignedIn(token, staff_of(row))

    def drop_second_factor(self, account_id: str, password: str) -> SignedIn:
        """Turn the second factor off; every session ends and one begins anew.

        Raises TooManyTries, WrongCredentials.
        """
        self._confirmed(account_id, password)
        with self._database.session() as session:
            row = by_id(session, account_id)
            switch_off(session, row, self._clock.now(), account_id)
            token = self._sessions.begin(session, account_id, OPEN, BY_PASSWORD)
            return SignedIn(token, staff_of(row))

    def _confirmed(self, account_id: str, password: str) -> Any:
        """Return the account of somebody signed in who has shown the password once more."""
        with self._database.reading() as session:
            account = by_id(session, account_id)
        self._throttle.charge(account.login, account_id)
        if not passwords.matches(account.password_hash, password):
            raise WrongCredentials("原密码不对。")
        self._throttle.forgive(account.login, account_id)
        return account

    def _check(self, login: str, password: str) -> Any:
        with self._database.reading() as session:
            account = by_login(session, login)
        kept = account.password_hash if account and account.disabled_at is None else None
        right = passwords.matches(kept, password)
        if account is None or not right:
            self._refused(account)
            raise WrongCredentials
        if account.one_time_until and self._clock.now() >= account.one_time_until:
            raise OneTimeExpired
        return account

    def _refused(self, account: Any | None) -> None:
        """Write it down for unknown logins too, so that both take the same time."""
        account_id = account.id if account is not None else None
        with self._database.session() as session:
            note(session, account_id, self._clock.now(), "refused")

    def _begin(self, session: Session, row: Any, stage: str, way: str) -> SignedIn:
        now: datetime = self._clock.now()
        if stage == OPEN:
            row.signed_in_at = now
            note(session, row.id, now, "signed_in", "provider" if way == BY_PROVIDER else row.id)
        token = self._sessions.begin(session, row.id, stage, way)
        return SignedIn(token, staff_of(row), needs_code=stage == CODE)


def _unchanged(session: Session, account: Any) -> Any:
    """Return the locked account, if its password is still the one that was looked at."""
    row = by_id(session, account.id)
    if row.password_hash != account.password_hash or row.disabled_at:
        raise WrongCredentials
    return row
