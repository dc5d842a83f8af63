"""What people say in a conversation; who owns it is told by the queue."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversation_lines",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("author_id", sa.String(length=64), nullable=True),
        sa.Column("author", sa.String(length=40), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_conversation_lines_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_lines")),
        sa.UniqueConstraint(
            "conversation_id", "key", name=op.f("uq_conversation_lines_conversation_id_key")
        ),
        sa.UniqueConstraint(
            "conversation_id", "seq", name=op.f("uq_conversation_lines_conversation_id_seq")
        ),
    )
    # In place, not by copying the table: dropping the old copy would take all turns with it.
    op.add_column("conversations", sa.Column("untold", sa.LargeBinary(), nullable=True))
    op.drop_column("conversations", "owner")
    op.add_column("turns", sa.Column("unsaid", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("turns", "unsaid")
    op.add_column(
        "conversations",
        sa.Column("owner", sa.String(length=8), nullable=False, server_default="bot"),
    )
    op.drop_column("conversations", "untold")
    op.drop_table("conversation_lines")
