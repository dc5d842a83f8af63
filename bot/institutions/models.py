"""Tables of what the house and the institutions have between them."""

from __future__ import annotations

import sqlalchemy as sa

from bot.database import Base, SafeText, UtcDateTime
from bot.privacy.columns import EncryptedJson, EncryptedText


class ApiKey(Base):
    """A key of an institution; only a hash of its secret half is kept."""

    __tablename__ = "api_keys"

    id = sa.Column(sa.String(16), primary_key=True)
    institution_id = sa.Column(sa.String(80), nullable=False, index=True)
    name = sa.Column(SafeText, nullable=False)
    secret_hash = sa.Column(sa.String(64), nullable=False)
    scopes = sa.Column(sa.JSON, nullable=False)
    created_at = sa.Column(UtcDateTime, nullable=False)
    created_by = sa.Column(sa.String(64), nullable=False)
    last_used_on = sa.Column(sa.Date)
    revoked_at = sa.Column(UtcDateTime)
    revoked_by = sa.Column(sa.String(64))


class KeyLook(Base):
    """A key was used to read personal data: never edited, never deleted (people's: `looks`)."""

    __tablename__ = "key_looks"

    id = sa.Column(sa.Integer, primary_key=True)
    key_id = sa.Column(sa.ForeignKey("api_keys.id"), nullable=False)
    at = sa.Column(UtcDateTime, nullable=False)
    ticket_number = sa.Column(sa.String(16), nullable=False, index=True)
    fields = sa.Column(sa.JSON, nullable=False)

    __table_args__ = (sa.Index("ix_key_looks_key_id_at", key_id, at),)


class ApiAnswer(Base):
    """What a write was answered with, so that the same request again gets the same answer.

    Without `status` the request is being answered now, since `at`.
    """

    __tablename__ = "api_answers"

    key_id = sa.Column(sa.ForeignKey("api_keys.id"), primary_key=True)
    idempotency_key = sa.Column(sa.String(64), primary_key=True)
    fingerprint = sa.Column(sa.String(64), nullable=False)
    at = sa.Column(UtcDateTime, nullable=False, index=True)
    status = sa.Column(sa.Integer)
    content = sa.Column(EncryptedJson("api_answers.content"))


class Webhook(Base):
    """An address that wants to hear of events; `position` is the last one that was considered.

    `ended_at` when it was taken away, `paused_at` while nothing is sent: `pause` is gone or asked.
    """

    __tablename__ = "webhooks"

    id = sa.Column(sa.String(16), primary_key=True)
    institution_id = sa.Column(sa.String(80), nullable=False, index=True)
    url = sa.Column(SafeText, nullable=False)
    secret = sa.Column(EncryptedText("webhooks.secret"), nullable=False)
    kinds = sa.Column(sa.JSON, nullable=False)
    position = sa.Column(sa.Integer, nullable=False)
    created_at = sa.Column(UtcDateTime, nullable=False)
    created_by = sa.Column(SafeText, nullable=False)
    paused_at = sa.Column(UtcDateTime)
    pause = sa.Column(sa.String(10))
    ended_at = sa.Column(UtcDateTime)


class Delivery(Base):
    """One event for one webhook: waiting until it is sent, dead or (by a person) skipped.

    Whoever sends it has claimed it, until `claimed_until` at the longest. `status` and `failure`
    are of the last try, `excerpt` is the masked beginning of what came back.
    """

    __tablename__ = "webhook_deliveries"

    id = sa.Column(sa.Integer, primary_key=True)
    webhook_id = sa.Column(sa.ForeignKey("webhooks.id"), nullable=False)
    event_id = sa.Column(sa.ForeignKey("ticket_events.id"), nullable=False)
    ticket_id = sa.Column(sa.ForeignKey("tickets.id"), nullable=False)
    kind = sa.Column(sa.String(40), nullable=False)
    state = sa.Column(sa.String(10), nullable=False)
    tries = sa.Column(sa.Integer, nullable=False)
    made_at = sa.Column(UtcDateTime, nullable=False)
    due_at = sa.Column(UtcDateTime, nullable=False)
    ended_at = sa.Column(UtcDateTime)
    claim = sa.Column(sa.String(32))
    claimed_until = sa.Column(UtcDateTime)
    status = sa.Column(sa.Integer)
    failure = sa.Column(sa.String(20))
    excerpt = sa.Column(EncryptedText("webhook_deliveries.excerpt"))

    __table_args__ = (
        sa.UniqueConstraint("webhook_id", "event_id"),
        sa.Index("ix_webhook_deliveries_state_due_at", state, due_at),
        sa.Index("ix_webhook_deliveries_webhook_id_ticket_id", webhook_id, ticket_id),
    )


class TicketHandler(Base):
    """A ticket was given to somebody inside its institution; the newest row holds."""

    __tablename__ = "ticket_handlers"

    id = sa.Column(sa.Integer, primary_key=True)
    ticket_id = sa.Column(sa.ForeignKey("tickets.id"), nullable=False, index=True)
    account_id = sa.Column(sa.ForeignKey("accounts.id"), nullable=False, index=True)
    at = sa.Column(UtcDateTime, nullable=False)
    by = sa.Column(SafeText, nullable=False)


class ContactAttempt(Base):
    """An institution tried to reach the consumer; its note goes when the person is forgotten."""

    __tablename__ = "contact_attempts"

    id = sa.Column(sa.Integer, primary_key=True)
    ticket_id = sa.Column(sa.ForeignKey("tickets.id"), nullable=False, index=True)
    at = sa.Column(UtcDateTime, nullable=False)
    actor = sa.Column(SafeText, nullable=False)
    way = sa.Column(sa.String(10), nullable=False)
    reached = sa.Column(sa.Boolean, nullable=False)
    note = sa.Column(EncryptedText("contact_attempts.note"))
