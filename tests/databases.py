"""Databases for tests: SQLite always, PostgreSQL where a server is named."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from bot.database import Database

POSTGRES = "XIAOBAO_TEST_POSTGRES"
KINDS = ("sqlite", "postgresql")
NOTHING = "template1"  # PostgreSQL's own


@contextmanager
def empty_database(kind: str, directory: Path) -> Iterator[str]:
    """Give the URL of a database without a table; on PostgreSQL it is dropped afterwards.

    Skips the test where there is no PostgreSQL server.
    """
    if kind == "sqlite":
        yield f"sqlite:///{directory / 'test.db'}"
    else:
        with _own_database(_server(), NOTHING) as url:
            yield url


@contextmanager
def new_database(kind: str, directory: Path) -> Iterator[str]:
    """Give the URL of a database as `empty_database` does, with the newest schema and no row."""
    if kind == "sqlite":
        yield new_file(directory)
    else:
        with _own_database(_server(), _migrated_template(_server())) as url:
            yield url


def new_file(directory: Path) -> str:
    """Make a SQLite database with the newest schema and no row; return its URL."""
    file = directory / "test.db"
    shutil.copy(_migrated_file(), file)
    return f"sqlite:///{file}"


def _server() -> str:
    if not os.environ.get(POSTGRES):
        pytest.skip(f"{POSTGRES} holds no URL of a PostgreSQL server")
    return os.environ[POSTGRES]


@cache
def _migrated_file() -> Path:
    # Once in a process: to migrate takes two hundred times as long as to copy.
    directory = Path(tempfile.mkdtemp(prefix="xiaobao-schema-"))
    atexit.register(shutil.rmtree, directory)
    file = directory / "newest.db"
    _upgrade(f"sqlite:///{file}")
    return file


@cache
def _migrated_template(server: str) -> str:
    template = f"schema_{uuid.uuid4().hex}"
    _command(server, f"CREATE DATABASE {template}")
    atexit.register(_command, server, f"DROP DATABASE {template}")
    _upgrade(_url_of(server, template))
    return template


def _upgrade(url: str) -> None:
    database = Database(url)
    database.upgrade()
    database.close()


@contextmanager
def _own_database(server: str, template: str) -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    _command(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield _url_of(server, name)
    finally:
        _command(server, f"DROP DATABASE {name} WITH (FORCE)")


def _url_of(server: str, database: str) -> str:
    return make_url(server).set(database=database).render_as_string(hide_password=False)


def _command(server: str, words: str) -> None:
    engine = create_engine(server, future=True, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(words)
    engine.dispose()
