"""Files that consumers and institutions hand in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evidence_files",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("scope", sa.String(length=90), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=True),
        sa.Column("draft_key", sa.String(length=64), nullable=True),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("received_sha256", sa.String(length=64), nullable=False),
        sa.Column("kept_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_evidence_files_ticket_id_tickets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_files")),
        sa.UniqueConstraint("scope", "position", name=op.f("uq_evidence_files_scope_position")),
        sa.UniqueConstraint(
            "scope", "received_sha256", name=op.f("uq_evidence_files_scope_received_sha256")
        ),
    )
    for column in ("conversation_id", "draft_key", "ticket_id", "at"):
        op.create_index(op.f(f"ix_evidence_files_{column}"), "evidence_files", [column])
    op.create_table(
        "evidence_parts",
        sa.Column("file_id", sa.String(length=32), nullable=False),
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["evidence_files.id"],
            name=op.f("fk_evidence_parts_file_id_evidence_files"),
        ),
        sa.PrimaryKeyConstraint("file_id", "what", "position", name=op.f("pk_evidence_parts")),
    )


def downgrade() -> None:
    op.drop_table("evidence_parts")
    for column in ("at", "ticket_id", "draft_key", "conversation_id"):
        op.drop_index(op.f(f"ix_evidence_files_{column}"), table_name="evidence_files")
    op.drop_table("evidence_files")
