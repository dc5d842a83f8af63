"""Find and read files; an institution finds only those of tickets that it may see."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.calendar.clock import Clock
from bot.database import Database
from bot.evidence import parts
from bot.evidence.errors import UnknownEvidence
from bot.evidence.homes import files_in, files_of, ticket_for, views
from bot.evidence.kinds import JPEG
from bot.evidence.models import EvidenceFile
from bot.evidence.views import EvidenceView, Served
from bot.tickets.errors import UnknownTicket
from bot.tickets.models import Ticket


class Reading:
    """Files are personal data: whoever shows one writes the look into the audit first."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def of_ticket(self, number: str, institution_id: str | None = None) -> tuple[EvidenceView, ...]:
        """Return the files of a ticket, oldest first; raises UnknownTicket."""
        with self._database.reading() as session:
            ticket = ticket_for(session, number, institution_id)
            return views(files_of(session, ticket), ticket.number)

    def in_conversation(self, conversation_id: str) -> tuple[EvidenceView, ...]:
        """Return the files handed in during a conversation, oldest first, whosever they are now."""
        with self._database.reading() as session:
            return views(files_in(session, conversation_id), None)

    def find(self, id: str, institution_id: str | None = None) -> EvidenceView:
        """Return one file; raises UnknownEvidence, also for what an institution may not see."""
        with self._database.reading() as session:
            return found(session, id, institution_id)

    def read(self, id: str, institution_id: str | None = None) -> Served:
        """Return a file with its content; raises UnknownEvidence, EvidenceSpoilt."""
        with self._database.reading() as session:
            view = found(session, id, institution_id)
            content = parts.load(session, id, parts.CONTENT)
            parts.check(content, session.get(EvidenceFile, id).kept_sha256, id)
        return Served(content, view.media_type, view.name)

    def thumbnail(self, id: str, institution_id: str | None = None) -> Served:
        """Return a picture in small; raises UnknownEvidence, also for what is no picture."""
        with self._database.reading() as session:
            view = found(session, id, institution_id)
            content = parts.load(session, id, parts.THUMBNAIL)
        if not content:
            raise UnknownEvidence(id)
        return Served(content, JPEG.media_type, f"{view.name.partition('.')[0]}.{JPEG.suffix}")


def found(session: Session, id: str, institution_id: str | None = None) -> EvidenceView:
    """Return one file, named by its place; raises UnknownEvidence."""
    row = session.get(EvidenceFile, id)
    if row is None:
        raise UnknownEvidence(id)
    for view in _neighbours(session, row, institution_id):
        if view.id == id:
            return view
    raise UnknownEvidence(id)


def _neighbours(
    session: Session, row: EvidenceFile, institution_id: str | None
) -> tuple[EvidenceView, ...]:
    """Return the files of the ticket, or of the conversation, to which this one belongs."""
    if row.ticket_id is None:
        rows = files_in(session, row.conversation_id) if institution_id is None else []
        return views(rows, None)
    try:
        number = session.get(Ticket, row.ticket_id).number
        ticket = ticket_for(session, number, institution_id)
    except UnknownTicket as error:
        raise UnknownEvidence(row.id) from error
    return views(files_of(session, ticket), ticket.number)
