"""Accounts over an empty database, at a moment that the tests move."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from argon2 import PasswordHasher

from bot.accounts import passwords
from bot.accounts.service import Accounts
from bot.calendar.clock import FixedClock
from bot.database import Database
from bot.privacy.encryption import Cipher
from tests.accounts.staff import Person, hire


@pytest.fixture
def clock() -> FixedClock:
    """A Monday morning, nine o'clock in Shanghai."""
    return FixedClock(datetime(2026, 11, 23, 1, 0, tzinfo=timezone.utc))


@pytest.fixture
def accounts(database: Database, cipher: Cipher, clock: FixedClock) -> Accounts:
    """No account yet."""
    return Accounts(database, cipher, clock)


@pytest.fixture
def agent(accounts: Accounts) -> Person:
    """An agent who has changed the one-time password."""
    return hire(accounts, login="li.xiao")


@pytest.fixture
def administrator(accounts: Accounts) -> Person:
    """An administrator, without a second factor so far."""
    return hire(accounts, "administrator", login="boss", name="陈一")


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing that takes no time: how long it really takes is what test_passwords.py looks at."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(1, 8, 1))
