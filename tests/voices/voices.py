"""A voice for tests."""

from __future__ import annotations

import io
import wave


class Beep:
    """Gives a tenth of a second of sound for each character."""

    name = "beep"
    spoken = 0

    def speak(self, text: str, rate_percent: int = 100) -> bytes:
        """Return a WAV file; counts how often it had to."""
        self.spoken += 1
        return wav(b"\x10\x20" * 800 * len(text))


def wav(frames: bytes, rate: int = 8000, channels: int = 1, width: int = 2) -> bytes:
    """Return frames as a WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as target:
        target.setnchannels(channels)
        target.setsampwidth(width)
        target.setframerate(rate)
        target.writeframes(frames)
    return file.getvalue()


def measures(sound: bytes) -> tuple[int, int, int, float]:
    """Return rate, channels, bytes a sample, and seconds of a WAV file."""
    with wave.open(io.BytesIO(sound)) as source:
        seconds = source.getnframes() / source.getframerate()
        return source.getframerate(), source.getnchannels(), source.getsampwidth(), seconds
