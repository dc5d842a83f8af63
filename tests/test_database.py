from __future__ import annotations

import threading
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Integer, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import declarative_base

from bot.database import Base as OurBase
from bot.database import Database, Money, SafeText, UtcDateTime
from bot.handoff.models import Handoff
from bot.privacy.encryption import Cipher

Base: Any = declarative_base()
MODELS = sorted(
    ".".join(path.with_suffix("").parts)
    for pattern in ("bot/*/models.py", "bot/practice_marks.py")
    for path in Path().glob(pattern)
)
SHANGHAI = timezone(timedelta(hours=8))


class Thing(Base):
    __tablename__ = "things"

    id = Column(Integer, primary_key=True)
    at = Column(UtcDateTime)
    said = Column(SafeText)
    paid = Column(Money)


@pytest.fixture
def things(database_url: str) -> Any:
    database = Database(database_url)
    Base.metadata.create_all(database.engine)
    yield database
    database.close()


def count(database: Database) -> int:
    with database.reading() as session:
        return len(session.execute(select(Thing.id)).all())


def test_a_session_keeps_what_was_done(things: Database) -> None:
    with things.session() as session:
        session.add(Thing(id=1))
    assert count(things) == 1


def test_an_exception_undoes_everything(things: Database) -> None:
    with pytest.raises(KeyError), things.session() as session:
        session.add(Thing(id=1))
        session.flush()
        raise KeyError
    assert count(things) == 0


def test_reading_keeps_nothing(things: Database) -> None:
    with things.reading() as session:
        session.execute(insert(Thing).values(id=1))
    assert count(things) == 0


def test_objects_can_be_used_after_the_session(things: Database) -> None:
    with things.session() as session:
        thing = Thing(id=1, said="x")
        session.add(thing)
    assert thing.said == "x"


def test_moments_come_back_aware_of_utc(things: Database) -> None:
    noon = datetime(2026, 11, 21, 12, 0, tzinfo=SHANGHAI)
    with things.session() as session:
        session.add(Thing(id=1, at=noon))
    with things.reading() as session:
        stored = session.execute(select(Thing.at)).scalar_one()
        raw = session.execute(text("SELECT at FROM things")).scalar_one()
    assert stored == noon and stored.tzinfo is timezone.utc
    assert "04:00:00" in str(raw)


def test_a_moment_without_a_zone_is_refused(things: Database) -> None:
    with pytest.raises(StatementError, match="no time zone"), things.session() as session:
        session.add(Thing(id=1, at=datetime(2026, 11, 21)))


@pytest.mark.parametrize(
    ("said", "kept"),
    [("空\x00字节", "空字节"), ("坏\ud800的", "坏的"), ("😀", "😀"), ("", ""), (None, None)],
)
def test_texts_of_strangers_can_be_stored(
    things: Database, said: str | None, kept: str | None
) -> None:
    with things.session() as session:
        session.add(Thing(id=1, said=said))
    with things.reading() as session:
        assert session.execute(select(Thing.said)).scalar_one() == kept


@pytest.mark.parametrize(
    ("paid", "kept"),
    [
        ("360", "360.00"),
        ("0.01", "0.01"),
        ("52000.999", "52000.99"),
        ("1e40", "1000000000000000.00"),
        (None, None),
    ],
)
def test_sums_are_exact(things: Database, paid: str | None, kept: str | None) -> None:
    with things.session() as session:
        session.add(Thing(id=1, paid=paid and Decimal(paid)))
    with things.reading() as session:
        stored = session.execute(select(Thing.paid)).scalar_one()
    assert (stored and str(stored)) == kept


def test_what_is_read_before_writing_still_holds_on_sqlite(tmp_path: Path) -> None:
    """Threads that each read the highest number and write the next lose none."""
    things = Database(f"sqlite:///{tmp_path / 'test.db'}")
    Base.metadata.create_all(things.engine)

    def add_one() -> None:
        for _ in range(5):
            with things.session() as session:
                highest = session.execute(text("SELECT coalesce(max(id), 0) FROM things"))
                session.add(Thing(id=highest.scalar_one() + 1))

    threads = [threading.Thread(target=add_one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(things) == 20
    things.close()


def test_readers_do_not_wait_for_a_writer(things: Database) -> None:
    with things.session() as session:
        session.add(Thing(id=1))
        session.flush()
        assert count(things) == 0
    assert count(things) == 1


def test_sqlite_is_set_up_for_a_server(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    with database.engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        }
    assert pragmas == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "busy_timeout": 10000,
        "synchronous": 1,
    }
    database.close()


def test_a_database_in_memory_is_one_for_all_threads() -> None:
    database = Database("sqlite://")
    Base.metadata.create_all(database.engine)
    with database.session() as session:
        session.add(Thing(id=1))
    counted: list[int] = []
    thread = threading.Thread(target=lambda: counted.append(count(database)))
    thread.start()
    thread.join()
    assert counted == [1]


def test_upgrading_makes_an_empty_database_current(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    assert not database.is_current()
    database.upgrade()
    assert database.is_current()
    database.upgrade()
    assert database.is_current()
    database.close()


def test_processes_that_start_together_upgrade_once(empty_database_url: str) -> None:
    failed: list[BaseException] = []

    def upgrade() -> None:
        database = Database(empty_database_url)
        try:
            database.upgrade()
        except BaseException as error:
            failed.append(error)
        database.close()

    threads = [threading.Thread(target=upgrade) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    database = Database(empty_database_url)
    assert database.is_current()
    database.close()


def test_the_migrations_make_the_tables_of_the_models(database: Database) -> None:
    ours = {
        model.__tablename__
        for module in map(import_module, MODELS)
        for model in vars(module).values()
        if isinstance(model, type) and issubclass(model, OurBase) and model is not OurBase
    }

    def is_ours(item: Any, name: str, kind: str, *_: object) -> bool:
        return (name if kind == "table" else item.table.name) in ours

    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": is_ours, "compare_type": False}
        )
        assert compare_metadata(context, OurBase.metadata) == []
        assert ours <= set(inspect(connection).get_table_names())


def test_one_open_handoff_per_conversation_whoever_writes(
    database: Database,
    cipher: Cipher,
) -> None:
    row = {
        "conversation_id": "one",
        "state": "waiting",
        "reason": "asked",
        "skill": "bank",
        "priority": 0,
        "in_hours": True,
        "requested_at": datetime(2026, 11, 21, tzinfo=timezone.utc),
    }
    with database.engine.begin() as connection:
        connection.execute(insert(Handoff), [row | {"state": "done", "is_open": False}] * 2)
        connection.execute(insert(Handoff), row | {"is_open": True})
    with pytest.raises(IntegrityError), database.engine.begin() as connection:
        connection.execute(insert(Handoff), row | {"is_open": True})
