"""`POST /ivr/twilio`: TwiML, as Twilio speaks it.

Sources: www.twilio.com/docs/voice/twiml (gather, say, dial, enqueue) and
www.twilio.com/docs/usage/security (the signature).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime
from urllib.parse import parse_qsl, urlencode
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from sanic import Request
from sanic.response import HTTPResponse
from sanic.response import raw as raw_response

from bot.channels.errors import Refusal
from bot.channels.ivr import hearing
from bot.channels.ivr.agents import NOT_REACHED, SUMMARY_HEADER, agents_at, reached, summary
from bot.channels.ivr.dialect import Dialect
from bot.channels.ivr.speaking import for_xml, prosody, split_at_interruptible
from bot.channels.ivr.turns import own_event, own_turn
from bot.channels.messages import Collect, PhoneAnswer, PhoneTurn, Said
from bot.hotline import Hotline

LANGUAGE = "cmn-Hans-CN"  # Twilio's name of what its recognisers hear
ENDED = ("completed", "busy", "failed", "no-answer", "canceled")
MAX_FIELDS = 200
MODES = {"dtmf": "dtmf", "speech": "speech"}


class Twiml(Dialect):
    """The dialect; which turn an event belongs to is in the query of our own action addresses."""

    name = "twilio"
    paths = ("/ivr/twilio", "/ivr/twilio/status")

    def admit(self, request: Request, hotline: Hotline, now: datetime) -> None:
        """Check the signature; raises Refusal (404 without a token, 401)."""
        token = hotline.settings.phone.twilio_token
        if not token:
            raise Refusal(404, "not_found", "没有这个地址。")
        public = hotline.settings.phone.public_url
        address = public + _path_and_query(request) if public else request.url
        given = request.headers.get("x-twilio-signature", "").encode("utf-8", "replace")
        if not hmac.compare_digest(signature(token, address, _pairs(request)).encode(), given):
            raise Refusal(401, "bad_signature", "X-Twilio-Signature does not match the request")

    def read(self, request: Request) -> PhoneTurn | None:
        """Read the form and our own query; raises Refusal or ValidationError."""
        form = _form(request)
        if form.get("CallStatus") in ENDED:
            return _turn(form, "end", "hangup")
        event = own_event(request)
        if event == "dialled" or request.path.endswith("/status"):
            return None
        number = own_turn(request)
        if event is not None:
            return _turn(form, str(number), event)
        return _turn(form, "0", "start") if number == 0 else _heard(form, str(number))

    def write(
        self, request: Request, hotline: Hotline, turn: PhoneTurn | None, answer: PhoneAnswer | None
    ) -> HTTPResponse:
        """Return the answer as a TwiML document."""
        response = Element("Response")
        if turn and answer:
            _Writer(response, request, hotline, answer).write()
        elif own_event(request) == "dialled":
            _after_dialling(response, _form(request), hotline.profile.phone.voice)
        document = ElementTree.tostring(response, encoding="utf-8", xml_declaration=True)
        return raw_response(document, content_type="text/xml; charset=utf-8")


def signature(token: str, address: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Return the base64 HMAC-SHA1 over the address and the sorted fields of the form."""
    signed = address + "".join(name + value for name, value in sorted(set(pairs)))
    digest = hmac.new(token.encode(), signed.encode("utf-8", "replace"), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def _path_and_query(request: Request) -> str:
    return request.path + (f"?{request.query_string}" if request.query_string else "")


def _pairs(request: Request) -> list[tuple[str, str]]:
    """Read the form; empty fields are signed as well, so they are kept."""
    body = request.body.decode("utf-8", "replace")
    try:
        return parse_qsl(body, keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError as error:
        raise Refusal(400, "too_many_fields", "表单的字段太多了。") from error


def _form(request: Request) -> dict[str, str]:
    return dict(_pairs(request))


def _heard(form: dict[str, str], number: str) -> PhoneTurn:
    """Read what a Gather collected."""
    keys = hearing.keys(form.get("Digits", ""))
    if keys:
        return _turn(form, number, "dtmf", digits=keys)
    words = hearing.transcript(form.get("SpeechResult", ""))
    if not words:
        return _turn(form, number, "noinput")
    sure = hearing.confidence(form.get("Confidence"))
    return _turn(form, number, "speech", text=words, confidence=sure)


def _turn(form: dict[str, str], turn: str, event: str, **heard: object) -> PhoneTurn:
    return PhoneTurn.parse_obj(
        {
            "call_id": form.get("CallSid", ""),
            "turn": turn,
            "event": event,
            "caller": hearing.number(form.get("From", "")),
            "callee": hearing.number(form.get("To", "")),
            **heard,
        }
    )


def _after_dialling(response: Element, form: dict[str, str], voice: str) -> None:
    """Nobody answered: say so before the line goes dead."""
    if not reached(form.get("DialCallStatus") or form.get("QueueResult", "")):
        _say(response, NOT_REACHED, voice, {})
    SubElement(response, "Hangup")


def _say(parent: Element, words: str, voice: str, manner: Mapping[str, str]) -> None:
    """Add a Say; a dot tells the name of a voice (Polly.Zhiyu) from a language (zh-CN)."""
    spoken = SubElement(parent, "Say", {"voice" if "." in voice else "language": voice})
    (SubElement(spoken, "prosody", dict(manner)) if manner else spoken).text = for_xml(words)


class _Writer:
    """Puts one answer into a document."""

    def __init__(
        self, response: Element, request: Request, hotline: Hotline, answer: PhoneAnswer
    ) -> None:
        self._response = response
        self._answer = answer
        self._phone = hotline.profile.phone
        self._address = hotline.settings.phone.public_url + request.path
        self._next = own_turn(request) + 1

    def write(self) -> None:
        """Add what the answer asks for; after `none` in mid-call a person is to have the line."""
        answer = self._answer
        if answer.turn == "end":
            return
        if answer.action == "gather" and answer.collect:
            self._gather(answer.collect)
            return
        self._say(self._response, answer.say)
        if answer.action == "wait":
            self._redirect("continue")
        elif answer.action == "hangup":
            SubElement(self._response, "Hangup")
        else:
            self._put_through()

    def _gather(self, collect: Collect) -> None:
        """What may not be interrupted comes before the Gather, the rest inside it."""
        before, inside = split_at_interruptible(self._answer.say)
        self._say(self._response, before)
        attributes = {
            "input": " ".join(MODES[mode] for mode in ("dtmf", "speech") if mode in collect.modes),
            "action": self._own_address(),
            "method": "POST",
            "language": LANGUAGE,
            "timeout": str(round(collect.timeout_s)),
            "speechTimeout": "auto",
            "numDigits": str(collect.max_digits),
            "finishOnKey": collect.end_key or "",
            "bargeIn": "true" if inside else "false",
        }
        if collect.hints:
            attributes["hints"] = ",".join(hint.replace(",", " ") for hint in collect.hints)
        self._say(SubElement(self._response, "Gather", attributes), inside)
        self._redirect("noinput")

    def _put_through(self) -> None:
        agents = agents_at(self._phone.agents)
        action = {"action": self._own_address("dialled"), "method": "POST"}
        if agents.kind == "queue":
            # Dial and Queue would connect the caller with the first who waits: that is for agents.
            SubElement(self._response, "Enqueue", action).text = agents.address
            return
        verb = SubElement(self._response, "Refer" if agents.kind == "refer" else "Dial", action)
        if agents.kind == "number":
            SubElement(verb, "Number").text = agents.address
        else:
            SubElement(verb, "Sip").text = self._with_summary(agents.address)

    def _with_summary(self, address: str) -> str:
        words = summary(self._answer.transfer)
        mark = "&" if "?" in address else "?"
        return f"{address}{mark}{SUMMARY_HEADER}={words}" if words else address

    def _redirect(self, event: str) -> None:
        SubElement(self._response, "Redirect", {"method": "POST"}).text = self._own_address(event)

    def _own_address(self, event: str = "") -> str:
        query: dict[str, str | int] = {"turn": self._next}
        return f"{self._address}?{urlencode({**query, 'event': event} if event else query)}"

    def _say(self, parent: Element, segments: list[Said]) -> None:
        manner = prosody(self._answer)
        for segment in segments:
            _say(parent, segment.text, self._phone.voice, manner)
