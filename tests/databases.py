"""Empty databases for tests: SQLite always, PostgreSQL where a server is named."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

POSTGRES = "XIAOBAO_TEST_POSTGRES"
KINDS = ("sqlite", "postgresql")


@contextmanager
def empty_database(kind: str, directory: Path) -> Iterator[str]:
    """Give the URL of an empty database; on PostgreSQL a schema of its own, dropped afterwards.

    Skips the test where there is no PostgreSQL server.
    """
    if kind == "sqlite":
        yield f"sqlite:///{directory / 'test.db'}"
    elif not os.environ.get(POSTGRES):
        pytest.skip(f"{POSTGRES} holds no URL of a PostgreSQL server")
    else:
        with _own_schema(os.environ[POSTGRES]) as url:
            yield url


@contextmanager
def _own_schema(url: str) -> Iterator[str]:
    schema = f"test_{uuid.uuid4().hex}"
    engine = create_engine(url, future=True)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    options = {"options": f"-csearch_path={schema}"}
    try:
        yield make_url(url).update_query_dict(options).render_as_string(hide_password=False)
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
        engine.dispose()
