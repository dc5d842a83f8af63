"""`POST /ivr/asterisk`: a form there and a form back, for the CURL function of a dialplan.

Written for `CURLOPT(hashcompat)`, which makes an answer a HASH; the dialplan is in
`docs/ivr/asterisk.md`.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from sanic import Request
from sanic.response import HTTPResponse

from bot.channels.errors import Refusal
from bot.channels.ivr.agents import briefing
from bot.channels.ivr.audio import PATH, SUFFIX, speaker_of
from bot.channels.ivr.dialect import Dialect
from bot.channels.ivr.hearing import confidence, keys, number
from bot.channels.ivr.speaking import split_at_interruptible
from bot.channels.messages import PhoneAnswer, PhoneTurn, Said, clean
from bot.channels.requests import MAX_BODY
from bot.hotline import Hotline

USER = "ivr"
FIELDS = {
    "call_id": "call_id",
    "turn": "turn",
    "event": "event",
    "from": "caller",
    "to": "callee",
    "digits": "digits",
    "speech": "text",
    "confidence": "confidence",
    "elder": "elder",
    "cause": "meta",
}
YES, NO = ("1", "yes", "true"), ("0", "no", "false")
HOST = re.compile(r"[A-Za-z0-9.:\[\]-]{1,100}")
# Asterisk holds a whole answer in 4096 bytes, a character of Chinese takes three of them.
LONGEST_PROMPT, LONGEST_SUMMARY, MOST_SOUNDS = 400, 200, 12


class Asterisk(Dialect):
    """The dialect of our dialplan; any PBX that can post a form may speak it."""

    name = "asterisk"
    paths = ("/ivr/asterisk",)

    def admit(self, request: Request, hotline: Hotline, now: datetime) -> None:
        """Check user and password (RFC 7617); raises Refusal (401, 404)."""
        password = hotline.settings.phone.asterisk_password
        if not password:
            raise Refusal(404, "not_found", "没有这个地址。")
        expected = f"{USER}:{password}".encode()
        if not hmac.compare_digest(expected, _credentials(request)):
            raise Refusal(401, "bad_password", "user or password is wrong")

    def read(self, request: Request) -> PhoneTurn:
        """Read the form; raises Refusal (400, 413, 422) or ValidationError."""
        given = _form(request.body)
        unknown = given.keys() - FIELDS.keys()
        if unknown:
            raise Refusal(422, "invalid_field", f"{sorted(unknown)[0][:40]}: unknown field")
        values: dict[str, Any] = {FIELDS[key]: text for key, text in given.items() if text}
        values["caller"] = number(given.get("from", ""))
        values["digits"] = keys(given.get("digits", "")) or None
        values["confidence"] = confidence(given.get("confidence"))
        values["elder"] = _truth(given.get("elder") or "no")
        values["meta"] = {"cause": given.get("cause", "")[:40]}
        if values.get("event") == "dtmf" and not values["digits"]:
            values["event"] = "nomatch"  # the key that ends an entry, and nothing before it
        return PhoneTurn.parse_obj(values)

    async def prepare(self, request: Request, hotline: Hotline, answer: PhoneAnswer) -> None:
        """Make the sounds of an answer before it is written, all at once, beside the event loop."""
        speaker = speaker_of(request.app, hotline)
        if speaker:
            rate = answer.rate_percent
            words = [said.text for said in answer.say[:MOST_SOUNDS]]
            await asyncio.gather(*(asyncio.to_thread(speaker.say, text, rate) for text in words))

    def write(
        self, request: Request, hotline: Hotline, turn: PhoneTurn | None, answer: PhoneAnswer | None
    ) -> HTTPResponse:
        """Return the answer as a form; a space is %20, as Asterisk takes a plus for a plus."""
        fields = _fields(request, hotline, answer) if answer else {}
        return HTTPResponse(
            urlencode(fields, quote_via=quote, safe=""),
            content_type="application/x-www-form-urlencoded",
        )


def _credentials(request: Request) -> bytes:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    try:
        sent = base64.b64decode(encoded.strip()[:1000], validate=True)
    except (binascii.Error, ValueError):
        return b""
    return sent if scheme.lower() == "basic" else b""


def _form(body: bytes) -> dict[str, str]:
    if len(body) > MAX_BODY:
        raise Refusal(413, "too_large", "内容太长了，请分成几条发。")
    try:
        pairs = parse_qsl(
            body.decode("ascii"), True, encoding="utf-8", errors="strict", max_num_fields=20
        )
    except ValueError as error:
        raise Refusal(400, "invalid_form", "请求体不是有效的表单。") from error
    values = dict(pairs)
    if len(values) != len(pairs):
        raise Refusal(400, "invalid_form", "a field is given twice")
    return values


def _truth(given: str) -> bool:
    if given.lower() not in (*YES, *NO):
        raise Refusal(422, "invalid_field", "elder: yes or no")
    return given.lower() in YES


def _fields(request: Request, hotline: Hotline, answer: PhoneAnswer) -> dict[str, Any]:
    collect = answer.collect
    firm, free = split_at_interruptible(answer.say[:MOST_SOUNDS])
    return {
        "action": answer.action,
        "notice": "&".join(_sounds(request, hotline, answer, firm)),
        "audio": "&".join(_sounds(request, hotline, answer, free)),
        "prompt": _line("".join(said.text for said in answer.say), LONGEST_PROMPT),
        "interruptible": _word(bool(answer.say) and all(said.interruptible for said in answer.say)),
        "loud": _word(answer.loud),
        "max_digits": collect.max_digits if collect else 0,
        "timeout": f"{collect.timeout_s:g}" if collect else 0,
        "between_keys": f"{collect.between_keys_s:g}" if collect else 0,
        "end_silence_ms": collect.end_silence_ms if collect else 0,
        "sensitive": _word(collect is not None and collect.sensitive),
        "target": hotline.profile.phone.agents if answer.action == "transfer" else "",
        "ticket": answer.ticket or "",
        "summary": _line(briefing(answer.transfer), LONGEST_SUMMARY),
    }


def _sounds(
    request: Request, hotline: Hotline, answer: PhoneAnswer, say: list[Said]
) -> Iterator[str]:
    """Return where the sounds of some words are; what could not be made is left out."""
    speaker = speaker_of(request.app, hotline)
    host = request.headers.get("host", "")
    for said in say if speaker and HOST.fullmatch(host) else ():
        name = speaker.said(said.text, answer.rate_percent) if speaker else None
        if name:
            yield f"{request.scheme}://{host}{PATH}{name}{SUFFIX}"


def _line(text: str, longest: int) -> str:
    return " ".join(clean(text).split())[:longest]


def _word(truth: bool) -> str:
    return "yes" if truth else "no"
