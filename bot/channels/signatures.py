"""HMAC signatures over raw bodies, with a time window against replay."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from bot.channels.errors import Refusal

WINDOW = 300  # seconds a signed request stays acceptable


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Return `v1=` and the hex HMAC-SHA256 of `timestamp.body`."""
    message = timestamp.encode() + b"." + body
    return "v1=" + hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def check(secret: str, timestamp: str, signature: str, body: bytes, now: datetime) -> None:
    """Raise Refusal (401) unless the signature is right and the timestamp (Unix s) recent."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise Refusal(401, "bad_timestamp", "X-Xiaobao-Timestamp must be Unix seconds")
    expected = sign(secret, timestamp, body)
    if not hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace")):
        raise Refusal(401, "bad_signature", "X-Xiaobao-Signature does not match the body")
    if abs(now.timestamp() - int(timestamp)) > WINDOW:
        raise Refusal(401, "stale", f"the request is more than {WINDOW} seconds old")
