"""Prompts that a person has recorded: the best voice there is, for words that never change."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

from bot.voices.sound import for_the_line
from bot.voices.voice import CannotSpeak, speakable

INDEX = "index.csv"
MAX_FILE = 20 * 1024 * 1024  # bytes


class RecordingsError(ValueError):
    """A directory of recordings cannot be used; the message says what to mend."""


class Recorded:
    """The recordings of a directory; its `index.csv` has the columns `text` and `file`.

    They are played as they are, at any rate. Read once: what changes is heard after a restart.
    """

    def __init__(self, directory: Path) -> None:
        self._files = _index(directory)
        self._name = "recorded " + _fingerprint(self._files)

    @property
    def name(self) -> str:
        """Return a name that changes with the recordings."""
        return self._name

    def speak(self, text: str, rate_percent: int = 100) -> bytes:
        """Return the recording; raises CannotSpeak where there is none."""
        file = self._files.get(speakable(text))
        if file is None:
            raise CannotSpeak("not among the recordings")
        try:
            return for_the_line(file.read_bytes())
        except OSError as error:
            raise CannotSpeak(f"{file.name}: {error.strerror}") from error


def _index(directory: Path) -> dict[str, Path]:
    index = directory / INDEX
    try:
        with index.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RecordingsError(f"{index}: {error}") from error
    return dict(_recording(directory, row, number) for number, row in enumerate(rows, start=2))


def _recording(directory: Path, row: dict[str, str], number: int) -> tuple[str, Path]:
    """Return the words and the file of one line; a file lies in the directory itself."""
    where = f"{directory / INDEX}, line {number}"
    text, file = row.get("text") or "", row.get("file") or ""
    path = directory / file
    if path.name != file or not path.is_file() or path.stat().st_size > MAX_FILE:
        raise RecordingsError(f"{where}: no such file in this directory")
    try:
        for_the_line(path.read_bytes())
        return speakable(text), path
    except CannotSpeak as error:
        raise RecordingsError(f"{where}: {error}") from error


def _fingerprint(files: dict[str, Path]) -> str:
    digest = hashlib.sha256()
    for text, file in sorted(files.items()):
        digest.update(f"{text}\n{file.name}\n{file.stat().st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]
