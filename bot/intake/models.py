"""Tables of the intake: drafts that survive a dropped call, and the vault of masked values."""

from __future__ import annotations

import sqlalchemy as sa

from bot.database import Base, UtcDateTime
from bot.privacy.columns import EncryptedJson, EncryptedText


class SavedDraft(Base):
    """The latest state of one conversation's draft."""

    __tablename__ = "drafts"

    conversation_id = sa.Column(sa.String(64), primary_key=True)
    is_open = sa.Column(sa.Boolean, nullable=False)
    content = sa.Column(EncryptedJson, nullable=False)
    updated_at = sa.Column(UtcDateTime, nullable=False)


class VaultEntry(Base):
    """One personal value behind the mask that replaced it in a conversation."""

    __tablename__ = "vault"

    conversation_id = sa.Column(sa.String(64), primary_key=True)
    token = sa.Column(sa.String(64), primary_key=True)
    kind = sa.Column(sa.String(16), nullable=False)
    value = sa.Column(EncryptedText, nullable=False)
    stored_at = sa.Column(UtcDateTime, nullable=False)
