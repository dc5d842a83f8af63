"""How staff get in: who must have a second factor, and the OpenID provider of the house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

NOBODY = "none"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class AccessSettings:
    """XIAOBAO_SECOND_FACTOR and XIAOBAO_OIDC_*; without an issuer there are passwords only.

    `oidc_claim` is the claim of the provider that holds the login of an account.
    """

    second_factor_for: tuple[str, ...] = ("administrator",)
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_claim: str = "preferred_username"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> AccessSettings:
        """Read the environment; raises ValueError with what to mend."""
        issuer = environ.get("XIAOBAO_OIDC_ISSUER", "").rstrip("/")
        client = environ.get("XIAOBAO_OIDC_CLIENT_ID", "")
        if issuer:
            _check_provider(issuer, client)
        return cls(
            second_factor_for=_roles(environ.get("XIAOBAO_SECOND_FACTOR", "")),
            oidc_issuer=issuer,
            oidc_client_id=client,
            oidc_client_secret=environ.get("XIAOBAO_OIDC_CLIENT_SECRET", ""),
            oidc_claim=environ.get("XIAOBAO_OIDC_CLAIM", "") or cls.oidc_claim,
        )


def _roles(given: str) -> tuple[str, ...]:
    if not given:
        return AccessSettings.second_factor_for
    if given == NOBODY:
        return ()
    return tuple(entry.strip() for entry in given.split(",") if entry.strip())


def _check_provider(issuer: str, client: str) -> None:
    try:
        parts = urlsplit(issuer)
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    except ValueError:
        safe = False
    if not safe:
        raise ValueError("XIAOBAO_OIDC_ISSUER must be an https:// address, or unset.")
    if not client:
        raise ValueError("XIAOBAO_OIDC_CLIENT_ID is missing; the provider gives it out.")
