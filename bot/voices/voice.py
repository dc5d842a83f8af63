"""What every voice can do: words in, the sound of a telephone line out."""

from __future__ import annotations

from typing import Protocol

MAX_CHARACTERS = 400  # far above what a caller is told in one breath
SLOWEST, FASTEST = 50, 200  # percent


class CannotSpeak(Exception):
    """A voice has no sound for a text; the message never holds the text."""


class Voice(Protocol):
    """Speaks Mandarin; `name` changes whenever the same words would sound different."""

    @property
    def name(self) -> str:
        """Return what tells this voice from any other."""

    def speak(self, text: str, rate_percent: int = 100) -> bytes:
        """Return a WAV file of 8 kHz, mono, 16 bits; raises CannotSpeak.

        It may take a second: call it from a worker thread.
        """


def speakable(text: str) -> str:
    """Return a text that is worth a try; raises CannotSpeak when it is empty or too long."""
    words = " ".join(text.split())
    if not words:
        raise CannotSpeak("there is nothing to say")
    if len(words) > MAX_CHARACTERS:
        raise CannotSpeak(f"more than {MAX_CHARACTERS} characters at once")
    return words


def pace(rate_percent: int) -> int:
    """Return the speed of speech within what stays intelligible."""
    return max(SLOWEST, min(FASTEST, rate_percent))
