"""The model of the present data, trained when it is missing and loaded once per test session."""

from __future__ import annotations

import asyncio
from functools import cache
from pathlib import Path

from bot.dialogue.rasa_agent import RasaAgent
from bot.dialogue.training import model_for, train

ROOT = Path(__file__).parents[2]


@cache
def the_agent() -> RasaAgent:
    """Return the agent; it keeps nothing of a conversation that the database does not hold."""
    return asyncio.run(RasaAgent.load(the_model(), ROOT / "endpoints.yml"))


def the_model() -> Path:
    """Return the model of the present data."""
    model = model_for(ROOT)
    if not model.exists():
        train(ROOT, show=lambda _: None)
    return model
