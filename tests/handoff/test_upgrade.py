"""An installation that had a queue before there was a desk keeps everybody in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from bot.database import MIGRATIONS, Database

BEFORE, QUEUE = "0004", "0005"
ROWS = (
    ("waits", "waiting", True, None, None),
    ("promised", "waiting", True, "2026-09-24 05:00:00", None),
    ("talks", "accepted", True, None, "agent:3"),
    ("left", "cancelled", False, None, None),
)
OLD = "INSERT INTO handoffs (conversation_id, state, is_open, reason, skill, priority, in_hours, "
OLD += "requested_at, callback_at, accepted_by) VALUES (:name, :state, :open, 'asked', 'bank', 1, "
OLD += ":in_hours, '2026-09-24 02:00:00', :callback_at, :agent)"


def migrate(database: Database, change: Callable[[Config, str], None], to: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        change(config, to)


def kept(database: Database, columns: str) -> dict[str, tuple[Any, ...]]:
    with database.engine.connect() as connection:
        rows = connection.execute(text(f"SELECT conversation_id, {columns} FROM handoffs"))
        return {row[0]: tuple(row[1:]) for row in rows}


def test_who_waited_still_does_and_promises_are_kept(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    migrate(database, command.upgrade, BEFORE)
    with database.engine.begin() as connection:
        for name, state, is_open, at, agent in ROWS:
            row = {"name": name, "state": state, "open": is_open, "in_hours": at is None}
            connection.execute(text(OLD), row | {"callback_at": at, "agent": agent})
    migrate(database, command.upgrade, QUEUE)
    states = {name: state for name, (state,) in kept(database, "state").items()}
    assert states == {
        "waits": "waiting",
        "promised": "callback",
        "talks": "accepted",
        "left": "cancelled",
    }
    ranks = {name: str(rank)[:19] for name, (rank,) in kept(database, "rank_at").items()}
    assert ranks["waits"] == "2026-09-24 02:00:00"
    assert ranks["promised"] == "2026-09-24 05:00:00"
    migrate(database, command.downgrade, BEFORE)
    assert {name: state for name, (state,) in kept(database, "state").items()} == {
        name: state for name, state, *_ in ROWS
    }
    migrate(database, command.upgrade, QUEUE)
    assert kept(database, "state")["promised"] == ("callback",)
    database.close()
