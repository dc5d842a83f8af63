"""An installation with conversations is brought up to date without losing any."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from bot.database import MIGRATIONS, Database

BEFORE, AFTER = "0005", "0006"
NOW = datetime(2026, 11, 23, 10, 0)
CONVERSATION = text(
    "INSERT INTO conversations (id, channel, owner, language, preferences, silences, last_seq,"
    " started_at, last_at) VALUES ('c', 'chat', 'bot', 'zh-Hans', '{}', 0, 2, :now, :now)"
)
TURN = text(
    "INSERT INTO turns (conversation_id, key, event, text, shown, received_at)"
    " VALUES ('c', 'k', 'text', :sealed, :sealed, :now)"
)


def _migrate(database: Database, to: str, *, back: bool = False) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if back else command.upgrade)(config, to)


@pytest.fixture
def old(empty_database_url: str) -> Iterator[Database]:
    """A database as it was before people spoke, with a conversation and its turn."""
    database = Database(empty_database_url)
    _migrate(database, BEFORE)
    with database.engine.begin() as connection:
        connection.execute(CONVERSATION, {"now": NOW})
        connection.execute(TURN, {"now": NOW, "sealed": b"sealed"})
    yield database
    database.close()


def _turns(database: Database) -> list[str]:
    with database.engine.connect() as connection:
        return list(connection.execute(text("SELECT key FROM turns")).scalars())


def test_turns_stay_on_the_way_up_and_down(old: Database) -> None:
    _migrate(old, AFTER)
    assert _turns(old) == ["k"]
    _migrate(old, BEFORE, back=True)
    assert _turns(old) == ["k"]
    with old.engine.connect() as connection:
        owner = connection.execute(text("SELECT owner FROM conversations")).scalar_one()
    assert owner == "bot"
