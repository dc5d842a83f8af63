"""The whole house over an empty database, on a Monday morning."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.calendar.clock import FixedClock
from bot.hotline import Hotline
from tests.accounts.conftest import quick_hashes
from tests.conversation.talk import MONDAY_MORNING, clock_at, hotline_at
from tests.desk.house import Colleague, Consumer, House, open_house

__all__ = ["quick_hashes"]


@pytest.fixture
def clock() -> FixedClock:
    """Ten o'clock on a Monday in Shanghai."""
    return clock_at(MONDAY_MORNING)


@pytest.fixture
def hotline(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Hotline]:
    """The hotline; its clock is moved by the tests."""
    with hotline_at(database_url, tmp_path, clock) as opened:
        yield opened


@pytest.fixture(autouse=True)
def nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages wait until what they read is new; tests do not."""
    monkeypatch.setattr("bot.desk.queue_board.KEPT", 0.0)


@pytest.fixture
async def house(hotline: Hotline, quick_hashes: None) -> AsyncIterator[House]:
    """The server."""
    async with open_house(hotline) as opened:
        yield opened


@pytest.fixture
def li(house: House) -> Colleague:
    """An agent at the desk."""
    return house.colleague("agent", name="李晓", skills=("bank",)).arrive("bank")


@pytest.fixture
def wang(house: House) -> Colleague:
    """Another agent at the desk."""
    return house.colleague("agent", name="王芳", skills=("bank",)).arrive("bank")


@pytest.fixture
def chen(house: House) -> Colleague:
    """A supervisor at the desk."""
    return house.colleague("supervisor", name="陈静").arrive("bank")


@pytest.fixture
async def consumer(house: House) -> Consumer:
    """Somebody who has told the bot of a fee."""
    consumer = await house.consumer()
    consumer.tell()
    return consumer
