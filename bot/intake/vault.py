"""Where the values behind the masks are kept: encrypted, and only within one conversation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.intake.models import VaultEntry
from bot.privacy.masking import Secret


def keep(session: Session, conversation_id: str, secrets: Iterable[Secret], now: datetime) -> None:
    """Store each secret under its token; a token said again takes the newest value."""
    for secret in secrets:
        session.merge(
            VaultEntry(
                conversation_id=conversation_id,
                token=secret.token,
                kind=secret.kind,
                value=secret.value,
                stored_at=now,
            )
        )


def known(session: Session, conversation_id: str) -> dict[str, str]:
    """Return token and value of all that this conversation has masked so far."""
    rows = session.scalars(select(VaultEntry).where(VaultEntry.conversation_id == conversation_id))
    return {row.token: row.value for row in rows}


def reveal(session: Session, conversation_id: str, token: str | None) -> str | None:
    """Return the value behind `token`; text that is no token of the vault is returned as it is."""
    if token is None:
        return None
    entry = session.get(VaultEntry, (conversation_id, token))
    return entry.value if entry else token


def copy(session: Session, *, source: str, target: str, now: datetime) -> None:
    """Give the conversation `target` the values that `source` held, when a draft is resumed."""
    rows = session.scalars(select(VaultEntry).where(VaultEntry.conversation_id == source))
    secrets = [Secret(kind=row.kind, token=row.token, value=row.value) for row in rows]
    keep(session, target, secrets, now)
