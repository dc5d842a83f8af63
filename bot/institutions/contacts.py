"""An institution tries to reach the consumer: when, how, with what result."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import event, inspect, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from bot.institutions.errors import WrongField
from bot.institutions.models import ContactAttempt
from bot.tickets.models import Ticket

WAYS = {"phone": "电话", "message": "短信", "visit": "面谈", "letter": "信函", "other": "其他"}
LONGEST_NOTE = 500
# Nobody rings twice in so short a time: it is the same try, sent again.
ONE_TRY = timedelta(minutes=1)


@dataclass(frozen=True)
class Contact:
    """What an officer notes of one try; `way` is a key of WAYS."""

    way: str
    reached: bool
    note: str = field(default="", repr=False)


@dataclass(frozen=True)
class ContactView:
    """One try; the note until the person is forgotten."""

    at: datetime
    who: str
    way: str
    reached: bool
    note: str = field(repr=False)


def checked_contact(contact: Contact) -> Contact:
    """Return it with its note trimmed; raises WrongField."""
    if contact.way not in WAYS:
        raise WrongField("way", "unknown")
    note = contact.note.strip()
    if len(note) > LONGEST_NOTE:
        raise WrongField("note", "too_long")
    return Contact(contact.way, contact.reached, note)


def note_contact(
    session: Session, ticket_id: int, contact: Contact, actor: str, now: datetime
) -> None:
    """Write a try down; the very same within a minute is the same try."""
    last = _last(session, ticket_id, actor)
    row = ContactAttempt(
        ticket_id=ticket_id,
        at=now,
        actor=actor,
        way=contact.way,
        reached=contact.reached,
        note=contact.note or None,
    )
    if last is None or now - last.at >= ONE_TRY or _content(last) != _content(row):
        session.add(row)


def contacts_of(session: Session, ticket_id: int) -> list[ContactAttempt]:
    """Return the tries for a ticket, oldest first."""
    wanted = select(ContactAttempt).where(ContactAttempt.ticket_id == ticket_id)
    return list(session.execute(wanted.order_by(ContactAttempt.id)).scalars())


def _last(session: Session, ticket_id: int, actor: str) -> ContactAttempt | None:
    wanted = (
        select(ContactAttempt)
        .where(ContactAttempt.ticket_id == ticket_id, ContactAttempt.actor == actor)
        .order_by(ContactAttempt.id.desc())
        .limit(1)
    )
    return session.execute(wanted).scalar_one_or_none()


def _content(row: ContactAttempt) -> tuple[Any, ...]:
    return row.way, row.reached, row.note


@event.listens_for(Ticket, "after_update")
def _forget_with(_mapper: Any, connection: Connection, ticket: Ticket) -> None:
    """Take the notes away in the moment in which retention erases the person."""
    if ticket.erased_at is not None and inspect(ticket).attrs.erased_at.history.has_changes():
        rows = ContactAttempt.__table__
        connection.execute(update(rows).where(rows.c.ticket_id == ticket.id).values(note=None))
