"""Any WAV file becomes one of a telephone line, and nothing else does."""

from __future__ import annotations

import io
import wave

import numpy
import pytest

from bot.voices.sound import MAX_SECONDS, for_the_line, line_wav
from bot.voices.voice import CannotSpeak
from tests.channels.bad_input import by_name
from tests.voices.voices import measures, wav


def tone(hertz: int, rate: int, seconds: float = 0.5) -> numpy.ndarray:
    return numpy.sin(2 * numpy.pi * hertz * numpy.arange(int(rate * seconds)) / rate) * 0.5


def samples(sound: bytes) -> numpy.ndarray:
    with wave.open(io.BytesIO(sound)) as source:
        frames = source.readframes(source.getnframes())
    return numpy.frombuffer(frames, dtype="<i2").astype(float)


def level(sound: bytes) -> float:
    return float(numpy.sqrt(numpy.mean(samples(sound) ** 2)))


@pytest.mark.parametrize("rate", [8000, 16_000, 22_050, 24_000, 44_100, 48_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_every_usual_file_becomes_one_of_the_line(rate: int, channels: int) -> None:
    one = (tone(440, rate) * 32767).astype("<i2")
    frames = numpy.repeat(one, channels).tobytes()
    sound = for_the_line(wav(frames, rate, channels))
    assert measures(sound) == (8000, 1, 2, pytest.approx(0.5, abs=0.01))
    assert level(sound) == pytest.approx(0.5 * 32767 / 2**0.5, rel=0.05)


def test_what_the_line_cannot_carry_does_not_come_back_as_another_tone() -> None:
    assert level(line_wav(tone(7000, 24_000), 24_000)) < 300


def test_too_loud_is_cut_off_and_does_not_wrap_around() -> None:
    loud = samples(line_wav(numpy.ones(100) * 2, 8000))
    assert set(loud) == {32767}


NO_SOUND = {
    "nothing": b"",
    "text": b"RIFF of no kind",
    "half a header": wav(b"\0\0")[:20],
    "no samples": wav(b""),
    "8 bits": wav(b"\0" * 100, width=1),
    "24 bits": wav(b"\0" * 99, width=3),
    "four channels": wav(b"\0" * 800, channels=4),
    "too slow": wav(b"\0" * 800, rate=4000),
    "too fast": wav(b"\0" * 800, rate=192_000),
}


@pytest.mark.parametrize("file", by_name(NO_SOUND))
def test_what_is_no_sound_is_refused(file: bytes) -> None:
    with pytest.raises(CannotSpeak):
        for_the_line(file)


def test_an_endless_file_is_cut() -> None:
    sound = for_the_line(wav(b"\0\0" * 8000 * (MAX_SECONDS + 5)))
    assert measures(sound)[3] == MAX_SECONDS
