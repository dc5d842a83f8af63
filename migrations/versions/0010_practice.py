"""Drills that trainees went through, and which conversations are only practice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "practice_marks",
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_practice_marks")),
    )
    op.create_table(
        "practices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("drill", sa.String(length=80), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("trainer_id", sa.String(length=32), nullable=False),
        sa.Column("trainee_id", sa.String(length=32), nullable=False),
        sa.Column("trainee_number", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("ending", sa.String(length=10), nullable=True),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("offered_at", sa.DateTime(), nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("report", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "state IN ('offered', 'running', 'over')", name=op.f("ck_practices_state")
        ),
        sa.CheckConstraint(
            "(state = 'over') = (ending IS NOT NULL)", name=op.f("ck_practices_ending")
        ),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_practices_score")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practices")),
        sa.UniqueConstraint("conversation_id", name=op.f("uq_practices_conversation_id")),
    )
    op.create_index("ix_practices_state", "practices", ["state"])
    op.create_index(op.f("ix_practices_trainee_id"), "practices", ["trainee_id"])
    op.create_index(op.f("ix_practices_trainer_id"), "practices", ["trainer_id"])
    op.create_index(
        "uq_practices_trainee",
        "practices",
        ["trainee_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'over'"),
        postgresql_where=sa.text("state <> 'over'"),
    )


def downgrade() -> None:
    op.drop_table("practices")
    op.drop_table("practice_marks")
