"""Whose a file is: the ticket, through whatever it was merged into, or the draft being told."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.evidence.models import EvidenceFile
from bot.evidence.views import EvidenceView, Place, view_of
from bot.intake.draft import Draft
from bot.intake.handing_in import handed_in_as
from bot.intake.models import SavedDraft
from bot.tickets.actors import institution_of
from bot.tickets.errors import UnknownTicket
from bot.tickets.models import Submission, Ticket
from bot.tickets.office import is_visible


@dataclass(frozen=True)
class Home:
    """Where a file goes: `scope` is where it is handed in, `ticket` whose it is, if known yet."""

    scope: str
    ticket: Ticket | None = None
    draft_key: str | None = None


def home_for(session: Session, place: Place) -> Home:
    """Return where a file that is handed in goes.

    Raises UnknownTicket, also where the person is forgotten: nothing may be added any more.
    """
    if place.number is not None:
        ticket = ticket_for(session, place.number, institution_of(place.by))
        if ticket.erased_at is not None:
            raise UnknownTicket("the person of this ticket is forgotten")
        return Home(f"ticket:{ticket.id}", ticket)
    conversation = place.conversation_id or ""
    draft_key, ticket_id = _draft_or_ticket(session, conversation)
    whose = going_on(session, session.get(Ticket, ticket_id)) if ticket_id else None
    if whose is not None and whose.erased_at is not None:
        whose = None
    return Home(f"conversation:{conversation}", whose, draft_key)


def ticket_for(session: Session, number: str, institution: str | None = None) -> Ticket:
    """Return the ticket that goes on under a number; an institution finds only its own.

    Raises UnknownTicket.
    """
    found = select(Ticket).where(Ticket.number == number)
    ticket = session.execute(found).scalar_one_or_none()
    ticket = going_on(session, ticket) if ticket is not None else None
    if ticket is None or (institution is not None and not is_visible(ticket, institution)):
        raise UnknownTicket("there is no ticket with this number")
    return ticket


def going_on(session: Session, ticket: Ticket) -> Ticket:
    """Return the ticket itself, or the one that it was merged into."""
    while ticket.merged_into is not None:
        other = select(Ticket).where(Ticket.number == ticket.merged_into)
        ticket = session.execute(other).scalar_one()
    return ticket


def files_of(session: Session, ticket: Ticket) -> list[EvidenceFile]:
    """Return the files of a ticket and of those merged into it, in the order they came."""
    ids, numbers = [ticket.id], [ticket.number]
    while numbers:
        merged = select(Ticket.id, Ticket.number).where(Ticket.merged_into.in_(numbers))
        found = session.execute(merged).all()
        ids += [row.id for row in found]
        numbers = [row.number for row in found]
    return _in_order(session, EvidenceFile.ticket_id.in_(ids))


def files_in(session: Session, conversation_id: str) -> list[EvidenceFile]:
    """Return the files handed in during a conversation, whosever they are now."""
    return _in_order(session, EvidenceFile.conversation_id == conversation_id)


def views(rows: list[EvidenceFile], number: str | None) -> tuple[EvidenceView, ...]:
    """Name files by their place in the order: 材料1.jpg, 材料2.pdf."""
    return tuple(view_of(row, count, number) for count, row in enumerate(rows, start=1))


def _in_order(session: Session, condition: object) -> list[EvidenceFile]:
    wanted = select(EvidenceFile).where(condition)
    ordered = wanted.order_by(EvidenceFile.at, EvidenceFile.position, EvidenceFile.id)
    return list(session.execute(ordered).scalars())


def _draft_or_ticket(session: Session, conversation_id: str) -> tuple[str | None, int | None]:
    """Return the draft being told, or else the last ticket of the conversation, or neither."""
    saved = session.get(SavedDraft, conversation_id)
    draft = Draft.from_dict(saved.content) if saved else None
    if saved and draft and saved.is_open and draft.is_started:
        return draft.key, None
    if draft:
        handed_in = session.get(Submission, handed_in_as(conversation_id, draft))
        if handed_in:
            return draft.key, handed_in.ticket_id
    last = select(Ticket.id).where(Ticket.conversation_id == conversation_id)
    return None, session.execute(last.order_by(Ticket.id.desc()).limit(1)).scalar()
