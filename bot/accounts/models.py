"""The tables of staff: accounts, their sessions, and who looked at whose data."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, Integer, String

from bot.database import Base, SafeText, UtcDateTime
from bot.privacy.columns import EncryptedText


class Account(Base):
    """Somebody who works here; disabled, never deleted, for what they did stays on record."""

    __tablename__ = "accounts"

    id = Column(String(32), primary_key=True)
    login = Column(String(64), nullable=False, unique=True)
    name = Column(EncryptedText("accounts.name"), nullable=False)
    role = Column(String(16), nullable=False)
    institution_id = Column(String(64))
    branch = Column(SafeText)
    skills = Column(JSON, nullable=False)
    desk_number = Column(Integer, nullable=False, unique=True)
    password_hash = Column(SafeText, nullable=False)
    must_change_password = Column(Boolean, nullable=False)
    one_time_until = Column(UtcDateTime)
    second_factor = Column(EncryptedText("accounts.second_factor"))
    second_factor_offered = Column(EncryptedText("accounts.second_factor_offered"))
    # The time step of the code that was used last: no code of it or before is taken again.
    last_step = Column(BigInteger, nullable=False)
    created_at = Column(UtcDateTime, nullable=False)
    signed_in_at = Column(UtcDateTime)
    disabled_at = Column(UtcDateTime)


class RecoveryCode(Base):
    """One way in without the telephone that shows the codes; it works once."""

    __tablename__ = "recovery_codes"

    account_id = Column(String(32), ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    code_hash = Column(String(64), primary_key=True)
    used_at = Column(UtcDateTime)


class StaffSession(Base):
    """One browser of somebody; only the hash of its cookie is kept.

    `stage` is "code" until the second factor was shown, then "open"; `way` is "password" or
    "provider".
    """

    __tablename__ = "staff_sessions"

    token_hash = Column(String(64), primary_key=True)
    account_id = Column(
        String(32), ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, index=True
    )
    stage = Column(String(8), nullable=False)
    way = Column(String(8), nullable=False)
    started_at = Column(UtcDateTime, nullable=False, index=True)
    seen_at = Column(UtcDateTime, nullable=False)


class SignInTries(Base):
    """How often a login, or an address, was tried in vain of late; both as keyed hashes."""

    __tablename__ = "sign_in_tries"

    key_hash = Column(String(64), primary_key=True)
    failures = Column(Integer, nullable=False)
    last_at = Column(UtcDateTime, nullable=False, index=True)


class Look(Base):
    """Somebody looked at personal data: never edited, never deleted.

    `fields` names what was seen, as in ["name", "phone"]; the reason is in their own words.
    """

    __tablename__ = "looks"

    id = Column(Integer, primary_key=True)
    account_id = Column(String(32), ForeignKey("accounts.id"), nullable=False)
    at = Column(UtcDateTime, nullable=False)
    ticket_number = Column(String(16))
    conversation_id = Column(String(64))
    fields = Column(JSON, nullable=False)
    reason = Column(EncryptedText("looks.reason"), nullable=False)

    __table_args__ = (
        Index("ix_looks_account_id_at", account_id, at),
        Index("ix_looks_ticket_number", ticket_number),
        Index("ix_looks_conversation_id", conversation_id),
        Index("ix_looks_at", at),
    )


class AccountEvent(Base):
    """Something happened to an account: signed_in, refused, created, disabled ...; kept for good.

    `actor` is the account that did it, "console", "provider", or empty for whoever it was; there
    is no account where an unknown login was tried.
    """

    __tablename__ = "account_events"

    id = Column(Integer, primary_key=True)
    account_id = Column(String(32), ForeignKey("accounts.id"), index=True)
    at = Column(UtcDateTime, nullable=False)
    actor = Column(String(32), nullable=False)
    what = Column(String(32), nullable=False)
