"""A hotline over a fresh database, and someone to talk with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.dialogue.rasa_agent import RasaAgent
from bot.hotline import Hotline
from tests.conversation.model import the_agent
from tests.conversation.talk import MONDAY_MORNING, Talk, clock_at, hotline_at


@pytest.fixture(scope="session")
def agent() -> RasaAgent:
    return the_agent()


@pytest.fixture
def hotline(database_url: str, tmp_path: Path) -> Iterator[Hotline]:
    with hotline_at(database_url, tmp_path, clock_at(MONDAY_MORNING)) as opened:
        yield opened


@pytest.fixture
async def talk(hotline: Hotline, agent: RasaAgent) -> Talk:
    """A consumer in the web chat who has read the greeting."""
    consumer = Talk.with_(hotline, agent)
    await consumer.begin()
    return consumer
