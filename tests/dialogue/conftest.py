"""The hotline and its agent, as the conversations use them."""

from __future__ import annotations

import pytest

from bot.hotline import Hotline
from tests.conversation.conftest import agent, hotline, talk
from tests.conversation.talk import Talk
from tests.dialogue.desk import Desk
from tests.dialogue.scripted import Scripted

__all__ = ["agent", "hotline", "talk"]


@pytest.fixture
def scripted() -> Scripted:
    """An agent that echoes."""
    return Scripted()


@pytest.fixture
async def chat(hotline: Hotline, scripted: Scripted) -> Talk:
    """A consumer in the web chat, with an agent that echoes."""
    consumer = Talk.with_(hotline, scripted)  # type: ignore[arg-type]
    await consumer.begin()
    return consumer


@pytest.fixture
def desk(chat: Talk) -> Desk:
    """The colleagues at the desk of that chat."""
    return Desk(chat.dialogue)
