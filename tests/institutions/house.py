"""A house with tickets of two banks, for tests of what lies between it and institutions."""

from __future__ import annotations

import itertools
import uuid
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from bot.accounts.models import Account
from bot.accounts.rows import staff_of
from bot.accounts.service import Accounts
from bot.accounts.staff import Staff
from bot.calendar.clock import Clock, FixedClock
from bot.calendar.working_days import WorkingCalendar
from bot.database import Database
from bot.institutions.officer import Officer, officer_of
from bot.institutions.service import Institutions, open_institutions
from bot.privacy.encryption import Cipher
from bot.profile import Profile, load_profile
from bot.settings import Settings
from bot.tickets.complaint import Complaint
from bot.tickets.contents import Answer
from bot.tickets.service import Tickets

AGENT, SUPERVISOR, REVIEWER = "agent:3", "supervisor:1", "reviewer:2"
LOOPBACK = ("127.0.0.0/8",)
NARRATIVE = "年费没告诉我就扣了三百六，找王经理也不理"
ANSWER = Answer(
    findings="经查，年费于9月1日扣收三百六十元，开卡时未见告知记录。",
    reasons="依据领用合约第八条，年费应当事先告知。",
    remedies=("review", "mediation", "litigation"),
    remedy_words="收到之日起三十日内可向省分行申请核查。",
)
_keys = (f"matter-{n}" for n in itertools.count(1))


def complaint(**changes: Any) -> Complaint:
    """Return a complaint about ICBC that differs from a usual one in what is named."""
    key = next(_keys)
    values: dict[str, Any] = {
        "kind": "complaint",
        "intent": "complain_fees",
        "institution_id": "icbc",
        "institution_name": "工商银行",
        "branch": "昌平支行",
        "narrative": NARRATIVE,
        "demands": ("refund",),
        "demand_text": "把年费退给我",
        "product": "信用卡",
        "amount": Decimal("360.00"),
        "occurred": "2026-09-01",
        "person_name": "王建国",
        "phone": "13800138000",
        "id_number": "310101199001010018",
        "channel": "chat",
        "conversation_id": f"conversation-{key}",
        "idempotency_key": key,
        "emotion": "calm",
        "elderly": False,
    }
    return Complaint(**(values | changes))


@dataclass
class House:
    """All services that institutions meet."""

    database: Database
    clock: Clock
    accounts: Accounts
    tickets: Tickets
    institutions: Institutions

    @classmethod
    def open(cls, database: Database, cipher: Cipher, clock: Clock, var: Path) -> House:
        """Put the services together as an installation does that lets webhooks reach loopback."""
        settings = Settings.from_environment({"XIAOBAO_VAR": str(var)})
        settings = replace(settings, webhook_networks=LOOPBACK)
        profile, calendar = _profile(), _calendar()
        accounts = Accounts(database, cipher, clock)
        between = open_institutions(settings, database, profile, calendar, clock, cipher, accounts)
        tickets = Tickets(database, profile, calendar, clock)
        return cls(database, clock, accounts, tickets, between)

    def register(self, **changes: Any) -> str:
        """Register a complaint of a new person and return its number."""
        person = {"phone": f"138{next(_phones):08d}", "id_number": None}
        return self.tickets.register(complaint(**(person | changes)), "bot").number

    def forwarded(self, **changes: Any) -> str:
        """Return the number of a complaint that is with its institution."""
        return self.tickets.forward(self.register(**changes), AGENT).number

    def hire(
        self,
        institution_id: str | None = "icbc",
        branch: str | None = None,
        role: str = "institution",
        name: str = "李晓",
    ) -> Staff:
        """Take somebody on, without the slow work that a password is."""
        number = next(_desk_numbers)
        row = Account(
            id=uuid.uuid4().hex,
            login=f"person{number}",
            name=name,
            role=role,
            institution_id=institution_id,
            branch=branch,
            skills=[],
            desk_number=number,
            password_hash="none",
            must_change_password=False,
            last_step=0,
            created_at=self.clock.now(),
        )
        with self.database.session() as session:
            session.add(row)
        return staff_of(row)

    def officer(self, institution_id: str = "icbc", branch: str | None = None) -> Officer:
        """Take on an officer, and return the acting one."""
        return officer_of(self.hire(institution_id, branch))

    @property
    def fixed(self) -> FixedClock:
        """Return the clock of tests that move it."""
        assert isinstance(self.clock, FixedClock)
        return self.clock


_phones = itertools.count(1)
_desk_numbers = itertools.count(1)


@cache
def _profile() -> Profile:
    return load_profile("nfra-12378")


@cache
def _calendar() -> WorkingCalendar:
    return WorkingCalendar.load()
