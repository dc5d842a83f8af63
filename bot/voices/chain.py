"""Several voices behind one another: who knows the words says them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.voices.voice import CannotSpeak, Voice


class Chain:
    """Asks each voice in turn: recordings first, then one that can say anything."""

    def __init__(self, voices: Sequence[Voice]) -> None:
        self._voices = tuple(voices)

    @property
    def name(self) -> str:
        """Return the names of all, in their order."""
        return " | ".join(voice.name for voice in self._voices)

    def speak(self, text: str, rate_percent: int = 100) -> bytes:
        """Return what the first voice says that can; raises CannotSpeak where none can."""
        reasons = []
        for voice in self._voices:
            try:
                return voice.speak(text, rate_percent)
            except CannotSpeak as reason:
                reasons.append(str(reason))
        raise CannotSpeak("; ".join(reasons))
