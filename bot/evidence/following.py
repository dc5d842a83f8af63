"""Files follow their ticket: claimed when it is registered, gone when its person is forgotten.

Both happen in the transaction of the ticket itself, whoever makes it, so neither can be missed.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, delete, event, inspect, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from bot.evidence.models import EvidenceFile, EvidencePart
from bot.tickets.models import Submission, Ticket

_files = EvidenceFile.__table__
_parts = EvidencePart.__table__


def forget(executes: Connection | Session, which: Any) -> int:
    """Delete files for good; `which` is a condition on the table; returns how many they were."""
    ids = select(_files.c.id).where(which)
    executes.execute(delete(_parts).where(_parts.c.file_id.in_(ids)))
    return int(executes.execute(delete(_files).where(which)).rowcount)


@event.listens_for(Submission, "after_insert")
def _claim(_mapper: Any, connection: Connection, submission: Submission) -> None:
    """Give a ticket the files of its draft, and those that came before anything was told."""
    conversation, _, draft = submission.idempotency_key.rpartition(":")
    if not conversation:
        return
    early = and_(_files.c.conversation_id == conversation, _files.c.draft_key.is_(None))
    connection.execute(
        update(_files)
        .where(_files.c.ticket_id.is_(None), or_(_files.c.draft_key == draft, early))
        .values(ticket_id=submission.ticket_id)
    )


@event.listens_for(Ticket, "after_update")
def _forget_with(_mapper: Any, connection: Connection, ticket: Ticket) -> None:
    """Take the files away in the moment in which retention erases the person."""
    if ticket.erased_at is not None and inspect(ticket).attrs.erased_at.history.has_changes():
        forget(connection, _files.c.ticket_id == ticket.id)
