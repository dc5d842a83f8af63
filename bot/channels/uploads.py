"""Files on their way in: read with a limit, a few at a time, looked over beside the loop."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sanic import Request

from bot.channels.errors import Refusal
from bot.data_files import read_yaml
from bot.evidence.errors import EvidenceSpoilt, NoRoom, UnknownEvidence, WrongFile
from bot.evidence.limits import limits
from bot.evidence.service import Evidence
from bot.evidence.views import Place, Taken
from bot.tickets.errors import UnknownTicket

FILE = Path(__file__).with_name("uploads.yml")
ERRORS = (WrongFile, NoRoom, UnknownEvidence, EvidenceSpoilt, UnknownTicket)
# A large picture takes some hundred megabytes while it is drawn: one at a time.
AT_ONCE = 1
MOST_ON_THE_WAY = 20
LONGEST_READING = 300.0  # seconds


class Uploads:
    """Takes files in for one application."""

    def __init__(self, most: int = MOST_ON_THE_WAY, longest: float = LONGEST_READING) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="evidence")
        self._most = most
        self._longest = longest
        self._on_the_way = 0

    async def take(self, request: Request, evidence: Evidence, place: Place) -> Taken:
        """Read the body of a streaming request as one file and store it; raises Refusal."""
        with self._one_more(), refusing_files():
            _check_length(request)
            evidence.check_room(place)
            content = await self._read(request)
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, evidence.take, place, content)

    @contextmanager
    def _one_more(self) -> Iterator[None]:
        if self._on_the_way >= self._most:
            raise refusal_of("busy")
        self._on_the_way += 1
        try:
            yield
        finally:
            self._on_the_way -= 1

    async def _read(self, request: Request) -> bytes:
        try:
            return await asyncio.wait_for(_body(request), self._longest)
        except asyncio.TimeoutError as error:
            raise refusal_of("too_slow") from error


@contextmanager
def refusing_files() -> Iterator[None]:
    """Turn what the evidence raises into a Refusal with a sentence for people."""
    try:
        yield
    except ERRORS as error:
        reason = getattr(error, "reason", None)
        name = type(error).__name__
        raise refusal_of(f"{name}.{reason}" if reason else name) from error


def refusal_of(name: str) -> Refusal:
    """Return a refusal by its name in `uploads.yml`."""
    return Refusal(**_entries()[name])


def _check_length(request: Request) -> None:
    """Refuse at once what says itself that it is too large."""
    length = request.headers.get("content-length", "0")
    if length.isascii() and length.isdecimal() and int(length) > limits().file_bytes:
        raise WrongFile("too_large")


async def _body(request: Request) -> bytes:
    content = bytearray()
    async for part in request.stream:
        content += part
        if len(content) > limits().file_bytes:
            raise WrongFile("too_large")
    return bytes(content)


@cache
def _entries() -> dict[str, dict[str, Any]]:
    entries: dict[str, dict[str, Any]] = read_yaml(FILE)
    return entries
