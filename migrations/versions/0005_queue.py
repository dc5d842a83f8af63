"""The queue for a person: skills, presence, ratings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# What must hold whoever writes to the database, by whatever program.
SQLITE_TRIGGER = """
CREATE TRIGGER handoff_events_no_{verb} BEFORE {verb} ON handoff_events
BEGIN SELECT RAISE(ABORT, 'handoff_events are final'); END
"""
# The function is there since the events of tickets.
POSTGRESQL_TRIGGER = """
CREATE TRIGGER handoff_events_no_{verb} BEFORE {verb} ON handoff_events
FOR EACH ROW EXECUTE FUNCTION refuse_change()
"""


def upgrade() -> None:
    change_handoffs()
    op.create_table(
        "handoff_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handoff_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("agent", sa.Text(), nullable=True),
        sa.Column("why", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(
            ["handoff_id"], ["handoffs.id"], name=op.f("fk_handoff_events_handoff_id_handoffs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoff_events")),
    )
    op.create_index(op.f("ix_handoff_events_handoff_id"), "handoff_events", ["handoff_id"])
    op.create_index("ix_handoff_events_kind_at", "handoff_events", ["kind", "at"])
    op.create_table(
        "handoff_notes",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["handoff_events.id"], name=op.f("fk_handoff_notes_event_id_handoff_events")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_handoff_notes")),
    )
    op.create_table(
        "handoff_ratings",
        sa.Column("handoff_id", sa.Integer(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("nps", sa.Integer(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_handoff_ratings_score")),
        sa.CheckConstraint("nps BETWEEN 0 AND 10", name=op.f("ck_handoff_ratings_nps")),
        sa.ForeignKeyConstraint(
            ["handoff_id"], ["handoffs.id"], name=op.f("fk_handoff_ratings_handoff_id_handoffs")
        ),
        sa.PrimaryKeyConstraint("handoff_id", name=op.f("pk_handoff_ratings")),
    )
    op.create_index(op.f("ix_handoff_ratings_agent"), "handoff_ratings", ["agent"])
    op.create_table(
        "desk_agents",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("why", sa.String(length=60), nullable=True),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("last_seen", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "state IN ('ready', 'paused', 'away')", name=op.f("ck_desk_agents_state")
        ),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_desk_agents_capacity")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_agents")),
    )
    op.create_index(op.f("ix_desk_agents_state"), "desk_agents", ["state"])
    refuse_changes()


def change_handoffs() -> None:
    """Add the columns, tell promised calls from waits, and only then set the rules."""
    with op.batch_alter_table("handoffs") as batch:
        batch.add_column(sa.Column("waiting_since", sa.DateTime(), nullable=True))
        batch.add_column(sa.Column("rank_at", sa.DateTime(), nullable=True))
        batch.add_column(
            sa.Column("at_head", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.add_column(sa.Column("reserved_for", sa.Text(), nullable=True))
        batch.add_column(sa.Column("declined_by", sa.JSON(), nullable=False, server_default="[]"))
        batch.add_column(
            sa.Column("is_hard", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.add_column(sa.Column("outcome", sa.String(length=30), nullable=True))
    op.execute("UPDATE handoffs SET waiting_since = requested_at, rank_at = requested_at")
    op.execute(
        "UPDATE handoffs SET state = 'callback', rank_at = callback_at "
        "WHERE state = 'waiting' AND callback_at IS NOT NULL"
    )
    op.drop_index("ix_handoffs_queue", "handoffs")
    with op.batch_alter_table("handoffs") as batch:
        batch.alter_column("waiting_since", existing_type=sa.DateTime(), nullable=False)
        batch.alter_column("rank_at", existing_type=sa.DateTime(), nullable=False)
        for column, kind in (
            ("at_head", sa.Boolean()),
            ("declined_by", sa.JSON()),
            ("is_hard", sa.Boolean()),
        ):
            batch.alter_column(column, existing_type=kind, server_default=None)
        batch.create_check_constraint(
            op.f("ck_handoffs_owned"), "state <> 'accepted' OR accepted_by IS NOT NULL"
        )
        batch.create_check_constraint(
            op.f("ck_handoffs_promised"), "state <> 'callback' OR callback_at IS NOT NULL"
        )
        batch.create_check_constraint(
            op.f("ck_handoffs_open"), "is_open = (state IN ('waiting', 'callback', 'accepted'))"
        )
    op.create_index("ix_handoffs_queue", "handoffs", ["state", "rank_at"])
    op.create_index(op.f("ix_handoffs_conversation_id"), "handoffs", ["conversation_id"])
    op.create_index(op.f("ix_handoffs_ended_at"), "handoffs", ["ended_at"])


def refuse_changes() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    trigger = POSTGRESQL_TRIGGER if postgresql else SQLITE_TRIGGER
    for verb in ("UPDATE", "DELETE"):
        op.execute(trigger.format(verb=verb))


def downgrade() -> None:
    op.drop_table("desk_agents")
    op.drop_table("handoff_ratings")
    op.drop_table("handoff_notes")
    op.drop_table("handoff_events")
    for index in ("ix_handoffs_ended_at", "ix_handoffs_conversation_id", "ix_handoffs_queue"):
        op.drop_index(index, "handoffs")
    with op.batch_alter_table("handoffs") as batch:
        for rule in ("open", "promised", "owned"):
            batch.drop_constraint(op.f(f"ck_handoffs_{rule}"), type_="check")
    op.execute("UPDATE handoffs SET state = 'waiting' WHERE state = 'callback'")
    with op.batch_alter_table("handoffs") as batch:
        for column in (
            "outcome",
            "is_hard",
            "declined_by",
            "reserved_for",
            "at_head",
            "rank_at",
            "waiting_since",
        ):
            batch.drop_column(column)
    op.create_index(
        "ix_handoffs_queue", "handoffs", ["state", "priority", "requested_at"], unique=False
    )
