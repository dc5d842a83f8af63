"""What tests of several packages share."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from bot.database import Database
from bot.privacy.encryption import Cipher, use_cipher

POSTGRES = "XIAOBAO_TEST_POSTGRES"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database; on PostgreSQL a schema of its own that is dropped again."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'test.db'}"
    elif not os.environ.get(POSTGRES):
        pytest.skip(f"{POSTGRES} holds no URL of a PostgreSQL server")
    else:
        yield from _own_schema(os.environ[POSTGRES])


def _own_schema(url: str) -> Iterator[str]:
    schema = f"test_{uuid.uuid4().hex}"
    engine = create_engine(url, future=True)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    options = {"options": f"-csearch_path={schema}"}
    yield make_url(url).update_query_dict(options).render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
    engine.dispose()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with the newest schema."""
    database = Database(database_url)
    database.upgrade()
    yield database
    database.close()


@pytest.fixture
def cipher() -> Iterator[Cipher]:
    """The cipher in use during the test."""
    cipher = Cipher(bytes(range(32)))
    use_cipher(cipher)
    yield cipher
    use_cipher(None)
