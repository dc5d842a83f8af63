from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import inspect
from sqlalchemy.engine import Connection

from bot.calendar.clock import FixedClock
from bot.calendar.working_days import WorkingCalendar
from bot.database import Base, Database
from bot.life_profile import Step
from bot.privacy.encryption import Cipher
from bot.tickets.complaint import Complaint
from bot.tickets.service import Tickets
from tests.databases import KINDS, new_database
from tests.tickets.people import AGENT, ANSWER, ICBC, profile_of

MakeComplaint = Callable[..., Complaint]


@pytest.fixture
def clock() -> FixedClock:
    # A Thursday noon in Shanghai, before the Mid-Autumn and National Day holidays of 2026.
    return FixedClock(datetime(2026, 9, 24, 4, 0, tzinfo=timezone.utc))


@pytest.fixture
def tickets(database: Database, cipher: Cipher, clock: FixedClock) -> Tickets:
    return Tickets(database, profile_of("nfra-12378"), WorkingCalendar.load(), clock)


@pytest.fixture
def credit_tickets(database: Database, cipher: Cipher, clock: FixedClock) -> Tickets:
    return Tickets(database, profile_of("pbc-12363"), WorkingCalendar.load(), clock)


@pytest.fixture
def complaint() -> MakeComplaint:
    """Make complaints that differ from a usual one in what is named."""
    made = iter(range(1000))

    def make(**changes: Any) -> Complaint:
        values: dict[str, Any] = {
            "kind": "complaint",
            "intent": "complain_fees",
            "institution_id": "icbc",
            "institution_name": "工商银行",
            "branch": "昌平支行",
            "narrative": "年费没告诉我就扣了三百六",
            "demands": ("refund",),
            "demand_text": "把年费退给我",
            "product": "信用卡",
            "amount": Decimal("360.00"),
            "occurred": "2026-09-01",
            "person_name": "王建国",
            "phone": "13800138000",
            "id_number": None,
            "channel": "chat",
            "conversation_id": "conversation-1",
            "idempotency_key": f"key-{next(made)}",
            "emotion": "calm",
            "elderly": False,
        }
        return Complaint(**(values | changes))

    return make


@pytest.fixture
def number(tickets: Tickets, complaint: MakeComplaint) -> str:
    """A registered complaint."""
    return tickets.register(complaint(), "bot").number


@pytest.fixture
def forwarded(tickets: Tickets, number: str) -> str:
    """A complaint that is with its institution."""
    return tickets.forward(number, AGENT).number


@pytest.fixture
def answered(tickets: Tickets, forwarded: str) -> str:
    """A complaint that its institution has answered."""
    return tickets.answer(forwarded, ANSWER, ICBC).number


@pytest.fixture
def report(tickets: Tickets, complaint: MakeComplaint) -> str:
    """A report of a violation."""
    return tickets.register(complaint(kind="report", intent="report_violation"), "bot").number


@pytest.fixture
def ladder_tickets(database: Database, cipher: Cipher, clock: FixedClock) -> Tickets:
    """The tickets of a house that has a ladder of its own: three days, two days, one day."""
    profile = profile_of("nfra-12378")
    steps = (
        Step("outlet", "网点负责人", 3, "natural", "本行规定"),
        Step("operations", "运营主管", 2, "working", "本行规定"),
        Step("president", "行长", 1, "natural", "本行规定"),
    )
    life = replace(profile.life, ladder=steps)
    return Tickets(database, replace(profile, life=life), WorkingCalendar.load(), clock)


@pytest.fixture(scope="session", params=KINDS)
def migrated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A database with the newest schema, made once: these tests are many."""
    with new_database(request.param, tmp_path_factory.mktemp("tickets")) as url:
        database = Database(url)
        yield database
        database.close()


@pytest.fixture
def database(migrated: Database) -> Database:
    """The database without a row: those that keep events from being deleted step aside."""
    with migrated.engine.begin() as connection:
        there = set(inspect(connection).get_table_names())
        tables = [
            table.name for table in reversed(Base.metadata.sorted_tables) if table.name in there
        ]
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"TRUNCATE {', '.join(tables)} CASCADE")
        else:
            _empty(connection, tables)
    return migrated


def _empty(connection: Connection, tables: list[str]) -> None:
    triggers = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    ).all()
    for name, _sql in triggers:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    for table in tables:
        connection.exec_driver_sql(f"DELETE FROM {table}")
    for _name, sql in triggers:
        connection.exec_driver_sql(sql)
