"""Sounds made before, on disk: encrypted, bounded in number of bytes and in age."""

from __future__ import annotations

import os
import re
import tempfile
import time
from pathlib import Path

from bot.privacy.encryption import CannotDecrypt, Cipher

PURPOSE = "audio"
LIMIT = 256 * 1024 * 1024  # bytes; about four and a half hours of speech
KEEP = 24 * 3600  # seconds after the last use; a prompt may hold somebody's name
NAME = re.compile(r"[0-9a-f]{64}")


class Sounds:
    """A cache by content: what a voice says of a text at a rate has one name.

    Names are keyed hashes: nobody without the data key can tell the name of a text, or ask for it.
    """

    def __init__(
        self, directory: Path, cipher: Cipher, *, limit: int = LIMIT, keep: int = KEEP
    ) -> None:
        self._directory = directory
        self._cipher = cipher
        self._limit = limit
        self._keep = keep

    def name_of(self, voice: str, rate_percent: int, text: str) -> str:
        """Return the name of a sound, whether it was made or not."""
        return self._cipher.keyed_hash("\x1f".join((voice, str(rate_percent), text)), PURPOSE)

    def find(self, name: str) -> bytes | None:
        """Return a sound, or None for one that is not there (any more)."""
        if not NAME.fullmatch(name):
            return None
        file = self._directory / name
        try:
            sound = self._cipher.decrypt(file.read_bytes(), f"{PURPOSE}.{name}")
            os.utime(file)
        except (OSError, CannotDecrypt):
            return None
        return sound

    def put(self, name: str, sound: bytes) -> None:
        """Keep a sound, whole or not at all; raises OSError where the disk does not take it."""
        if not NAME.fullmatch(name):
            raise ValueError("a sound is named by 64 hex digits")
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._make_room()
        descriptor, draft = tempfile.mkstemp(dir=self._directory)  # mkstemp makes mode 0600
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(self._cipher.encrypt(sound, f"{PURPOSE}.{name}"))
            Path(draft).replace(self._directory / name)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise

    def _make_room(self) -> None:
        """Delete what nobody asked for lately, and the oldest of the rest down to the limit."""
        files = sorted(_seen(self._directory), reverse=True)  # the last used first
        oldest, total = time.time() - self._keep, 0
        for used, size, file in files:
            total += size
            if used < oldest or total > self._limit:
                file.unlink(missing_ok=True)


def _seen(directory: Path) -> list[tuple[float, int, Path]]:
    """Return when each file was used and how large it is; another process may delete meanwhile."""
    seen = []
    for file in directory.iterdir():
        try:
            state = file.stat()
        except FileNotFoundError:
            continue
        seen.append((state.st_mtime, state.st_size, file))
    return seen
