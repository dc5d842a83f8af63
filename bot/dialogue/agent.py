"""What the engine needs of whoever understands and decides: Rasa, or a stand-in for tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class Agent(Protocol):
    """What the engine needs of the Rasa agent."""

    async def respond(
        self,
        conversation_id: str,
        text: str,
        *,
        key: str,
        channel: str,
        asked: str | None = None,
        again: bool = False,
    ) -> Any:
        """Answer one message, with the question that stood open; `again` after a crash."""

    async def note(self, conversation_id: str, *, leave_form: bool = False, **slots: Any) -> None:
        """Set slots of a conversation without saying anything; `leave_form` ends its questions."""

    async def ask_again(
        self, conversation_id: str, *, key: str, channel: str, again: bool = False
    ) -> Any:
        """Ask what the active form still misses; None where no form is active."""

    async def parse(self, text: str) -> Mapping[str, Any]:
        """Return what an utterance is understood as."""

    def wording(self, name: str, variation: int = 0) -> Mapping[str, Any]:
        """Return one wording of the domain."""

    def forget(self, conversation_id: str) -> None:
        """Drop what a failed turn left in memory."""
