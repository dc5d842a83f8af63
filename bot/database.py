"""One database for one installation: SQLite to begin with, PostgreSQL when it grows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import BigInteger, DateTime, MetaData, Text, create_engine, event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.orm import Session, declarative_base, sessionmaker
from sqlalchemy.pool import QueuePool, StaticPool
from sqlalchemy.types import TypeDecorator

MIGRATIONS = Path(__file__).parent.parent / "migrations"

# A name for every constraint, so that a migration can say which one it changes.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Base: Any = declarative_base(metadata=MetaData(naming_convention=NAMING))

LARGEST_SUM = Decimal(10**15)
UPGRADE_LOCK = 12378  # any fixed number: processes that start together upgrade one by one


class UtcDateTime(TypeDecorator):
    """A moment: stored as naive UTC, given back aware of UTC; refuses naive values."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; store moments from Clock.now()")
        return value.astimezone(timezone.utc).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.replace(tzinfo=timezone.utc)


class SafeText(TypeDecorator):
    """Text that may come from strangers: drops NUL and lone surrogates, which no database keeps."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        if value is None:
            return None
        return value.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


class Money(TypeDecorator):
    """A sum in CNY: stored as whole fen, given back as Decimal with two places.

    What is larger than any sum of money (10^15) is stored as that.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Any) -> int | None:
        return None if value is None else int(min(value, LARGEST_SUM) * 100)

    def process_result_value(self, value: int | None, dialect: Any) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-2)


class Database:
    """An engine with its pool of held connections; share one between all threads."""

    def __init__(self, url: str, pool_size: int = 10) -> None:
        """Connect lazily to `url` (SQLAlchemy form, sqlite or postgresql+psycopg2)."""
        self.engine = _engine(url, pool_size)
        self._writing = sessionmaker(self.engine, future=True, expire_on_commit=False)
        self._glancing = self.engine.execution_options(sqlite_begin=None)
        self._reading = sessionmaker(
            self.engine.execution_options(sqlite_begin="BEGIN"), future=True, autoflush=False
        )

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Give a session that may write: commits at the end, rolls back on any exception.

        On SQLite it takes the write lock at once, so what was read still holds when writing.
        """
        with self._writing.begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that only looks: it waits for no writer, and nothing it does is kept."""
        with self._reading() as session:
            yield session

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Give `session` without the object mapper, for the few statements of every turn."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def glance(self) -> Iterator[Connection]:
        """Give a connection for one look: each statement sees what is newest then."""
        with self._glancing.connect() as connection:
            yield connection

    def upgrade(self) -> None:
        """Bring the schema to the newest version; safe when several processes start together."""
        with self.engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({UPGRADE_LOCK})")
            config = _alembic()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def is_current(self) -> bool:
        """Tell whether the schema is the one that this code expects."""
        with self.engine.connect() as connection:
            heads = MigrationContext.configure(connection).get_current_heads()
        return set(heads) == set(ScriptDirectory.from_config(_alembic()).get_heads())

    def close(self) -> None:
        """Let go of all held connections."""
        self.engine.dispose()


def _alembic() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _engine(url: str, pool_size: int) -> Engine:
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite(url, pool_size)
    return create_engine(url, future=True, pool_size=pool_size, pool_pre_ping=True)


def _sqlite(url: str, pool_size: int) -> Engine:
    in_memory = make_url(url).database in (None, "", ":memory:")
    pool: dict[str, Any] = (
        {"poolclass": StaticPool} if in_memory else {"poolclass": QueuePool, "pool_size": pool_size}
    )
    engine = create_engine(url, future=True, connect_args={"check_same_thread": False}, **pool)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver would begin transactions only at the first write, and never around DDL.
    connection.isolation_level = None
    for pragma in (
        "journal_mode = WAL",
        "foreign_keys = ON",
        "busy_timeout = 10000",
        "synchronous = NORMAL",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    begin = connection.get_execution_options().get("sqlite_begin", "BEGIN IMMEDIATE")
    if begin:
        connection.connection.execute(begin)
