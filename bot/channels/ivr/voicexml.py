"""`POST /ivr/vxml`: VoiceXML 2.1 documents, for the interpreters of classical call centres.

After W3C's REC-voicexml21-20070619. Each document asks once and submits what happened, which
brings the next one; `docs/ivr/voicexml.md` has the document that starts a call.
"""

from __future__ import annotations

import base64
import hmac
import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl
from xml.etree.ElementTree import Element, SubElement, tostring

from sanic import Request
from sanic.response import HTTPResponse

from bot.channels.errors import Refusal
from bot.channels.ivr.dialect import Dialect
from bot.channels.ivr.voicexml_parts import (
    FIELDS,
    document,
    goodbye,
    listening,
    moment,
    person,
    silence,
)
from bot.channels.messages import PhoneAnswer, PhoneTurn
from bot.channels.requests import MAX_BODY, object_of
from bot.hotline import Hotline

USER = "ivr"
DOCTYPE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE vxml PUBLIC '
    '"-//W3C//DTD VOICEXML 2.1//EN" "http://www.w3.org/TR/voicexml21/vxml.dtd">\n'
)
NUMBER = re.compile(r"(?:(?:tel|sips?):)?(?P<number>\+?[0-9]{3,32})(?:[@;].*)?")
COUNT = re.compile(r"[0-9]{1,9}")
NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class VoiceXml(Dialect):
    """The dialect of VoiceXML interpreters."""

    name = "vxml"
    paths = ("/ivr/vxml",)

    def admit(self, request: Request, hotline: Hotline, now: datetime) -> None:
        """Check user and password (RFC 7617); raises Refusal (401, 404)."""
        password = hotline.settings.phone.voicexml_password
        if not password:
            raise Refusal(404, "not_found", "没有这个地址。")
        expected = base64.b64encode(f"{USER}:{password}".encode())
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        right = hmac.compare_digest(given.strip().encode("utf-8", "replace"), expected)
        if scheme.lower() != "basic" or not right:
            raise Refusal(401, "bad_password", "user or password is wrong")

    def read(self, request: Request) -> PhoneTurn:
        """Read what was submitted; raises Refusal (400, 413, 422) or ValidationError.

        A document can submit its result and, while the next one comes, a hang-up: the event is
        part of the turn's name.
        """
        given = _given(request)
        turn, event = given.get("turn", ""), given.get("event", "")
        if not COUNT.fullmatch(turn):
            raise Refusal(422, "invalid_field", "turn: a number")
        digits = re.sub(r"\s", "", given.get("digits", ""))
        if event in ("speech", "dtmf") and not (given.get("speech") or digits):
            event = "nomatch"  # the interpreter was filled with nothing
        values = {
            "call_id": given.get("call_id", ""),
            "turn": f"{turn}.{event}"[:64],
            "event": event,
            "text": given.get("speech") if event == "speech" else None,
            "digits": digits if event == "dtmf" else None,
            "confidence": _confidence(given.get("confidence", "")) if event == "speech" else None,
            "caller": _number(given.get("caller", "")),
            "callee": _number(given.get("callee", "")),
        }
        return PhoneTurn.parse_obj(values)

    def write(
        self, request: Request, hotline: Hotline, turn: PhoneTurn | None, answer: PhoneAnswer | None
    ) -> HTTPResponse:
        """Return the next document."""
        given = _given(request)
        voice, agents = hotline.profile.phone.voice, hotline.profile.phone.agents
        call, number = given.get("call_id", ""), int(given.get("turn", "0")) + 1
        root = document(voice, call, number, answer.collect if answer else None)
        _add(root, answer, agents, ended=turn is None or turn.event == "hangup")
        return HTTPResponse(
            DOCTYPE + NOT_XML.sub("", tostring(root, encoding="unicode")),
            content_type="application/voicexml+xml; charset=utf-8",
        )


def _add(root: Element, answer: PhoneAnswer | None, agents: str, *, ended: bool) -> None:
    """Add what the caller is to meet; whatever fails on the way leads to a person."""
    if answer is None or ended:
        SubElement(SubElement(SubElement(root, "form"), "block"), "exit")
        return
    if answer.action == "transfer":
        root.append(person(answer, agents))
        return
    forms = {"gather": listening, "wait": moment, "hangup": goodbye, "none": silence}
    root.append(forms[answer.action](answer))
    root.append(person(None, agents))


def _given(request: Request) -> dict[str, str]:
    """Return the fields that we know, from a form or JSON; raises Refusal (400, 413, 422)."""
    if len(request.body) > MAX_BODY:
        raise Refusal(413, "too_large", "内容太长了，请分成几条发。")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    values: dict[str, Any] = (
        object_of(request.body) if kind == "application/json" else _form(request)
    )
    return {name: _text(values[name], name) for name in FIELDS if values.get(name) is not None}


def _form(request: Request) -> dict[str, str]:
    try:
        text = request.body.decode("utf-8")
        return dict(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=40))
    except ValueError as error:
        raise Refusal(400, "invalid_form", "请求体不是有效的表单。") from error


def _text(value: Any, name: str) -> str:
    """Return a value as an interpreter submits it; ECMAScript's `undefined` is nothing."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise Refusal(422, "invalid_field", f"{name}: must be a text")
    text = json.dumps(value) if isinstance(value, float) else str(value)
    return "" if text in ("undefined", "null") else text


def _confidence(given: str) -> float | None:
    try:
        return float(given) if given else None
    except ValueError as error:
        raise Refusal(422, "invalid_field", "confidence: a number from 0 to 1") from error


def _number(given: str) -> str | None:
    """Return the number in a telephone or SIP address; nobody's number for anything else."""
    found = NUMBER.fullmatch(given)
    return found["number"] if found else None
