"""Aliyun's 智能语音导航, as far as a caller meets it (`docs/ivr/aliyun.md`)."""

from __future__ import annotations

import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote, urlsplit

from benchmarks.callers.phone import CALLEE, Collects, Event, Heard, Phone, Request, ticket_in

ACTIONS = {
    "start": "BeginDialogue",
    "speech": "Dialogue",
    "dtmf": "CollectedNumber",
    "noinput": "SilenceTimeout",
    "continue": "SilenceTimeout",
    "hangup": "EndDialogue",
}
TOLD = {
    "Broadcast": "gather",
    "GatherDtmf": "gather",
    "TransferToAgent": "transfer",
    "HangUp": "hangup",
}
# The protocol has no word for `wait`: whoever is asked for patience keeps silent.
PATIENCE = "请稍等"
SHORT = 20  # characters


class AliyunPhone(Phone):
    """`/ivr/aliyun`: an RPC with its parameters in the query; no confidence, no other readings."""

    def request(self, event: Event) -> Request:
        """Return the action, signed with ACS3-HMAC-SHA256."""
        query = canonical_query(self._parameters(event))
        headers = {
            "host": urlsplit(self.site.url).netloc,
            "x-acs-action": ACTIONS[event.kind],
            "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
            "x-acs-date": datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "x-acs-signature-nonce": uuid.uuid4().hex,
            "x-acs-version": "2018-06-12",
        }
        keys = self.site.keys
        signed = authorization(keys.aliyun_key_id, keys.aliyun_key_secret, query, headers)
        address = f"{self.site.url}/ivr/aliyun?{query}"
        return Request(address, b"", {**headers, "Authorization": signed})

    def read(self, body: bytes) -> Heard:
        """Read the answer; to a hang-up there is nothing in it."""
        answer = json.loads(body)
        words = answer.get("TextResponse", "")
        action = TOLD[answer["Action"]] if "Action" in answer else "none"
        parameters = json.loads(answer.get("ActionParams", "{}"))
        waits = action == "gather" and PATIENCE in words and len(words) <= SHORT
        return Heard(
            words=words,
            action="wait" if waits else action,
            collects=_collects(parameters) if action == "gather" and not waits else None,
            ticket=ticket_in(words),
            transfer=_transfer(parameters) if action == "transfer" else None,
        )

    def _parameters(self, event: Event) -> dict[str, str]:
        parameters = {"InstanceId": "xiaobao", "ConversationId": self.call_id}
        if event.kind == "start":
            parameters |= {"CallingNumber": self.caller, "CalledNumber": CALLEE}
            parameters |= {"elder": "1"} if self.elder else {}
        if event.kind == "speech":
            parameters["Utterance"] = event.text
        return {**parameters, "Number": event.keys} if event.keys else parameters


def canonical_query(parameters: Mapping[str, str]) -> str:
    """Return the parameters in the order of their names, escaped as RFC 3986 has it."""
    pairs = sorted(parameters.items())
    return "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in pairs)


def authorization(key_id: str, secret: str, query: str, headers: Mapping[str, str]) -> str:
    """Return the header `Authorization` of a POST to the path `/` with an empty body."""
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    canonical = "\n".join(("POST", "/", query, lines, names, headers["x-acs-content-sha256"]))
    to_sign = "ACS3-HMAC-SHA256\n" + hashlib.sha256(canonical.encode()).hexdigest()
    mac = hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    return f"ACS3-HMAC-SHA256 Credential={key_id},SignedHeaders={names},Signature={mac}"


def _collects(parameters: Mapping[str, Any]) -> Collects:
    return Collects(
        parameters.get("maxDigits", 1),
        parameters.get("endKey", ""),
        parameters.get("timeoutSeconds"),
    )


def _transfer(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {**json.loads(parameters["data"]), "target": parameters["skillGroupId"]}
