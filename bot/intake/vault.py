"""Where the values behind the masks are kept: encrypted, and only within one conversation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from bot.intake.models import VaultEntry
from bot.privacy.masking import Secret

CALLER = "来电号码"  # under this the number that called is kept; no text holds it as a mark

Executes: TypeAlias = Connection | Session  # both run statements; which one is the caller's affair

_vault = VaultEntry.__table__
_ALL = select(_vault).where(_vault.c.conversation_id == bindparam("conversation"))
_ONE = _ALL.where(_vault.c.token == bindparam("masked"))
_FORGET = delete(_vault).where(
    _vault.c.conversation_id == bindparam("conversation"), _vault.c.token == bindparam("masked")
)


def keep(
    executes: Executes, conversation_id: str, secrets: Iterable[Secret], now: datetime
) -> None:
    """Store each secret under its token; a token said again takes the newest value."""
    for secret in secrets:
        entry = {"conversation_id": conversation_id, "stored_at": now, **vars(secret)}
        executes.execute(_FORGET, {"conversation": conversation_id, "masked": secret.token})
        executes.execute(insert(_vault), entry)


def known(executes: Executes, conversation_id: str) -> dict[str, str]:
    """Return token and value of all that this conversation has masked so far."""
    rows = executes.execute(_ALL, {"conversation": conversation_id})
    return {row.token: row.value for row in rows}


def reveal(executes: Executes, conversation_id: str, token: str | None) -> str | None:
    """Return the value behind `token`; text that is no token of the vault is returned as it is."""
    if token is None:
        return None
    entry = executes.execute(_ONE, {"conversation": conversation_id, "masked": token}).first()
    return entry.value if entry else token


def copy(executes: Executes, *, source: str, target: str, now: datetime) -> None:
    """Give the conversation `target` the values that `source` held, when a draft is resumed."""
    rows = executes.execute(_ALL, {"conversation": source}).all()
    secrets = [Secret(kind=row.kind, token=row.token, value=row.value) for row in rows]
    keep(executes, target, secrets, now)
