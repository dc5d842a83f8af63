from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.calendar.clock import FixedClock
from bot.database import Database
from bot.evidence.service import Evidence
from bot.evidence.views import Place
from bot.intake.draft import Draft
from bot.intake.drafts import Drafts
from bot.intake.handing_in import handed_in_as
from bot.privacy.encryption import Cipher
from bot.tickets.service import Tickets
from tests.tickets.conftest import MakeComplaint, clock, complaint, tickets

__all__ = ["clock", "complaint", "tickets"]

Register = Callable[..., str]
TALK = Place("consumer", "talk-1")


@pytest.fixture
def evidence(database: Database, cipher: Cipher, clock: FixedClock) -> Evidence:
    return Evidence(database, clock)


@pytest.fixture
def drafts(database: Database, cipher: Cipher, clock: FixedClock) -> Drafts:
    return Drafts(database, clock)


@pytest.fixture
def draft(drafts: Drafts) -> Draft:
    """What is being told in the conversation talk-1."""
    told = Draft(institution="工商银行", intent="complain_fees")
    drafts.save("talk-1", told)
    return told


@pytest.fixture
def register(tickets: Tickets, drafts: Drafts, complaint: MakeComplaint) -> Register:
    """Register what was told in a conversation, as the dialogue does; returns the number."""

    def registered(told: Draft, conversation: str = "talk-1", **changes: object) -> str:
        key = handed_in_as(conversation, told)
        changes = {"conversation_id": conversation, "idempotency_key": key, **changes}
        ticket = tickets.register(complaint(**changes), "bot")
        drafts.save(conversation, told, is_open=False)
        return ticket.number

    return registered


@pytest.fixture
def number(register: Register, draft: Draft) -> str:
    """A ticket of the conversation talk-1."""
    return register(draft)
