from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import pytest

from bot.calendar.clock import FixedClock
from bot.calendar.working_days import WorkingCalendar
from bot.database import Database
from bot.privacy.encryption import Cipher
from bot.profile import load_profile
from bot.tickets.complaint import Complaint
from bot.tickets.service import Tickets

MakeComplaint = Callable[..., Complaint]


@pytest.fixture
def clock() -> FixedClock:
    # A Thursday noon in Shanghai, before the Mid-Autumn and National Day holidays of 2026.
    return FixedClock(datetime(2026, 9, 24, 4, 0, tzinfo=timezone.utc))


@pytest.fixture
def tickets(database: Database, cipher: Cipher, clock: FixedClock) -> Tickets:
    return Tickets(database, load_profile("nfra-12378"), WorkingCalendar.load(), clock)


@pytest.fixture
def credit_tickets(database: Database, cipher: Cipher, clock: FixedClock) -> Tickets:
    return Tickets(database, load_profile("pbc-12363"), WorkingCalendar.load(), clock)


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
