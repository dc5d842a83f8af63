"""An agent that does as it is told: for what does not hang on understanding."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml

DOMAIN = Path(__file__).parents[2] / "domain"


@cache
def _wordings() -> dict[str, Any]:
    words: dict[str, Any] = {}
    for path in DOMAIN.glob("words_*.yml"):
        words |= yaml.safe_load(path.read_text(encoding="utf-8"))["responses"]
    return words


class Scripted:
    """Answers every utterance with its echo; `hold` keeps answers back until `let_go`."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.slots: defaultdict[str, dict[str, Any]] = defaultdict(dict)
        self.left_forms: list[str] = []
        self.asks: dict[str, str] = {}
        self._more: list[dict[str, Any]] = []
        self._free = asyncio.Event()
        self._free.set()
        self._arrived = asyncio.Event()

    def hold(self) -> None:
        """Think for as long as it takes."""
        self._free.clear()
        self._arrived.clear()

    def let_go(self) -> None:
        """Have thought enough."""
        self._free.set()

    def says_next(self, message: dict[str, Any]) -> None:
        """Add a message to the next answer."""
        self._more.append(message)

    async def is_thinking(self) -> None:
        """Wait until an utterance has arrived here."""
        await asyncio.wait_for(self._arrived.wait(), 10)

    async def respond(self, conversation_id: str, text: str, **_: Any) -> Any:
        self.heard.append(text)
        self._arrived.set()
        await self._free.wait()
        messages, self._more = [{"text": f"听到：{text}"}, *self._more], []
        return SimpleNamespace(messages=messages, asked=self.asks.get(conversation_id))

    async def note(self, conversation_id: str, *, leave_form: bool = False, **slots: Any) -> None:
        self.slots[conversation_id].update(slots)
        if leave_form:
            self.left_forms.append(conversation_id)
            self.asks.pop(conversation_id, None)

    async def ask_again(self, conversation_id: str, **_: Any) -> Any:
        asked = self.asks.get(conversation_id)
        if asked is None:
            return None
        return SimpleNamespace(messages=[{"text": f"问：{asked}"}], asked=asked)

    async def parse(self, text: str) -> Mapping[str, Any]:
        return {"text": text, "intent": {"name": "inform", "confidence": 0.9}}

    def wording(self, name: str, variation: int = 0) -> Mapping[str, Any]:
        variations = _wordings()[name]
        return dict(variations[variation % len(variations)])

    def forget(self, conversation_id: str) -> None:
        """There is nothing to forget."""
