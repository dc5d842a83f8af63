"""A house over an empty database, at a moment that the tests move."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest

from bot.calendar.clock import FixedClock
from bot.database import Database
from bot.privacy.encryption import Cipher
from tests.databases import new_database
from tests.institutions.house import House
from tests.institutions.receiver import Receiver


@pytest.fixture
def clock() -> FixedClock:
    """A Thursday noon in Shanghai, before the Mid-Autumn and National Day holidays of 2026."""
    return FixedClock(datetime(2026, 9, 24, 4, 0, tzinfo=timezone.utc))


@pytest.fixture
def house(database: Database, cipher: Cipher, clock: FixedClock, tmp_path: Path) -> House:
    """Services without any ticket."""
    return House.open(database, cipher, clock, tmp_path)


@pytest.fixture
def postgres_house(cipher: Cipher, clock: FixedClock, tmp_path: Path) -> Iterator[House]:
    """Services over PostgreSQL, where acts really go on at the same time."""
    with new_database("postgresql", tmp_path) as url:
        database = Database(url)
        yield House.open(database, cipher, clock, tmp_path)
        database.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A program of an institution that takes webhooks, on this computer."""
    with Receiver() as running:
        yield running
