"""WAV files as telephone lines carry them: 8 kHz, mono, 16 bits."""

from __future__ import annotations

import io
import math
import wave
from typing import Any

import numpy
from scipy.signal import resample_poly

from bot.voices.voice import CannotSpeak

LINE_RATE = 8000  # samples a second
MAX_SECONDS = 120
RATES = range(LINE_RATE, 96_001)


def for_the_line(wav: bytes) -> bytes:
    """Return any 16-bit WAV file at 8 kHz and in mono; raises CannotSpeak for anything else."""
    try:
        with wave.open(io.BytesIO(wav)) as source:
            rate, channels, width = source.getframerate(), source.getnchannels(), _width(source)
            frames = source.readframes(rate * MAX_SECONDS)
    except (wave.Error, EOFError) as error:
        raise CannotSpeak(f"not a WAV file: {error}") from error
    if rate not in RATES or channels > 2 or len(frames) < width * channels:
        raise CannotSpeak(f"{rate} Hz, {channels} channels, {len(frames)} bytes")
    whole = len(frames) - len(frames) % (width * channels)
    samples = numpy.frombuffer(frames[:whole], dtype="<i2").reshape(-1, channels)
    return line_wav(samples.mean(axis=1) / 32768, rate)


def line_wav(samples: Any, rate: int) -> bytes:
    """Return samples (floats from -1 to 1) as a WAV file at 8 kHz."""
    common = math.gcd(rate, LINE_RATE)
    if rate != LINE_RATE:
        samples = resample_poly(samples, LINE_RATE // common, rate // common)
    loud = numpy.clip(numpy.asarray(samples) * 32768, -32768, 32767).astype("<i2")
    file = io.BytesIO()
    with wave.open(file, "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(LINE_RATE)
        target.writeframes(loud.tobytes())
    return file.getvalue()


def _width(source: wave.Wave_read) -> int:
    if source.getsampwidth() != 2:
        raise CannotSpeak(f"{8 * source.getsampwidth()} bits a sample, not 16")
    return 2
