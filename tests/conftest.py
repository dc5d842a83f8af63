"""What tests of several packages share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from bot.database import Database
from bot.privacy.encryption import Cipher, use_cipher
from tests.databases import KINDS, empty_database, new_database

# How long one example may take depends on what else the machine does: that is no finding.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


@pytest.fixture(params=KINDS)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without a table."""
    with empty_database(request.param, tmp_path) as url:
        yield url


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with the newest schema and no row."""
    with new_database(request.param, tmp_path) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with the newest schema and no row."""
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def cipher() -> Iterator[Cipher]:
    """The cipher in use during the test."""
    cipher = Cipher(bytes(range(32)))
    use_cipher(cipher)
    yield cipher
    use_cipher(None)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Files are too long for names, and some are made anew in every process."""
    return argname if isinstance(val, bytes) else None
