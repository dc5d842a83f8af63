"""Tables of the files that were handed in: what is known of each, and its bytes, sealed."""

from __future__ import annotations

import sqlalchemy as sa

from bot.database import Base, SafeText, UtcDateTime


class EvidenceFile(Base):
    """One file. What it was called is never stored, and neither is what it claimed to be.

    `scope` is where it was handed in (conversation:<id> or ticket:<id>) and never changes; there it
    has its `position`, and the same content comes only once. `ticket_id` is the ticket that it
    belongs to, None until one claims it; `draft_key` the draft that was being told when it came.
    Hashes are SHA-256 in hex: of what came, and of what is kept.
    """

    __tablename__ = "evidence_files"
    __table_args__ = (
        sa.UniqueConstraint("scope", "position"),
        sa.UniqueConstraint("scope", "received_sha256"),
    )

    id = sa.Column(sa.String(32), primary_key=True)
    scope = sa.Column(sa.String(90), nullable=False)
    position = sa.Column(sa.Integer, nullable=False)
    conversation_id = sa.Column(sa.String(64), index=True)
    draft_key = sa.Column(sa.String(64), index=True)
    ticket_id = sa.Column(sa.ForeignKey("tickets.id"), index=True)
    by = sa.Column(SafeText, nullable=False)
    at = sa.Column(UtcDateTime, nullable=False, index=True)
    kind = sa.Column(sa.String(10), nullable=False)
    size = sa.Column(sa.Integer, nullable=False)
    received_sha256 = sa.Column(sa.String(64), nullable=False)
    kept_sha256 = sa.Column(sa.String(64), nullable=False)


class EvidencePart(Base):
    """A piece of what is kept of a file (`what` is content or thumbnail), encrypted."""

    __tablename__ = "evidence_parts"

    file_id = sa.Column(sa.ForeignKey("evidence_files.id"), primary_key=True)
    what = sa.Column(sa.String(10), primary_key=True)
    position = sa.Column(sa.Integer, primary_key=True, autoincrement=False)
    body = sa.Column(sa.LargeBinary, nullable=False)
