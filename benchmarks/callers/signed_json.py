"""A platform that speaks our own JSON (`docs/ivr.md`)."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any

from benchmarks.callers.phone import CALLEE, Collects, Event, Heard, Phone, Request


class SignedJsonPhone(Phone):
    """`/ivr/turn`, signed over the raw body."""

    def request(self, event: Event) -> Request:
        """Return the event as JSON, with time and signature."""
        body = json.dumps(self._fields(event), ensure_ascii=False).encode()
        stamp = str(int(time.time()))
        headers = {
            "X-Xiaobao-Timestamp": stamp,
            "X-Xiaobao-Signature": "v1=" + timed_signature(self.site.ivr_secret, stamp, body),
            "Content-Type": "application/json",
        }
        return Request(self.site.url + "/ivr/turn", body, headers)

    def read(self, body: bytes) -> Heard:
        """Read the answer."""
        answer = json.loads(body)
        collect = answer["collect"]
        return Heard(
            words="".join(said["text"] for said in answer["say"]),
            action=answer["action"],
            collects=collect
            and Collects(collect["max_digits"], collect["end_key"] or "", collect["timeout_s"]),
            ticket=answer["ticket"],
            transfer=answer["transfer"],
        )

    def _fields(self, event: Event) -> dict[str, Any]:
        fields: dict[str, Any] = {
            "call_id": self.call_id,
            "turn": self.turn,
            "event": event.kind,
            "caller": self.caller or None,
            "callee": CALLEE,
            "elder": self.elder,
        }
        if event.kind == "speech":
            others = [{"text": other} for other in event.nbest]
            fields |= {"text": event.text, "confidence": event.confidence, "nbest": others}
        return {**fields, "digits": event.keys} if event.keys else fields


def timed_signature(secret: str, stamp: str, body: bytes) -> str:
    """Return the hex HMAC-SHA256 of time, dot and body."""
    return hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
