"""Both sides of `make bench`, each in a process of its own: they take turns of conversations."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.parsing import be_quiet
from bot.data_files import read_yaml

ROOT = Path(__file__).parent.parent
SCRIPT: list[str] = read_yaml(Path(__file__).with_name("conversation.yml"))

Say = Callable[[str, str], Awaitable[None]]
"""Say a text in the conversation of that name and wait for the answer."""


@dataclass(frozen=True)
class Played:
    """The time of each turn (milliseconds) and the time of all together (seconds)."""

    turns: list[float]
    seconds: float


@dataclass
class _Player:
    say: Say
    loop: asyncio.AbstractEventLoop


_player: _Player | None = None


def sit_down(side: str, model: Path, actions: str, environ: Mapping[str, str]) -> None:
    """Load one side into this process: `ours`, or `stock` with its action server's address."""
    global _player
    os.environ.update(environ)
    be_quiet()
    loop = asyncio.new_event_loop()
    start = _ours(model) if side == "ours" else _stock(model, actions)
    _player = _Player(loop.run_until_complete(start), loop)


def play(numbers: Sequence[int], at_a_time: int) -> Played:
    """Play the numbered conversations, so many at a time, each turn as soon as it can be."""
    assert _player is not None
    return _player.loop.run_until_complete(_play(_player.say, numbers, at_a_time))


async def _play(say: Say, numbers: Sequence[int], at_a_time: int) -> Played:
    waiting, turns = iter(numbers), []

    async def talk() -> None:
        for number in waiting:
            turns.extend([await _timed(say, f"bench-{number}", text) for text in lines(number)])

    begun = time.perf_counter()
    await asyncio.gather(*(talk() for _ in range(at_a_time)))
    return Played(turns, time.perf_counter() - begun)


def lines(number: int) -> list[str]:
    """Return what is said in one conversation; its number makes the person another one."""
    return [text.format(phone=f"138{number:08d}") for text in SCRIPT]


async def _timed(say: Say, conversation: str, text: str) -> float:
    begun = time.perf_counter()
    await say(conversation, text)
    return (time.perf_counter() - begun) * 1000


async def _ours(model: Path) -> Say:
    """Load the hotline as `make serve` does, with everything behind the doors."""
    from bot.dialogue.engine import Dialogue
    from bot.dialogue.rasa_agent import RasaAgent
    from bot.dialogue.turn import Inbound
    from bot.hotline import Hotline, use
    from bot.settings import Settings

    hotline = Hotline.open(Settings.from_environment())
    use(hotline)
    agent = await RasaAgent.load(model, ROOT / "endpoints.yml")
    dialogue = Dialogue(hotline, agent, time_limit=120)
    turns: dict[str, int] = {}

    async def say(conversation: str, text: str) -> None:
        if conversation not in turns:
            dialogue.conversations.open("chat", conversation_id=conversation)
        turns[conversation] = turns.get(conversation, 0) + 1
        await dialogue.take(Inbound(conversation, str(turns[conversation]), "text", text))

    return say


async def _stock(model: Path, actions: str) -> Say:
    """Load stock Rasa as `rasa run` does: SQL tracker store on SQLite, actions by HTTP."""
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
    from rasa.core.tracker_store import SQLTrackerStore
    from rasa.utils.endpoints import EndpointConfig

    from bot.settings import Settings

    database = Settings.from_environment().var / "rasa.db"
    agent: Any = Agent.load(
        model_path=str(model),
        tracker_store=SQLTrackerStore(domain=None, dialect="sqlite", db=str(database)),
        action_endpoint=EndpointConfig(url=actions),
    )

    async def say(conversation: str, text: str) -> None:
        await agent.handle_message(UserMessage(text, CollectingOutputChannel(), conversation))

    return say
