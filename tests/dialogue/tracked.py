"""Play conversations through Rasa with or without the remedies and print the trackers' events.

Run as `python -m tests.dialogue.tracked stock|remedied MODEL`: the remedies change classes of Rasa,
so each way needs a process of its own.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from bot.calendar.clock import FixedClock
from bot.dialogue import speedups
from bot.dialogue.engine import Dialogue
from bot.dialogue.turn import Inbound
from bot.hotline import Hotline, use
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
CONVERSATIONS = [
    line.split("|")
    for line in Path(__file__).with_name("conversations.txt").read_text("utf-8").splitlines()
]
VOLATILE = ("timestamp",)
_MADE_UP = re.compile(r"[0-9a-f]{32}|(?<![0-9])26[0-9]{8}(?![0-9])")


async def events_of(model: Path) -> list[list[Any]]:
    """Return the events of every conversation, without times and random numbers."""
    from bot.dialogue.rasa_agent import RasaAgent

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.from_environment({"XIAOBAO_VAR": folder})
        morning = datetime(2026, 11, 23, 2, 0, tzinfo=timezone.utc)
        hotline = Hotline.open(settings, FixedClock(morning))
        hotline.database.upgrade()
        use(hotline)
        agent = await RasaAgent.load(model, ROOT / "endpoints.yml")
        dialogue = Dialogue(hotline, agent)
        for number, lines in enumerate(CONVERSATIONS):
            await _play(dialogue, f"conversation-{number}", lines)
        store = agent._agent.tracker_store
        trackers = [await store.retrieve(f"conversation-{n}") for n in range(len(CONVERSATIONS))]
        return [[_settled(event.as_dict()) for event in t.events] for t in trackers]


async def _play(dialogue: Dialogue, name: str, lines: list[str]) -> None:
    dialogue.conversations.open("chat", conversation_id=name)
    for key, line in enumerate(lines):
        await dialogue.take(Inbound(name, str(key), "text", line))


def _settled(event: dict[str, Any]) -> Any:
    kept = {key: value for key, value in event.items() if key not in VOLATILE}
    return json.loads(_MADE_UP.sub("…", json.dumps(kept, ensure_ascii=False, sort_keys=True)))


if __name__ == "__main__":
    if sys.argv[1] == "stock":
        speedups.apply = lambda: None
    print(json.dumps(asyncio.run(events_of(Path(sys.argv[2]))), ensure_ascii=False))
