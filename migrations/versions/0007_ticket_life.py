"""The life of a ticket after it was forwarded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Added in place: other tables point to these, and copying them (batch mode) would drop their rows
# and triggers on SQLite.
NEW_COLUMNS = {
    "tickets": (
        ("urges_acknowledged", sa.Integer()),
        ("forwarded_at", sa.DateTime()),
        ("acknowledged_at", sa.DateTime()),
        ("answered_at", sa.DateTime()),
        ("assigned", sa.Text()),
        ("owner", sa.Text()),
        ("step", sa.Integer()),
        ("extension_asked", sa.String(length=30)),
        ("score", sa.Integer()),
        ("merged_into", sa.String(length=10)),
        ("group_name", sa.String(length=10)),
        ("represents", sa.Boolean()),
    ),
    "ticket_events": (("about", sa.Text()),),
    "ticket_deadlines": (("reminded", sa.Integer()),),
}
COUNTERS = ("urges_acknowledged",)
FOUND_BY = (("tickets", "merged_into"), ("tickets", "group_name"))


def upgrade() -> None:
    for table, columns in NEW_COLUMNS.items():
        for name, kind in columns:
            counts = name in COUNTERS
            default = "0" if counts else None
            op.add_column(
                table, sa.Column(name, kind, nullable=not counts, server_default=default)
            )
    for table, column in FOUND_BY:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
    date_what_was_forwarded()
    create_answers()
    create_extensions()
    create_follow_ups()
    create_groups()


def date_what_was_forwarded() -> None:
    """Take the moments of tickets that are under way from their events."""
    for column, state in (
        ("forwarded_at", "forwarded"),
        ("acknowledged_at", "in_progress"),
        ("answered_at", "answered"),
    ):
        op.execute(
            f"UPDATE tickets SET {column} = (SELECT max(at) FROM ticket_events"
            f" WHERE ticket_events.ticket_id = tickets.id AND new_state = '{state}')"
        )


def create_answers() -> None:
    op.create_table(
        "ticket_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("findings", sa.LargeBinary(), nullable=True),
        sa.Column("reasons", sa.LargeBinary(), nullable=True),
        sa.Column("remedies", sa.LargeBinary(), nullable=True),
        sa.Column("remedy_words", sa.LargeBinary(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("paid", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_answers_ticket_id_tickets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_answers")),
    )
    op.create_index(
        op.f("ix_ticket_answers_ticket_id"), "ticket_answers", ["ticket_id"], unique=False
    )


def create_extensions() -> None:
    op.create_table(
        "ticket_extensions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("to", sa.String(length=30), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decision_why", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_extensions_ticket_id_tickets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_extensions")),
    )
    op.create_index(
        op.f("ix_ticket_extensions_ticket_id"), "ticket_extensions", ["ticket_id"], unique=False
    )
    op.create_index(
        "uq_ticket_extensions_asked",
        "ticket_extensions",
        ["ticket_id"],
        unique=True,
        sqlite_where=sa.text("state = 'asked'"),
        postgresql_where=sa.text("state = 'asked'"),
    )


def create_follow_ups() -> None:
    op.create_table(
        "ticket_follow_ups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=10), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("nps", sa.Integer(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_follow_ups_ticket_id_tickets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_follow_ups")),
    )
    op.create_index(
        op.f("ix_ticket_follow_ups_ticket_id"), "ticket_follow_ups", ["ticket_id"], unique=False
    )


def create_groups() -> None:
    op.create_table(
        "ticket_groups",
        sa.Column("name", sa.String(length=10), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("institution_id", sa.String(length=80), nullable=True),
        sa.Column("institution_name", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("major_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_ticket_groups")),
    )


def downgrade() -> None:
    op.drop_table("ticket_groups")
    op.drop_table("ticket_follow_ups")
    op.drop_table("ticket_extensions")
    op.drop_table("ticket_answers")
    for table, column in FOUND_BY:
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)
    for table, columns in NEW_COLUMNS.items():
        for name, _kind in columns:
            op.drop_column(table, name)
