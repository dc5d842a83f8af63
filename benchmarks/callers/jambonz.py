"""jambonz, as far as a caller meets it (`docs/ivr/jambonz.md`)."""

from __future__ import annotations

import json
import time
from typing import Any
from xml.etree import ElementTree

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
from benchmarks.callers.signed_json import timed_signature

Verb = dict[str, Any]
PUT_THROUGH = ("dial", "enqueue", "sip:refer")


class JambonzPhone(Phone):
    """`/ivr/jambonz`: JSON there, an array of verbs back; it calls the hooks that these name."""

    _hook = _back = ""

    def request(self, event: Event) -> Request:
        """Return the event, posted to the hook that the last verbs named."""
        call = {
            "call_sid": self.call_id,
            "from": self.caller or "anonymous",
            "to": CALLEE,
            "direction": "inbound",
            "call_status": "completed" if event.kind == "hangup" else "in-progress",
        }
        body = json.dumps({**call, **_collected(event)}, ensure_ascii=False).encode()
        stamp = str(int(time.time()))
        signature = timed_signature(self.site.keys.jambonz_secret, stamp, body)
        headers = {
            "Jambonz-Signature": f"t={stamp},v1={signature}",
            "Content-Type": "application/json",
        }
        return Request(self.site.url + self._path(event), body, headers)

    def read(self, body: bytes) -> Heard:
        """Read the verbs up to the first that hands the line on, and remember its hook."""
        verbs: list[Verb] = json.loads(body) if body else []
        said, last = _up_to_the_last(verbs)
        words = "".join(_text(verb) for verb in said)
        self._hook = last.get("actionHook", "") if last.get("verb") == "gather" else ""
        self._back = last.get("actionHook", "") if last.get("verb") == "redirect" else ""
        action = _action(last)
        return Heard(
            words=words,
            action=action,
            collects=_collects(last) if action == "gather" else None,
            ticket=ticket_in(words),
            transfer=_transfer(verbs, last) if action == "transfer" else None,
        )

    def _path(self, event: Event) -> str:
        if event.kind == "start":
            return "/ivr/jambonz" + ("?elder=1" if self.elder else "")
        if event.kind == "hangup":
            return "/ivr/jambonz/status"
        path = self._back if event.kind == "continue" else self._hook
        if not path:
            raise CallFailed("the last verbs name no hook: the call is over")
        return path


def _collected(event: Event) -> dict[str, Any]:
    if event.kind == "noinput":
        return {"reason": "timeout"}
    if event.keys:
        return {"reason": "dtmfDetected", "digits": event.keys}
    if event.kind != "speech":
        return {}
    readings = [
        {"transcript": event.text, "confidence": event.confidence or 0},
        *({"transcript": other, "confidence": 0} for other in event.nbest),
    ]
    heard = {"language_code": "zh-CN", "is_final": True, "alternatives": readings}
    return {"reason": "speechDetected", "speech": heard}


def _up_to_the_last(verbs: list[Verb]) -> tuple[list[Verb], Verb]:
    """Return what speaks and the verb that decides; what follows a gather is for emergencies."""
    decides = (*PUT_THROUGH, "gather", "redirect", "hangup")
    place = next((i for i, verb in enumerate(verbs) if verb["verb"] in decides), len(verbs))
    last = verbs[place] if place < len(verbs) else {}
    inside = [last["say"]] if "say" in last else []
    return [verb for verb in verbs[:place] if verb["verb"] == "say"] + inside, last


def _action(last: Verb) -> str:
    verb = str(last.get("verb", "none"))
    if verb in PUT_THROUGH:
        return "transfer"
    return "wait" if verb == "redirect" else verb


def _text(say: Verb) -> str:
    text = str(say["text"])
    return "".join(ElementTree.fromstring(text).itertext()) if text[:1] == "<" else text


def _collects(gather: Verb) -> Collects:
    return Collects(gather["numDigits"], gather.get("finishOnKey", ""), gather["timeout"])


def _transfer(verbs: list[Verb], last: Verb) -> dict[str, Any]:
    tags = (verb["data"] for verb in verbs if verb["verb"] == "tag")
    target = last.get("name") or last.get("referTo") or last.get("target")
    return {**(last.get("tag") or next(tags, {})), "target": target}
