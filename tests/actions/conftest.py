"""One action, called as Rasa calls it, over a hotline with an empty database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import HotlineAction
from bot.hotline import Hotline
from tests.conversation.talk import MONDAY_MORNING, clock_at, hotline_at
from tests.databases import new_file
from tests.intake.words import hear


@dataclass(frozen=True)
class Outcome:
    """What an action said (names of wordings) and did (slots set, actions to follow)."""

    messages: list[dict[str, Any]]
    events: list[dict[str, Any]]

    @property
    def said(self) -> list[str]:
        return [message["response"] for message in self.messages if message.get("response")]

    @property
    def slots(self) -> dict[str, Any]:
        return {e["name"]: e["value"] for e in self.events if e["event"] == "slot"}

    @property
    def follows(self) -> list[str]:
        return [e["name"] for e in self.events if e["event"] == "followup"]


Run = Callable[..., Any]


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    with hotline_at(new_file(tmp_path), tmp_path, clock_at(MONDAY_MORNING)) as opened:
        yield opened


@pytest.fixture
def run(hotline: Hotline) -> Run:
    """Run an action on one utterance, with slots and perhaps an active form."""

    async def call(
        action: HotlineAction, text: str = "", intent: str = "inform", **how: Any
    ) -> Outcome:
        dispatcher = CollectingDispatcher()
        tracker = _tracker(text, intent, how)
        events = await action.run(dispatcher, tracker, {})
        return Outcome(dispatcher.messages, events)

    return call


def _tracker(text: str, intent: str, how: dict[str, Any]) -> Tracker:
    heard = hear(text, intent)
    message = {
        "text": text,
        "intent": {"name": intent, "confidence": how.get("confidence", 0.9)},
        "intent_ranking": how.get("ranking", []),
        "entities": [{**vars(entity), "entity": entity.name} for entity in heard.entities],
        "emotion": heard.emotion,
    }
    form = how.get("form")
    said = [{"event": "user", "message_id": "1", "text": text}, *how.get("events", [])]
    return Tracker(
        sender_id="conversation",
        slots=how.get("slots", {}),
        latest_message=message,
        events=said,
        paused=False,
        followup_action=None,
        active_loop={"name": form} if form else {},
        latest_action_name=None,
    )
