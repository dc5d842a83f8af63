"""`POST /ivr/turn`: our own JSON dialect, signed over the raw body."""

from __future__ import annotations

from datetime import datetime

from sanic import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from bot.channels.ivr.dialect import Dialect
from bot.channels.messages import PhoneAnswer, PhoneTurn
from bot.channels.requests import model_of
from bot.channels.signatures import check
from bot.hotline import Hotline


class SignedJson(Dialect):
    """The turn model itself on the wire; `docs/ivr.md` describes it."""

    name = "turn"
    paths = ("/ivr/turn",)

    def admit(self, request: Request, hotline: Hotline, now: datetime) -> None:
        """Check the signature and its age; raises Refusal (401)."""
        check(
            hotline.settings.ivr_secret,
            request.headers.get("x-xiaobao-timestamp", ""),
            request.headers.get("x-xiaobao-signature", ""),
            request.body,
            now,
        )

    def read(self, request: Request) -> PhoneTurn:
        """Read the body; raises Refusal or ValidationError."""
        return model_of(PhoneTurn, request.body)

    def write(
        self, request: Request, hotline: Hotline, turn: PhoneTurn | None, answer: PhoneAnswer | None
    ) -> HTTPResponse:
        """Return the answer as it is."""
        return json_response(answer.dict() if answer else {}, ensure_ascii=False)
