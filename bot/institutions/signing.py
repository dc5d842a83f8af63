"""How deliveries are signed, so that the receiver knows that they are ours and fresh."""

from __future__ import annotations

import hashlib
import hmac
import secrets

VERSION = "v1="
SECRET_BYTES = 32


def new_secret() -> str:
    """Draw the secret of a webhook."""
    return f"whsec_{secrets.token_urlsafe(SECRET_BYTES)}"


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Return `v1=` and the hex HMAC-SHA256 of `timestamp.body`; compare it in constant time."""
    message = timestamp.encode("ascii") + b"." + body
    return VERSION + hmac.new(secret.encode("ascii"), message, hashlib.sha256).hexdigest()
