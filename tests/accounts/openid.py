"""A small OpenID provider: speaks the protocol, checks what it is sent, misbehaves on demand."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, CLIENT_SECRET = "xiaobao", "a secret of the provider"


@dataclass
class OpenId:
    """The provider; `who` has just signed in there. The other fields make it misbehave."""

    who: dict[str, Any] = field(default_factory=lambda: {"preferred_username": "li.xiao"})
    claims: dict[str, Any] = field(default_factory=dict)  # added to, or None takes away
    in_userinfo: bool = False
    userinfo: dict[str, Any] = field(default_factory=dict)
    described: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    silent: float = 0.0  # seconds before it answers
    answer: dict[str, str] = field(default_factory=dict)  # instead of a code
    key: RSAKey = field(default_factory=lambda: _key("first"))
    forge_with: Any = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    now: Callable[[], datetime] = lambda: datetime.now(timezone.utc)
    url: str = ""

    def discovery(self) -> dict[str, Any]:
        """Describe the provider."""
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "userinfo_endpoint": f"{self.url}/userinfo",
        } | self.described

    def authorise(self, address: str) -> dict[str, str]:
        """Be the browser and the person at the provider; return what comes back with them."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["response_type"] == "code" and asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256" and "openid" in asked["scope"].split()
        if self.answer:
            return {"state": asked["state"]} | self.answer
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return {"state": asked["state"], "code": code}

    def token(self, sent: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """Exchange a code, once, for whoever proves to have asked for it."""
        expected = base64.b64encode(f"{CLIENT}:{CLIENT_SECRET}".encode()).decode()
        asked = self.codes.pop(sent.get("code", ""), None)
        if asked is None or authorization != f"Basic {expected}":
            return None
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if challenge != asked["code_challenge"] or sent["redirect_uri"] != asked["redirect_uri"]:
            return None
        return {"access_token": "access", "token_type": "Bearer", "id_token": self._signed(asked)}

    def _signed(self, asked: dict[str, str]) -> str:
        now = int(self.now().timestamp())
        claims = {
            "iss": self.url,
            "sub": "subject-7",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **({} if self.in_userinfo else self.who),
            **self.claims,
        }
        kept = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": self.algorithm, "kid": self.key.kid}
        key = self.forge_with or self.key
        return jwt.encode(header, kept, key, algorithms=[self.algorithm])


def _key(name: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": name})


def another_key(name: str = "second") -> RSAKey:
    """Return a key that the provider has not published, or not yet."""
    return _key(name)


@contextmanager
def serving(provider: OpenId) -> Iterator[OpenId]:
    """Let a provider answer on the loopback interface for the length of the context."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.asked.append(self.path)
            time.sleep(provider.silent)
            pages = {
                "/.well-known/openid-configuration": provider.discovery(),
                "/jwks": KeySet([provider.key]).as_dict(private=False),
                "/userinfo": {"sub": "subject-7"} | provider.who | provider.userinfo,
            }
            self._say(pages.get(urlsplit(self.path).path))

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            sent = {name: values[0] for name, values in parse_qs(body).items()}
            self._say(provider.token(sent, self.headers.get("Authorization", "")), wrong=400)

        def _say(self, content: Any, wrong: int = 404) -> None:
            body = json.dumps(content or {"error": "invalid_grant"}).encode()
            self.send_response(200 if content else wrong)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Be quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    provider.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def query_of(answer: dict[str, str]) -> str:
    """Return what comes back, as part of an address."""
    return urlencode(answer)
