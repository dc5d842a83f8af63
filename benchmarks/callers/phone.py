"""What a caller does and hears, whatever the protocol; requests are signed by hand once more."""

from __future__ import annotations

import uuid
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from bot.language.ticket_number import find_ticket_numbers
from bot.phone_keys import PhoneKeys

CALLEE = "12378"
MOST_WAITS = 60
Kind = Literal["start", "speech", "dtmf", "noinput", "hangup", "continue"]


@dataclass(frozen=True)
class Site:
    """A hotline: its address, without a slash at the end, and the secrets shared with it."""

    url: str
    ivr_secret: str = field(repr=False)
    keys: PhoneKeys


@dataclass(frozen=True)
class Event:
    """One thing that happens on the line."""

    kind: Kind
    text: str = ""
    confidence: float | None = None
    nbest: tuple[str, ...] = ()
    keys: str = ""


@dataclass(frozen=True)
class Request:
    """What is posted for it."""

    address: str
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Collects:
    """What the platform was told to listen for, as far as the protocol says it."""

    max_digits: int
    end_key: str = ""
    timeout_s: float | None = None


@dataclass(frozen=True)
class Heard:
    """What came back: what is said, and what the platform is to do."""

    words: str
    action: str
    collects: Collects | None = None
    ticket: str | None = None
    transfer: Mapping[str, Any] | None = None


Post = Callable[[Request], Awaitable[bytes]]
"""Post a request and return the body of the answer; raises CallFailed unless it is a 200."""


class CallFailed(Exception):
    """The hotline did not answer as it should."""


class Phone(ABC):
    """One call; afterwards another `begin` is a new one."""

    def __init__(self, site: Site, post: Post) -> None:
        self.site = site
        self.caller = self.call_id = ""
        self.elder = False
        self.turn = -1
        self._post = post

    async def begin(self, caller_number: str = "", *, elder: bool = False) -> Heard:
        """Dial; a number that is withheld is empty."""
        self.caller, self.elder = caller_number, elder
        self.call_id, self.turn = f"call-{uuid.uuid4().hex}", -1
        return await self._happens(Event("start"))

    async def say(
        self, text: str, confidence: float | None = None, nbest: Sequence[str] = ()
    ) -> Heard:
        """Say something: the best reading of it, how sure it is, and the other readings."""
        return await self._happens(Event("speech", text, confidence, tuple(nbest)))

    async def press(self, keys: str) -> Heard:
        """Press keys."""
        return await self._happens(Event("dtmf", keys=keys))

    async def silence(self) -> Heard:
        """Say nothing until the platform gives up waiting."""
        return await self._happens(Event("noinput"))

    async def hang_up(self) -> Heard:
        """Hang up."""
        return await self._happens(Event("hangup"))

    @abstractmethod
    def request(self, event: Event) -> Request:
        """Return what the platform posts; `turn` counts the events from 0."""

    @abstractmethod
    def read(self, body: bytes) -> Heard:
        """Read the answer; ValueError or KeyError for what is none of this protocol."""

    async def _happens(self, event: Event) -> Heard:
        """Let it happen; whoever is told to wait a moment comes straight back."""
        heard = await self._turn(event)
        words = [heard.words]
        for _ in range(MOST_WAITS):
            if heard.action != "wait":
                break
            heard = await self._turn(Event("continue"))
            words.append(heard.words)
        return replace(heard, words="".join(words))

    async def _turn(self, event: Event) -> Heard:
        self.turn += 1
        body = await self._post(self.request(event))
        try:
            return self.read(body)
        except (ValueError, KeyError, SyntaxError) as error:  # SyntaxError: what is not XML
            raise CallFailed(f"not an answer of this protocol: {body[:200]!r}") from error


def ticket_in(words: str) -> str | None:
    """Return the ticket number that was said last, for protocols that have no field for it."""
    said = find_ticket_numbers(words)
    return said[-1].value if said else None
