"""What one telephony protocol must say of itself; everything else a call needs is shared."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from sanic import Request
from sanic.response import HTTPResponse

from bot.channels.messages import PhoneAnswer, PhoneTurn
from bot.hotline import Hotline


class Dialect(Protocol):
    """A protocol: who may speak it, how an event is read from it, how an answer is put into it."""

    @property
    def name(self) -> str:
        """Return the dialect's name; call ids count within it."""

    @property
    def paths(self) -> tuple[str, ...]:
        """Return the paths on which it is spoken."""

    def admit(self, request: Request, hotline: Hotline, now: datetime) -> None:
        """Raise Refusal: 404 where the dialect has no secret set, 401 for a wrong signature."""

    def read(self, request: Request) -> PhoneTurn | None:
        """Return the event, or None for one that asks for nothing (a status, a partial result).

        Raises Refusal or ValidationError (4xx) for what is no event of this protocol.
        """

    def write(
        self, request: Request, hotline: Hotline, turn: PhoneTurn | None, answer: PhoneAnswer | None
    ) -> HTTPResponse:
        """Return the answer in the protocol; `turn` and `answer` are None where nothing is due."""
