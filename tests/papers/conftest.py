from __future__ import annotations

import pytest

from bot.calendar.clock import FixedClock
from bot.database import Database
from bot.papers.service import Papers
from bot.privacy.encryption import Cipher
from bot.profile import load_profile
from bot.tickets.service import Tickets
from tests.tickets.conftest import MakeComplaint, clock, complaint, tickets

__all__ = ["clock", "complaint", "tickets"]


@pytest.fixture
def papers(database: Database, cipher: Cipher, clock: FixedClock) -> Papers:
    return Papers(database, load_profile("nfra-12378"), clock)


@pytest.fixture
def number(tickets: Tickets, complaint: MakeComplaint) -> str:
    """A ticket that has just been registered."""
    return tickets.register(complaint(), "bot").number
