"""What one telephony protocol must say of itself; everything else a call needs is shared."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime
from typing import ClassVar

from sanic import Request
from sanic.response import HTTPResponse

from bot.channels.messages import PhoneAnswer, PhoneTurn
from bot.hotline import Hotline


class Dialect(ABC):
    """A protocol: who may speak it, how an event is read from it, how an answer is put into it.

    Call ids count within a dialect's `name`; `paths` are the addresses on which it is spoken.
    """

    name: ClassVar[str]
    paths: ClassVar[tuple[str, ...]]

    @abstractmethod
    def admit(self, request: Request, hotline: Hotline, now: datetime) -> None:
        """Raise Refusal: 404 where the dialect has no secret set, 401 for a wrong signature."""

    @abstractmethod
    def read(self, request: Request) -> PhoneTurn | None:
        """Return the event, or None for one that asks for nothing (a status, a partial result).

        Raises Refusal or ValidationError (4xx) for what is no event of this protocol.
        """

    async def prepare(  # noqa: B027 (most dialects have nothing to prepare)
        self, request: Request, hotline: Hotline, answer: PhoneAnswer
    ) -> None:
        """Do what takes time before an answer is written: speech made from text, for one."""

    @abstractmethod
    def write(
        self, request: Request, hotline: Hotline, turn: PhoneTurn | None, answer: PhoneAnswer | None
    ) -> HTTPResponse:
        """Return the answer in the protocol; `turn` and `answer` are None where nothing is due."""
