"""What officers do with a ticket of their institution.

Each raises UnknownTicket for everything that is not theirs, before anything else is looked at, and
then what the same act of the tickets raises (bot/tickets).
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.accounts.staff import Staff
from bot.calendar.clock import Clock
from bot.database import Database
from bot.institutions.contacts import Contact, checked_contact, note_contact
from bot.institutions.errors import ChangedMeanwhile, OnlyHeadOffice, UnknownColleague
from bot.institutions.models import TicketHandler
from bot.institutions.names import colleagues_of, current_handler
from bot.institutions.officer import Officer
from bot.institutions.own_files import version_of
from bot.institutions.own_tickets import owned
from bot.tickets.contents import Answer
from bot.tickets.errors import IllegalMove
from bot.tickets.models import Ticket
from bot.tickets.service import Tickets


class OwnActs:
    """Acts of officers. `version`, where given, is what they saw: raises ChangedMeanwhile."""

    def __init__(self, database: Database, clock: Clock, tickets: Tickets) -> None:
        self._database = database
        self._clock = clock
        self._tickets = tickets

    def acknowledge(self, officer: Officer, number: str, version: str | None = None) -> None:
        """Say that the institution has it; again changes nothing."""
        self._check(officer, number, version)
        self._tickets.acknowledge(number, officer.actor)

    def acknowledge_urge(self, officer: Officer, number: str, version: str | None = None) -> None:
        """Say that the consumer's urging was heard; without any it changes nothing."""
        self._check(officer, number, version)
        self._tickets.acknowledge_urge(number, officer.actor)

    def assign(
        self, officer: Officer, number: str, branch: str, version: str | None = None
    ) -> None:
        """Say which branch or outlet handles it; raises OnlyHeadOffice."""
        self._check(officer, number, version, head_office=True)
        self._tickets.assign(number, branch, officer.actor)

    def give(
        self, officer: Officer, number: str, account_id: str, version: str | None = None
    ) -> None:
        """Give it to a colleague; one of a branch gets it together with that branch.

        The one who has it already changes nothing. Raises UnknownColleague, IllegalMove.
        """
        self._check(officer, number, version)
        with self._database.session() as session:
            ticket = _open(owned(session, officer, number), "given")
            colleague = _colleague(session, officer, account_id)
            if current_handler(session, ticket.id) != colleague.id:
                session.add(self._handler(ticket, colleague, officer))
            branch = colleague.branch if colleague.branch != ticket.assigned else None
        if branch:
            self._tickets.assign(number, branch, officer.actor)

    def answer(
        self, officer: Officer, number: str, answer: Answer, version: str | None = None
    ) -> None:
        """Answer it; the very same by the same officer again changes nothing."""
        self._check(officer, number, version)
        self._tickets.answer(number, answer, officer.actor)

    def decide_review(
        self, officer: Officer, number: str, decision: Answer, version: str | None = None
    ) -> None:
        """Say what looking at it again came to, as the office above does; raises OnlyHeadOffice.

        Source: 银行业保险业消费投诉处理管理办法 核查条款 (办理投诉的上级机构，条号待核).
        """
        self._check(officer, number, version, head_office=True)
        self._tickets.decide_review(number, decision, officer.actor)

    def ask_extension(
        self, officer: Officer, number: str, why: str, version: str | None = None
    ) -> None:
        """Ask for more time; asked again before it is decided it is the same wish."""
        self._check(officer, number, version)
        self._tickets.ask_extension(number, why, officer.actor)

    def contacted(
        self, officer: Officer, number: str, contact: Contact, version: str | None = None
    ) -> None:
        """Note that the institution tried to reach the consumer; raises WrongField, IllegalMove."""
        contact = checked_contact(contact)
        self._check(officer, number, version)
        with self._database.session() as session:
            ticket = _open(owned(session, officer, number), "contacted")
            note_contact(session, ticket.id, contact, officer.actor, self._clock.now())

    def colleagues(self, officer: Officer) -> tuple[Staff, ...]:
        """Return those to whom an officer may give a ticket."""
        with self._database.reading() as session:
            return tuple(colleagues_of(session, officer))

    def check(self, officer: Officer, number: str, version: str | None = None) -> None:
        """Raise UnknownTicket unless it is theirs, ChangedMeanwhile unless it is as they saw it."""
        self._check(officer, number, version)

    def _check(
        self, officer: Officer, number: str, version: str | None, *, head_office: bool = False
    ) -> None:
        with self._database.reading() as session:
            ticket = owned(session, officer, number)
            if head_office and not officer.is_head_office:
                raise OnlyHeadOffice("an officer of a branch cannot do this")
            if version is not None and version_of(session, ticket) != version:
                raise ChangedMeanwhile("somebody did something about it meanwhile")

    def _handler(self, ticket: Ticket, colleague: Staff, officer: Officer) -> TicketHandler:
        return TicketHandler(
            ticket_id=ticket.id, account_id=colleague.id, at=self._clock.now(), by=officer.actor
        )


def _open(ticket: Ticket, to: str) -> Ticket:
    if not ticket.is_open:
        raise IllegalMove(ticket.state, to)
    return ticket


def _colleague(session: Session, officer: Officer, account_id: str) -> Staff:
    for colleague in colleagues_of(session, officer):
        if colleague.id == account_id:
            return colleague
    raise UnknownColleague("nobody of this institution has this account")
