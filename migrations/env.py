"""Run migrations on the connection that `Database.upgrade` hands over, or on our own."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from alembic import context
from sqlalchemy.engine import Connection

from bot.database import Base, Database
from bot.settings import Settings

MODELS = (
    "bot.accounts.models",
    "bot.tickets.models",
    "bot.handoff.models",
    "bot.intake.models",
    "bot.evidence.models",
    "bot.institutions.models",
    "bot.practice_marks",
    "bot.practice.models",
    "bot.dialogue.models",
)

for name in MODELS:
    if find_spec(name):
        import_module(name)


def migrate(connection: Connection) -> None:
    """Run all migrations that are missing, in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        # SQLite cannot alter most things in place: tables are copied instead.
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


handed_over = context.config.attributes.get("connection")
if handed_over is not None:
    migrate(handed_over)
elif context.is_offline_mode():
    raise SystemExit("Writing SQL without a database is not supported; run alembic upgrade head.")
else:
    with Database(Settings.from_environment().database_url).engine.begin() as own:
        migrate(own)
