"""Hand in a complaint: once, however often it is sent, and into the open ticket if there is one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.language.script import to_simplified
from bot.practice_marks import is_practice
from bot.privacy.encryption import keyed_hash
from bot.tickets.classification import classify
from bot.tickets.complaint import Complaint
from bot.tickets.models import Submission, Ticket, TicketGroup, TicketLabel
from bot.tickets.numbers import new_number
from bot.tickets.office import Office
from bot.tickets.risk import risk_level
from bot.tickets.views import TicketView


@dataclass(frozen=True)
class Person:
    """Who complains, as keyed hashes: by phone, and by identity number if it was given."""

    phone_hash: str | None
    id_hash: str | None


class Registration(Office):
    """The two ways in: a ticket for the institution, or a record that it was settled directly."""

    def register(self, complaint: Complaint, actor: str) -> TicketView:
        """Register a complaint and start its clocks.

        The same idempotency key gives the same ticket. The same person with the same matter still
        open gets that ticket back with `repeat` set, and the new words are added to it.
        """
        return self._hand_in(complaint, actor, "registered")

    def settle_directly(self, complaint: Complaint, actor: str) -> TicketView:
        """Record that the consumer takes the quick way through the institution's own line."""
        return self._hand_in(complaint, actor, "settled_directly")

    def _hand_in(self, complaint: Complaint, actor: str, state: str) -> TicketView:
        try:
            return self._hand_in_once(complaint, actor, state)
        except IntegrityError:
            # Someone handed in the same at this very moment: now it is there to be found.
            return self._hand_in_once(complaint, actor, state)

    def _hand_in_once(self, complaint: Complaint, actor: str, state: str) -> TicketView:
        with self._database.session() as session:
            person = _person(complaint, practice=is_practice(session, complaint.conversation_id))
            before = session.get(Submission, complaint.idempotency_key)
            if before is not None:
                return self._view(before.ticket, before.repeat)
            ticket = _open_ticket(session, complaint, person)
            repeat = ticket is not None
            if ticket is None:
                ticket = self._open(session, complaint, person, actor, state)
            else:
                self._repeat(ticket, complaint, actor)
            session.add(_submission(ticket, complaint, repeat=repeat))
            session.flush()
            return self._view(ticket, repeat)

    def _open(
        self, session: Session, complaint: Complaint, person: Person, actor: str, state: str
    ) -> Ticket:
        ticket = _ticket(complaint, person)
        ticket.number = new_number(session, self._today().year)
        ticket.profile = self._profile.id
        ticket.registered_at = self._clock.now()
        ticket.labels = self._labels(complaint)
        session.add(ticket)
        self._enter(ticket, "registered")
        self._write(ticket, "registered", actor).new_state = "registered"
        if state != "registered":
            self._move(session, ticket, state, actor)
        return ticket

    def _repeat(self, ticket: Ticket, complaint: Complaint, actor: str) -> None:
        ticket.repeats += 1
        said = "\n".join(part for part in (complaint.narrative, complaint.demand_text) if part)
        self._write(ticket, "repeated", actor, words=said)

    def _labels(self, complaint: Complaint) -> list[TicketLabel]:
        words = f"{complaint.narrative} {complaint.demand_text}"
        return [
            TicketLabel(
                axis=label.axis,
                code=label.code,
                main=label.main,
                confidence=label.confidence,
                by="classification",
                at=self._clock.now(),
            )
            for label in classify(complaint.intent, complaint.product, words)
        ]


def _person(complaint: Complaint, *, practice: bool) -> Person:
    """Return who complains; the consumer of a practice is nobody, whatever number is given."""
    if practice:
        return Person(None, None)
    identity = complaint.id_number and keyed_hash(complaint.id_number.upper(), "id_number")
    phone = complaint.phone and keyed_hash(complaint.phone, "phone")
    return Person(phone or None, identity or None)


def institution_of_complaint(complaint: Complaint | Ticket | TicketGroup) -> str:
    """Return what tells one institution from another: its id, or its name if we know no id."""
    name: str = complaint.institution_name
    return complaint.institution_id or to_simplified(name).strip().casefold()


def _matter_hash(complaint: Complaint, person: Person) -> str | None:
    """Hash who complains of whom about what; None when nobody is named."""
    who = person.phone_hash or person.id_hash
    if who is None:
        return None
    whom = institution_of_complaint(complaint)
    return keyed_hash("|".join((who, complaint.kind, complaint.intent, whom)), "matter")


def _open_ticket(session: Session, complaint: Complaint, person: Person) -> Ticket | None:
    """Find this person's open ticket about the same institution and intent."""
    same_person = [
        column == value
        for column, value in (
            (Ticket.phone_hash, person.phone_hash),
            (Ticket.id_hash, person.id_hash),
        )
        if value is not None
    ]
    if not same_person:
        return None
    wanted = (
        select(Ticket)
        .where(
            or_(*same_person),
            Ticket.is_open.is_(True),
            Ticket.kind == complaint.kind,
            Ticket.intent == complaint.intent,
        )
        .order_by(Ticket.id)
        .with_for_update()
    )
    whom = institution_of_complaint(complaint)
    for ticket in session.execute(wanted).scalars():
        if institution_of_complaint(ticket) == whom:
            return ticket
    return None


def _ticket(complaint: Complaint, person: Person) -> Ticket:
    return Ticket(
        kind=complaint.kind,
        intent=complaint.intent,
        channel=complaint.channel,
        conversation_id=complaint.conversation_id,
        institution_id=complaint.institution_id,
        institution_name=complaint.institution_name,
        branch=complaint.branch,
        product=complaint.product,
        amount=complaint.amount,
        occurred=complaint.occurred,
        demands=list(complaint.demands),
        emotion=complaint.emotion,
        elderly=complaint.elderly,
        repeats=0,
        urges=0,
        person_name=complaint.person_name,
        phone=complaint.phone,
        id_number=complaint.id_number,
        narrative=complaint.narrative,
        demand_text=complaint.demand_text,
        extra=dict(complaint.extra),
        phone_hash=person.phone_hash,
        id_hash=person.id_hash,
        matter_hash=_matter_hash(complaint, person),
        risk=risk_level(complaint.amount, complaint.intent, complaint.emotion, complaint.narrative),
    )


def _submission(ticket: Ticket, complaint: Complaint, *, repeat: bool) -> Submission:
    return Submission(
        idempotency_key=complaint.idempotency_key,
        ticket=ticket,
        repeat=repeat,
        at=ticket.registered_at,
    )
