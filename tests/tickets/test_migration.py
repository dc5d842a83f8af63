"""Tickets that were there before the life of tickets was: nothing of them is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from bot.database import Database, _alembic
from bot.privacy.encryption import Cipher
from tests.databases import KINDS, empty_database
from tests.tickets.hammering import tickets_over
from tests.tickets.people import AGENT, ANSWER, ICBC

BEFORE, AFTER = "0006", "0007"
TICKET = """
INSERT INTO tickets (id, number, conversation_id, profile, kind, intent, channel, state, is_open,
  risk, registered_at, institution_id, institution_name, demands, elderly, repeats, urges)
VALUES (1, '2611053901', 'c', 'nfra-12378', 'complaint', 'complain_fees', 'chat', 'in_progress',
  :yes, 1, '2026-09-01 04:00:00.000000', 'icbc', '工商银行', '[]', :no, 0, 2)
"""
EVENT = """
INSERT INTO ticket_events (id, ticket_id, at, actor, kind, old_state, new_state)
VALUES (:id, 1, :at, 'agent:3', :kind, :old, :new)
"""
EVENTS: list[dict[str, Any]] = [
    {
        "id": 1,
        "at": "2026-09-01 04:00:00.000000",
        "kind": "registered",
        "old": None,
        "new": "registered",
    },
    {
        "id": 2,
        "at": "2026-09-02 04:00:00.000000",
        "kind": "moved",
        "old": "registered",
        "new": "forwarded",
    },
    {
        "id": 3,
        "at": "2026-09-03 04:00:00.000000",
        "kind": "moved",
        "old": "forwarded",
        "new": "in_progress",
    },
]
DEADLINE = """
INSERT INTO ticket_deadlines
  (id, ticket_id, name, since, day, provisional, law, met_by, set_at, met)
VALUES (1, 1, 'answer', '2026-09-02', '2026-09-17', :no, '办法', '["answered"]',
  '2026-09-02 04:00:00.000000', :no)
"""


@pytest.fixture(params=KINDS)
def old(request: pytest.FixtureRequest, tmp_path: Path, cipher: Cipher) -> Iterator[Database]:
    """A database of the version before, with a ticket that is under way."""
    with empty_database(request.param, tmp_path) as url:
        database = Database(url)
        migrate(database, command.upgrade, BEFORE)
        with database.engine.begin() as connection:
            connection.execute(text(TICKET), {"yes": True, "no": False})
            connection.execute(text(EVENT), EVENTS)
            connection.execute(text(DEADLINE), {"no": False})
        yield database
        database.close()


def migrate(database: Database, way: Any, revision: str) -> None:
    with database.engine.begin() as connection:
        config = _alembic()
        config.attributes["connection"] = connection
        way(config, revision)


def test_a_ticket_under_way_lives_on(old: Database) -> None:
    old.upgrade()
    if old.engine.dialect.name == "postgresql":
        with old.engine.begin() as connection:  # the rows above chose their own ids
            for table in ("tickets", "ticket_events", "ticket_deadlines"):
                connection.exec_driver_sql(f"SELECT setval('{table}_id_seq', 100)")
    tickets = tickets_over(old)
    view = tickets.find("2611053901")
    assert (view.state, view.urges, view.open_urges) == ("in_progress", 2, 2)
    assert view.forwarded_at is not None and view.forwarded_at.day == 2
    assert view.acknowledged_at is not None and view.acknowledged_at.day == 3
    assert view.answered_at is None and set(view.deadlines) == {"answer"}
    assert len(tickets.events(view.number)) == 3
    assert tickets.visible(view.number, "icbc") == view
    assert tickets.answer(view.number, ANSWER, ICBC).state == "answered"
    assert tickets.close(view.number, "", AGENT).state == "closed"


def test_events_are_still_final(old: Database) -> None:
    migrate(old, command.upgrade, AFTER)
    for attempt in ("UPDATE ticket_events SET about = 'x'", "DELETE FROM ticket_events"):
        with pytest.raises(DBAPIError, match="final"), old.engine.begin() as connection:
            connection.execute(text(attempt))


def test_there_is_a_way_back(old: Database) -> None:
    before = columns(old)
    migrate(old, command.upgrade, AFTER)
    assert "ticket_answers" in columns(old) and columns(old)["tickets"] > before["tickets"]
    migrate(old, command.downgrade, BEFORE)
    assert columns(old) == before
    with old.reading() as session:
        assert session.execute(text("SELECT count(*) FROM ticket_events")).scalar_one() == 3
    migrate(old, command.upgrade, AFTER)


def columns(database: Database) -> dict[str, set[str]]:
    looking = inspect(database.engine)
    return {
        table: {column["name"] for column in looking.get_columns(table)}
        for table in looking.get_table_names()
    }
