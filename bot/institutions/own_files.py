"""One ticket opened by its institution: every look at what is personal is written down first.

What the institution gets: whom it concerns, how to reach them, what happened and what is wanted
(办法第十三条: 投诉要素), for nobody can be answered without. What it does not get: the identity
number in full (it knows its customers; four digits tell two of one name apart), how the person
felt, what was noted inside the house (个人信息保护法第六条: 最小必要).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.accounts.service import Accounts
from bot.institutions.contacts import ContactView, contacts_of
from bot.institutions.event_kinds import public_kind
from bot.institutions.keys import Keys
from bot.institutions.models import ContactAttempt, TicketHandler
from bot.institutions.names import handler_names, namer
from bot.institutions.officer import Officer
from bot.institutions.own_tickets import OwnTickets, owned
from bot.institutions.own_views import Given, Happened, OwnFile
from bot.privacy.encryption import keyed_hash
from bot.privacy.tokens import token_of
from bot.tickets.detail_views import TicketDetails
from bot.tickets.details import Details
from bot.tickets.models import Ticket, TicketEvent
from bot.tickets.views import EventView

CONTENT = ("narrative", "demand", "answer")
PERSON = ("name", "phone")
VERSION_DIGITS = 20
Name = Callable[[str], str]


class OwnFiles(OwnTickets, Details):
    """Opens tickets for officers; looks go into the record of accounts, or of keys."""

    def __init__(self, accounts: Accounts, keys: Keys, *house: Any) -> None:
        """Take what writes looks down, and what every act on tickets needs (as Tickets does)."""
        super().__init__(*house)
        self._accounts = accounts
        self._keys = keys

    def open(self, officer: Officer, number: str, reason: str, *, whole: bool = False) -> OwnFile:
        """Return a ticket with what was told; `whole` with the name and telephone in full.

        Raises UnknownTicket for everything that is not theirs.
        """
        self.find(officer, number)
        self.look(officer, number, CONTENT + (PERSON if whole else ()), reason)
        details = self.details(number)
        with self._database.reading() as session:
            ticket = owned(session, officer, number)
            name = namer(session, officer.institution_id)
            handler = handler_names(session, officer, [ticket.id]).get(ticket.id, "")
            return OwnFile(
                own=self._own(ticket, handler),
                version=version_of(session, ticket),
                **_told(details, whole=whole),
                contacts=_contacts(session, ticket, name),
                given=_given(session, ticket, name),
                happened=tuple(self._happened(details.events, name)),
            )

    def look(self, officer: Officer, number: str, fields: Iterable[str], reason: str) -> None:
        """Write down that an officer sees personal data of a ticket."""
        if officer.staff is not None:
            self._accounts.looked(officer.staff, number, tuple(fields), reason)
        elif officer.key_id is not None:
            self._keys.looked(officer.key_id, number, fields)

    def version(self, officer: Officer, number: str) -> str:
        """Return what changes with everything that happens to a ticket; raises UnknownTicket."""
        with self._database.reading() as session:
            return version_of(session, owned(session, officer, number))

    def _happened(self, events: Iterable[EventView], name: Name) -> Iterable[Happened]:
        """Yield what institutions may know of, from the moment on at which they got the ticket."""
        is_theirs = False
        for event in events:
            is_theirs = is_theirs or event.new_state == "forwarded"
            kind = public_kind(event, self._profile.life.reminders)
            if is_theirs and kind is not None:
                words = event.words or ""
                yield Happened(event.at, kind.name, kind.title, name(event.actor), words)


def version_of(session: Session, ticket: Ticket) -> str:
    """Return a word for how a ticket stands now; it says nothing but whether that changed."""
    last = [
        session.execute(select(func.max(table.id)).where(table.ticket_id == ticket.id)).scalar()
        for table in (TicketEvent, TicketHandler, ContactAttempt)
    ]
    return keyed_hash(f"{ticket.number} {last}", "ticket version")[:VERSION_DIGITS]


def _told(details: TicketDetails, *, whole: bool) -> dict[str, Any]:
    """Return what is personal, masked unless it was asked for."""
    name, phone, identity = details.person_name, details.phone, details.id_number
    return {
        "occurred": details.occurred,
        "erased_at": details.erased_at,
        "person_name": name if whole or not name else token_of("person_name", name),
        "phone": phone if whole or not phone else token_of("phone", phone),
        "id_number": token_of("id_number", identity) if identity else None,
        "narrative": details.narrative,
        "demand_text": details.demand_text,
        "is_whole": whole,
        "answers": details.answers,
        "extensions": details.extensions,
    }


def _contacts(session: Session, ticket: Ticket, name: Name) -> tuple[ContactView, ...]:
    return tuple(
        ContactView(row.at, name(row.actor), row.way, row.reached, row.note or "")
        for row in contacts_of(session, ticket.id)
    )


def _given(session: Session, ticket: Ticket, name: Name) -> tuple[Given, ...]:
    wanted = select(TicketHandler).where(TicketHandler.ticket_id == ticket.id)
    rows = session.execute(wanted.order_by(TicketHandler.id)).scalars()
    of = f"institution:{ticket.institution_id}/"
    return tuple(Given(row.at, name(of + row.account_id), name(row.by)) for row in rows)
