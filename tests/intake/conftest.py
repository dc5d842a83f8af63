from __future__ import annotations

from datetime import datetime, timezone

import pytest

from bot.calendar.clock import FixedClock
from bot.database import Database
from bot.directory.directory import Directory
from bot.intake.drafts import Drafts
from bot.privacy.encryption import Cipher
from bot.profile import Profile, load_profile


@pytest.fixture(scope="session")
def directory() -> Directory:
    return Directory.load()


@pytest.fixture(scope="session")
def profile() -> Profile:
    return load_profile("nfra-12378")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 23, 2, 0, tzinfo=timezone.utc))


@pytest.fixture
def drafts(database: Database, cipher: Cipher, clock: FixedClock) -> Drafts:
    return Drafts(database, clock)
