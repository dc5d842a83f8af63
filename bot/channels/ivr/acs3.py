"""Alibaba Cloud's ACS3-HMAC-SHA256: what a signed RPC request must look like.

After the description at help.aliyun.com (OpenAPI, "V3 request body and signature"). An RPC action
has no path of its own, so its canonical path is `/` wherever a proxy may have put our door.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from urllib.parse import parse_qsl, quote

from bot.channels.errors import Refusal

ALGORITHM = "ACS3-HMAC-SHA256"
WINDOW = 15 * 60  # seconds a signed request stays acceptable
DATE = "%Y-%m-%dT%H:%M:%SZ"
# What a signature must cover, or a stranger could change it on the way.
COVERED = ("host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce")
AUTHORIZATION = re.compile(
    rf"{ALGORITHM} +Credential=(?P<key_id>[^,\s]{{1,128}}), *"
    r"SignedHeaders=(?P<headers>[a-z0-9;-]{1,1000}), *Signature=(?P<signature>[0-9a-f]{64})"
)


@dataclass(frozen=True)
class Key:
    """An AccessKey: a name that travels and a secret that does not."""

    id: str
    secret: str


@dataclass(frozen=True)
class Signed:
    """The parts of a request that a signature covers; header names in lower case."""

    method: str
    query: str
    headers: Mapping[str, Sequence[str]]
    body: bytes

    def header(self, name: str) -> str:
        """Return a header that may be given once; what is given twice counts as not given."""
        values = self.headers.get(name, ())
        return values[0].strip() if len(values) == 1 else ""


def check(request: Signed, key: Key, now: datetime) -> None:
    """Raise Refusal (401) unless the request was signed with the key, and lately."""
    found = AUTHORIZATION.fullmatch(request.header("authorization"))
    if not found:
        raise Refusal(401, "bad_authorization", f"Authorization must be an {ALGORITHM} signature")
    names = found["headers"].split(";")
    missing = [name for name in COVERED if name not in names]
    if missing:
        raise Refusal(401, "bad_authorization", f"SignedHeaders must name {missing[0]}")
    _compare(found["key_id"], key.id)
    _compare(found["signature"], signature(request, names, key.secret))
    _compare(request.header("x-acs-content-sha256"), hashlib.sha256(request.body).hexdigest())
    if abs((now - _date(request.header("x-acs-date"))).total_seconds()) > WINDOW:
        raise Refusal(401, "stale", f"the request is more than {WINDOW // 60} minutes old")


def signature(request: Signed, names: Sequence[str], secret: str) -> str:
    """Return the signature in hex over the named headers."""
    digest = hashlib.sha256(canonical(request, names).encode("utf-8", "replace")).hexdigest()
    return hmac.new(secret.encode(), f"{ALGORITHM}\n{digest}".encode(), hashlib.sha256).hexdigest()


def canonical(request: Signed, names: Sequence[str]) -> str:
    """Return the canonical request: method, path, query, headers, their names, the body's hash."""
    return "\n".join(
        (
            request.method,
            "/",
            canonical_query(request.query),
            "".join(_canonical_header(name, request) for name in names),
            ";".join(names),
            request.header("x-acs-content-sha256"),
        )
    )


def canonical_query(query: str) -> str:
    """Return the parameters in order, escaped as RFC 3986 has it."""
    pairs = parse_qsl(query, keep_blank_values=True, errors="replace")
    return "&".join(f"{_escaped(name)}={_escaped(value)}" for name, value in sorted(pairs))


def _canonical_header(name: str, request: Signed) -> str:
    values = sorted(value.strip() for value in request.headers.get(name, ()))
    return f"{name}:{','.join(values)}\n"


def _escaped(text: str) -> str:
    return quote(text, safe="~", errors="replace")


def _compare(given: str, expected: str) -> None:
    if not hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode()):
        raise Refusal(401, "bad_signature", "the signature does not match the request")


def _date(given: str) -> datetime:
    try:
        return datetime.strptime(given, DATE).replace(tzinfo=timezone.utc)
    except ValueError as error:
        raise Refusal(401, "bad_date", "x-acs-date must look like 2026-11-21T09:00:00Z") from error
