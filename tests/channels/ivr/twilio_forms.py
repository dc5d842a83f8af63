"""What Twilio posts, with its secrets of these tests."""

from __future__ import annotations

from urllib.parse import urlencode

TOKEN = "a token for tests"
PUBLIC = "https://hotline.example/front"
CALL = {
    "CallSid": "CA0123456789abcdef0123456789abcdef",
    "AccountSid": "AC0123",
    "From": "+8613800138000",
    "To": "+861012378",
    "CallStatus": "in-progress",
    "Direction": "inbound",
    "CallerCity": "",
}


def form(**fields: str) -> bytes:
    """Return the body of a request."""
    return urlencode({**CALL, **fields}).encode()
