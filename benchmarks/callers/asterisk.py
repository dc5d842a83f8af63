"""A dialplan of Asterisk (`docs/ivr/asterisk.md`)."""

from __future__ import annotations

import base64
from urllib.parse import parse_qsl, urlencode

from benchmarks.callers.phone import CALLEE, Collects, Event, Heard, Phone, Request, ticket_in


class AsteriskPhone(Phone):
    """`/ivr/asterisk`: a form there and a form back; it knows no other readings."""

    def request(self, event: Event) -> Request:
        """Return the event as the dialplan's CURL posts it."""
        fields = {
            "call_id": self.call_id,
            "turn": str(self.turn),
            "event": event.kind,
            "from": self.caller,
            "to": CALLEE,
            "digits": event.keys,
            "speech": event.text,
            "confidence": "" if event.confidence is None else str(event.confidence),
            "elder": "yes" if self.elder else "",
        }
        password = base64.b64encode(f"ivr:{self.site.keys.asterisk_password}".encode()).decode()
        headers = {
            "Authorization": f"Basic {password}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return Request(self.site.url + "/ivr/asterisk", urlencode(fields).encode(), headers)

    def read(self, body: bytes) -> Heard:
        """Read the form; what may not be said again has no number either."""
        fields = dict(parse_qsl(body.decode("ascii"), keep_blank_values=True, strict_parsing=True))
        handed_on = {"target": fields["target"], "summary": fields["summary"]}
        digits, timeout = int(fields["max_digits"]), float(fields["timeout"])
        return Heard(
            words=fields["prompt"],
            action=fields["action"],
            collects=Collects(digits, timeout_s=timeout) if digits else None,
            ticket=fields["ticket"] or ticket_in(fields["prompt"]),
            transfer=handed_on if fields["action"] == "transfer" else None,
        )
