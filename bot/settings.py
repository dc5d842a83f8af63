"""What the surroundings say about this installation: read once at start, never again."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from bot.access_settings import AccessSettings
from bot.phone_keys import PhoneKeys

KEY_BYTES = 32


class SettingsError(ValueError):
    """A setting cannot be used; the message says what to do next."""


@dataclass(frozen=True)
class Settings:
    """Everything that is set from outside; keys, secrets and addresses stay out of the repr."""

    profile: str
    database_url: str = field(repr=False)
    redis_url: str | None = field(repr=False)
    var: Path
    data_key: bytes = field(repr=False)
    ivr_secret: str = field(repr=False)
    host: str
    port: int
    widget_origins: tuple[str, ...]
    phone: PhoneKeys = field(default_factory=PhoneKeys)
    voice: str = ""
    text_messages: str = ""
    access: AccessSettings = field(default_factory=AccessSettings)
    webhook_networks: tuple[str, ...] = ()

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read the environment, making the key files that are not there yet.

        Raises SettingsError for a value that cannot be used.
        """
        values = {name: value.strip() for name, value in environ.items()}
        var = Path(values.get("XIAOBAO_VAR") or "var").expanduser().absolute()
        return cls(
            profile=values.get("XIAOBAO_PROFILE") or "nfra-12378",
            database_url=_database_url(values.get("DATABASE_URL", ""), var),
            redis_url=_redis_url(values.get("REDIS_URL", "")),
            var=var,
            data_key=_data_key(values.get("XIAOBAO_KEY", ""), var / "keys" / "data.key"),
            ivr_secret=_ivr_secret(
                values.get("XIAOBAO_IVR_SECRET", ""), var / "keys" / "ivr.secret"
            ),
            host=values.get("XIAOBAO_HOST") or "127.0.0.1",
            port=_port(values.get("XIAOBAO_PORT") or "5005"),
            widget_origins=_origins(values.get("XIAOBAO_WIDGET_ORIGINS", "")),
            phone=PhoneKeys.from_environment(values),
            voice=values.get("XIAOBAO_VOICE", ""),
            text_messages=values.get("XIAOBAO_TEXT_MESSAGES", ""),
            access=_access(values),
            webhook_networks=_networks(values.get("XIAOBAO_WEBHOOK_NETWORKS", "")),
        )


def _access(values: Mapping[str, str]) -> AccessSettings:
    try:
        return AccessSettings.from_environment(values)
    except ValueError as error:
        raise SettingsError(str(error)) from error


def _database_url(given: str, var: Path) -> str:
    if not given:
        _make_directory(var)
        return f"sqlite:///{var / 'xiaobao.db'}"
    scheme, separator, rest = given.partition("://")
    if separator and scheme in ("postgres", "postgresql"):
        return f"postgresql+psycopg2://{rest}"
    if separator and scheme in ("sqlite", "postgresql+psycopg2"):
        return given
    raise SettingsError(
        "DATABASE_URL must start with sqlite:///, postgresql:// or postgresql+psycopg2://; "
        "unset it to use SQLite in the var directory."
    )


def _redis_url(given: str) -> str | None:
    if given and not given.startswith(("redis://", "rediss://", "unix://")):
        raise SettingsError(
            "REDIS_URL must start with redis://, rediss:// or unix://; "
            "unset it to do without Redis."
        )
    return given or None


def _port(given: str) -> int:
    if given.isascii() and given.isdigit() and 1 <= int(given[:6]) <= 65535:
        return int(given)
    raise SettingsError(f"XIAOBAO_PORT must be a number from 1 to 65535, not {given[:20]!r}.")


def _origins(given: str) -> tuple[str, ...]:
    """Split a comma-separated list of origins, each as a browser sends it in `Origin`."""
    return tuple(_origin(entry.strip()) for entry in given.split(",") if entry.strip())


def _origin(entry: str) -> str:
    origin = entry.rstrip("/")
    try:
        parts = urlsplit(origin)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme in ("http", "https") and origin == f"{parts.scheme}://{parts.netloc}":
        return origin.lower()
    raise SettingsError(
        f"XIAOBAO_WIDGET_ORIGINS: {entry[:100]!r} is not an origin; "
        "write scheme and host only, as in https://bank.example, and separate several by commas."
    )


def _networks(given: str) -> tuple[str, ...]:
    """Split a comma-separated list of private networks that webhooks may lead into."""
    entries = tuple(entry.strip() for entry in given.split(",") if entry.strip())
    for entry in entries:
        try:
            ip_network(entry)
        except ValueError as error:
            raise SettingsError(
                f"XIAOBAO_WEBHOOK_NETWORKS: {entry[:60]!r} is not a network; "
                "write 10.20.0.0/16, and separate several by commas."
            ) from error
    return entries


def _data_key(given: str, file: Path) -> bytes:
    """Return the 32 bytes that encrypt personal data."""
    if given:
        return _decode_key(given, "XIAOBAO_KEY")
    encoded = _read_or_make(file, lambda: base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode())
    return _decode_key(encoded, str(file))


def _decode_key(encoded: str, source: str) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) == KEY_BYTES:
        return key
    raise SettingsError(
        f"{source} must hold {KEY_BYTES} bytes in base64. Restore it from your backup: without "
        "the key that wrote them, stored names and numbers cannot be read. "
        f"For a new installation make one with: openssl rand -base64 {KEY_BYTES}"
    )


def _ivr_secret(given: str, file: Path) -> str:
    secret = given or _read_or_make(file, lambda: secrets.token_urlsafe(KEY_BYTES))
    if len(secret) < 16:
        source = "XIAOBAO_IVR_SECRET" if given else str(file)
        raise SettingsError(f"{source} must be at least 16 characters; unset it to have one made.")
    return secret


def _read_or_make(file: Path, make: Callable[[], str]) -> str:
    """Return the file's text; when it is missing, make it for the owner's eyes only.

    The file appears whole or not at all, so processes that start together agree on it.
    """
    try:
        if not file.exists():
            _make_directory(file.parent, mode=0o700)
            _publish(file, make())
        return file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"Cannot read or make {file} ({error}); let the service's user own that directory."
        ) from error


def _publish(file: Path, text: str) -> None:
    descriptor, name = tempfile.mkstemp(dir=file.parent)  # mkstemp makes mode 0600
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(text + "\n")
        if not file.exists():
            os.link(draft, file)
    except FileExistsError:
        pass  # another process was quicker: its key is the key
    finally:
        draft.unlink()


def _make_directory(path: Path, mode: int = 0o777) -> None:
    try:
        path.mkdir(mode=mode, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"Cannot make the directory {path} ({error.strerror}); set XIAOBAO_VAR to a "
            "directory that the service's user may write to."
        ) from error
