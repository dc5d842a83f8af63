"""Take files in: looked over, counted, stored once, and claimed by the ticket they belong to."""

from __future__ import annotations

import uuid

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.evidence import parts
from bot.evidence.errors import NoRoom, UnknownEvidence
from bot.evidence.homes import Home, home_for, ticket_for
from bot.evidence.models import EvidenceFile
from bot.evidence.preparing import Prepared, prepare
from bot.evidence.reading import Reading, found
from bot.evidence.room import check_room, same_file
from bot.evidence.views import EvidenceView, Place, Taken
from bot.tickets.actors import institution_of
from bot.tickets.models import Ticket, TicketEvent

ADDED = "evidence_added"
TRIES = 5  # others may hand in files at the same place in the same moment


class HandingIn(Reading):
    """Files come in."""

    def check_room(self, place: Place) -> None:
        """Raise NoRoom or UnknownTicket before a file is even read."""
        with self._database.reading() as session:
            home = home_for(session, place)
            check_room(session, place, home, 0, self._clock.now())

    def take(self, place: Place, content: bytes) -> Taken:
        """Look a file over and store it, once; takes up to a second, so not on the loop.

        Raises WrongFile, NoRoom, UnknownTicket.
        """
        prepared = prepare(content)
        for _ in range(TRIES):
            try:
                with self._database.session() as session:
                    return self._take(session, place, prepared)
            except IntegrityError:  # its place in the order was taken, or it came twice at once
                continue
        raise NoRoom("hour")

    def attach(self, id: str, number: str, by: str) -> EvidenceView:
        """Give a file that no ticket has claimed to a ticket; the same again changes nothing.

        Raises UnknownTicket, and UnknownEvidence for one that belongs to another ticket.
        """
        with self._database.session() as session:
            ticket = ticket_for(session, number, institution_of(by))
            wanted = select(EvidenceFile).where(EvidenceFile.id == id).with_for_update()
            row = session.execute(wanted).scalar_one_or_none()
            if row is None or row.ticket_id not in (None, ticket.id):
                raise UnknownEvidence(id)
            if row.ticket_id is None:
                row.ticket_id = ticket.id
                self._write(session, ticket, by)
                session.flush()
            return found(session, id)

    def _take(self, session: Session, place: Place, prepared: Prepared) -> Taken:
        home = home_for(session, place)
        same = same_file(session, home, prepared.received_sha256)
        if same is not None:
            return Taken(found(session, same.id), again=True)
        check_room(session, place, home, len(prepared.content), self._clock.now())
        id = self._store(session, place, home, prepared)
        if home.ticket is not None:
            self._write(session, home.ticket, place.by)
        session.flush()
        return Taken(found(session, id), again=False)

    def _store(self, session: Session, place: Place, home: Home, prepared: Prepared) -> str:
        last = select(func.max(EvidenceFile.position)).where(EvidenceFile.scope == home.scope)
        row = EvidenceFile(
            id=uuid.uuid4().hex,
            scope=home.scope,
            position=(session.execute(last).scalar() or 0) + 1,
            conversation_id=place.conversation_id,
            draft_key=home.draft_key,
            ticket_id=home.ticket.id if home.ticket is not None else None,
            by=place.by,
            at=self._clock.now(),
            kind=prepared.kind.name,
            size=len(prepared.content),
            received_sha256=prepared.received_sha256,
            kept_sha256=prepared.kept_sha256,
        )
        session.add(row)
        session.flush()
        parts.store(session, row.id, parts.CONTENT, prepared.content)
        if prepared.thumbnail is not None:
            parts.store(session, row.id, parts.THUMBNAIL, prepared.thumbnail)
        return str(row.id)

    def _write(self, session: Session, ticket: Ticket, by: str) -> None:
        """Write down that a registered ticket has got another file."""
        event = TicketEvent(ticket_id=ticket.id, at=self._clock.now(), actor=by, kind=ADDED)
        session.add(event)
