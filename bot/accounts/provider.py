"""Signing in by the house's OpenID provider: code flow with PKCE, state and nonce.

A provider says who somebody is; whether they work here, and as what, the accounts say.
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from bot.access_settings import LOOPBACK, AccessSettings
from bot.accounts.errors import AccountError
from bot.calendar.clock import Clock
from bot.privacy.encryption import CannotDecrypt, Cipher

PATIENCE = 5.0  # seconds that the provider may take for one answer
LEEWAY = 60  # seconds that its clock may go wrong
GOOD_FOR = timedelta(minutes=10)  # between going to the provider and coming back
DESCRIPTION_GOOD_FOR = timedelta(hours=1)
SEALED_FOR = "openid errand"
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


# What an answer can raise that is late, forged, or not of the form that was promised.
UNTRUSTWORTHY = (
    OAuthError,
    JoseError,
    requests.RequestException,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
)


class ProviderFailed(AccountError):
    """The provider did not vouch for anybody, or not in a way that can be trusted."""

    code = "provider_failed"
    message = "单位账号登录没有成功，请再试一次，或改用密码登录。"


@dataclass(frozen=True)
class Errand:
    """What is remembered while somebody is at the provider; sealed, in their own browser."""

    state: str
    nonce: str
    verifier: str = field(repr=False)
    wished: str
    return_address: str
    begun: str


@dataclass(frozen=True)
class Departure:
    """Where to go, and what to remember (a cookie value)."""

    address: str = field(repr=False)
    sealed: str = field(repr=False)


@dataclass(frozen=True)
class Arrival:
    """For which login the provider vouches, and which room was wished."""

    login: str
    wished: str


class Provider:
    """The OpenID provider of this installation. Its calls wait for others: use a thread."""

    def __init__(self, settings: AccessSettings, cipher: Cipher, clock: Clock) -> None:
        self._settings = settings
        self._cipher = cipher
        self._clock = clock
        self._lock = threading.Lock()
        self._described: tuple[datetime, dict[str, Any]] | None = None
        self._keys: KeySet | None = None

    def begin(self, return_address: str, wished: str) -> Departure:
        """Send somebody off; raises ProviderFailed when the provider cannot be reached."""
        errand = Errand(
            state=secrets.token_urlsafe(24),
            nonce=secrets.token_urlsafe(24),
            verifier=secrets.token_urlsafe(48),
            wished=wished,
            return_address=return_address,
            begun=self._clock.now().isoformat(),
        )
        endpoint = self._description()["authorization_endpoint"]
        with self._client(return_address) as client:
            address, _ = client.create_authorization_url(
                endpoint, state=errand.state, nonce=errand.nonce, code_verifier=errand.verifier
            )
        return Departure(address, self._seal(errand))

    def arrive(self, sealed: str, answer: Mapping[str, str]) -> Arrival:
        """Take somebody back; raises ProviderFailed unless the provider vouches for a login."""
        errand = self._open(sealed)
        if not hmac.compare_digest(errand.state.encode(), answer.get("state", "").encode()):
            raise ProviderFailed
        if answer.get("error") or not answer.get("code"):
            raise ProviderFailed
        try:
            return Arrival(self._vouched(errand, answer["code"]), errand.wished)
        except UNTRUSTWORTHY as error:
            raise ProviderFailed from error

    def _vouched(self, errand: Errand, code: str) -> str:
        described = self._description()
        with self._client(errand.return_address) as client:
            token = client.fetch_token(
                described["token_endpoint"],
                grant_type="authorization_code",
                code=code,
                code_verifier=errand.verifier,
                allow_redirects=False,
            )
            claims = self._checked(token, errand.nonce)
            login = claims.get(self._settings.oidc_claim)
            if login is None and described.get("userinfo_endpoint"):
                login = self._asked(client, described["userinfo_endpoint"], claims["sub"])
        if not isinstance(login, str) or not login.strip():
            raise ValueError(f"the provider names no {self._settings.oidc_claim}")
        return login

    def _asked(self, client: Any, endpoint: str, subject: str) -> Any:
        """Ask for the claims that are not in the token."""
        answer = client.get(endpoint, allow_redirects=False)
        answer.raise_for_status()
        told = answer.json()
        if told.get("sub") != subject:
            raise ValueError("the provider speaks about somebody else")
        return told.get(self._settings.oidc_claim)

    def _checked(self, token: Mapping[str, Any], nonce: str) -> CodeIDToken:
        issuer, client_id = self._description()["issuer"], self._settings.oidc_client_id
        decoded = self._decoded(token["id_token"])
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            {
                "iss": {"essential": True, "value": issuer},
                "aud": {"essential": True, "value": client_id},
            },
            {"nonce": nonce, "client_id": client_id, "access_token": token.get("access_token")},
        )
        claims.validate(now=int(self._clock.now().timestamp()), leeway=LEEWAY)
        return claims

    def _decoded(self, id_token: str) -> Any:
        registry = JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
        try:
            return jwt.decode(id_token, self._key_set(), registry=registry)
        except InvalidKeyIdError:  # the provider has changed its keys since
            return jwt.decode(id_token, self._key_set(afresh=True), registry=registry)

    def _key_set(self, afresh: bool = False) -> KeySet:
        with self._lock:
            keys = self._keys
        if keys is None or afresh:
            fetched: Any = _fetched(self._description()["jwks_uri"])
            keys = KeySet.import_key_set(fetched)
            with self._lock:
                self._keys = keys
        return keys

    def _description(self) -> dict[str, Any]:
        """Return what the provider says of itself, asked once an hour."""
        now = self._clock.now()
        with self._lock:
            known = self._described
        if known and now - known[0] < DESCRIPTION_GOOD_FOR:
            return known[1]
        try:
            described = self._discovered()
        except (requests.RequestException, ValueError) as error:
            raise ProviderFailed("单位账号的服务暂时连不上，请改用密码登录。") from error
        with self._lock:
            self._described = (now, described)
        return described

    def _discovered(self) -> dict[str, Any]:
        issuer = self._settings.oidc_issuer
        described = _fetched(f"{issuer}/.well-known/openid-configuration")
        if str(described.get("issuer", "")).rstrip("/") != issuer:
            raise ValueError("the provider calls itself by another name")
        for name in ENDPOINTS:
            parts = urlsplit(str(described.get(name, "")))
            if parts.scheme != "https" and parts.hostname not in LOOPBACK:
                raise ValueError(f"{name} is no https:// address")
        return described

    def _client(self, return_address: str) -> Any:
        secret = self._settings.oidc_client_secret
        return OAuth2Session(
            self._settings.oidc_client_id,
            secret or None,
            token_endpoint_auth_method="client_secret_basic" if secret else "none",
            scope="openid profile email",
            redirect_uri=return_address,
            code_challenge_method="S256",
            default_timeout=PATIENCE,
        )

    def _seal(self, errand: Errand) -> str:
        sealed = self._cipher.encrypt(json.dumps(asdict(errand)).encode(), SEALED_FOR)
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def _open(self, sealed: str) -> Errand:
        try:
            whole = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
            errand = Errand(**json.loads(self._cipher.decrypt(whole, SEALED_FOR)))
        except (CannotDecrypt, ValueError, TypeError) as error:
            raise ProviderFailed from error
        if self._clock.now() - datetime.fromisoformat(errand.begun) >= GOOD_FOR:
            raise ProviderFailed("在单位账号那边停得太久了，请重新登录。")
        return errand


def _fetched(address: str) -> dict[str, Any]:
    answer = requests.get(address, timeout=PATIENCE, allow_redirects=False)
    answer.raise_for_status()
    content = answer.json()
    if answer.status_code != 200 or not isinstance(content, dict):
        raise ValueError(f"no JSON object at {address}")
    return content
