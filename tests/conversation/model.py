"""The model of the present data, trained when it is missing and loaded once per test session."""

from __future__ import annotations

import asyncio
from functools import cache
from pathlib import Path

from bot.dialogue.rasa_agent import RasaAgent
from tests.running import model

ROOT = Path(__file__).parents[2]


@cache
def the_agent() -> RasaAgent:
    """Return the agent; it keeps nothing of a conversation that the database does not hold."""
    return asyncio.run(RasaAgent.load(the_model(), ROOT / "endpoints.yml"))


def the_model() -> Path:
    """Return the model of the present data, or the one that XIAOBAO_TEST_MODEL names."""
    return model()
