"""Twilio, as far as a caller meets it (`docs/ivr/twilio.md`)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qs, unquote, urlencode, urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from benchmarks.callers.phone import (
    CALLEE,
    CallFailed,
    Collects,
    Event,
    Heard,
    Phone,
    Request,
    ticket_in,
)

PUT_THROUGH = ("Dial", "Enqueue", "Refer")


class TwimlPhone(Phone):
    """`/ivr/twilio`: a form there, a TwiML document back; it goes where the document sends it."""

    _answer_to = _silent_to = ""

    def request(self, event: Event) -> Request:
        """Return the event, posted to the address that the last document named."""
        path = self._path(event)
        fields = {
            "CallSid": self.call_id,
            "From": self.caller or "anonymous",
            "To": CALLEE,
            "CallStatus": "completed" if event.kind == "hangup" else "in-progress",
            **_collected(event),
        }
        public = self.site.keys.public_url or self.site.url
        signature = sign(self.site.keys.twilio_token, public + path, fields)
        headers = {
            "X-Twilio-Signature": signature,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return Request(self.site.url + path, urlencode(fields).encode(), headers)

    def read(self, body: bytes) -> Heard:
        """Read the document and remember where it sends the next event."""
        document = ElementTree.fromstring(body)
        words = _words(document)
        gather = document.find("Gather")
        self._silent_to = document.findtext("Redirect") or ""
        self._answer_to = gather.attrib["action"] if gather is not None else ""
        return Heard(
            words=words,
            action=_action(document),
            collects=None if gather is None else _collects(gather),
            ticket=ticket_in(words),
            transfer=_transfer(document),
        )

    def _path(self, event: Event) -> str:
        if event.kind == "start":
            return "/ivr/twilio" + ("?elder=1" if self.elder else "")
        if event.kind == "hangup":
            return "/ivr/twilio/status"
        waits = event.kind in ("noinput", "continue")
        address = self._silent_to if waits else self._answer_to
        if not address:
            raise CallFailed("the last document sends nobody on: the call is over")
        parts = urlsplit(address)
        return f"{parts.path}?{parts.query}"


def sign(token: str, address: str, fields: Mapping[str, str]) -> str:
    """Return the base64 HMAC-SHA1 over the address and the fields in the order of their names."""
    signed = address + "".join(f"{name}{fields[name]}" for name in sorted(fields))
    digest = hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def _collected(event: Event) -> dict[str, str]:
    if event.keys:
        return {"Digits": event.keys}
    if event.kind != "speech":
        return {}
    sure = "0.0" if event.confidence is None else str(event.confidence)
    return {"SpeechResult": event.text, "Confidence": sure}


def _words(document: Element) -> str:
    says: Iterable[Element] = document.iter("Say")
    return "".join("".join(say.itertext()) for say in says)


def _action(document: Element) -> str:
    verbs = {verb.tag for verb in document}
    if "Gather" in verbs:
        return "gather"
    if "Redirect" in verbs:
        return "wait"
    if verbs.intersection(PUT_THROUGH):
        return "transfer"
    return "hangup" if "Hangup" in verbs else "none"


def _collects(gather: Element) -> Collects:
    timeout = float(gather.attrib["timeout"])
    return Collects(int(gather.attrib["numDigits"]), gather.attrib["finishOnKey"], timeout)


def _transfer(document: Element) -> dict[str, str] | None:
    verb = next((verb for verb in document if verb.tag in PUT_THROUGH), None)
    if verb is None:
        return None
    target, _, query = "".join(verb.itertext()).partition("?")
    return {"target": target, "summary": unquote(parse_qs(query).get("X-Summary", [""])[0])}
