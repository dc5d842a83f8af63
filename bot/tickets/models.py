"""Tables of tickets: what was complained about, what happened to it since, and until when."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    event,
    text,
)
from sqlalchemy.orm import relationship

from bot.database import Base, Money, SafeText, UtcDateTime
from bot.privacy.columns import EncryptedJson, EncryptedText
from bot.tickets.errors import EventsAreFinal


class Ticket(Base):
    """One matter of one consumer. Whoever it identifies is encrypted or hashed with our key."""

    __tablename__ = "tickets"

    id = Column(Integer, primary_key=True)
    number = Column(String(10), nullable=False, unique=True)
    conversation_id = Column(SafeText, nullable=False, index=True)
    profile = Column(String(60), nullable=False)
    kind = Column(String(20), nullable=False)
    intent = Column(String(60), nullable=False)
    channel = Column(String(20), nullable=False)
    state = Column(String(20), nullable=False, index=True)
    is_open = Column(Boolean, nullable=False)
    risk = Column(Integer, nullable=False)
    registered_at = Column(UtcDateTime, nullable=False, index=True)
    closed_at = Column(UtcDateTime, index=True)
    erased_at = Column(UtcDateTime)

    institution_id = Column(String(80), index=True)
    institution_name = Column(SafeText, nullable=False)
    branch = Column(SafeText)
    product = Column(SafeText)
    amount = Column(Money)
    occurred = Column(SafeText)
    demands = Column(JSON, nullable=False)
    emotion = Column(SafeText)
    elderly = Column(Boolean, nullable=False)
    repeats = Column(Integer, nullable=False, default=0)
    urges = Column(Integer, nullable=False, default=0)
    urged_on = Column(Date)
    urges_acknowledged = Column(Integer, nullable=False, default=0, server_default="0")

    forwarded_at = Column(UtcDateTime)
    acknowledged_at = Column(UtcDateTime)
    answered_at = Column(UtcDateTime)
    assigned = Column(SafeText)
    owner = Column(SafeText)
    step = Column(Integer)
    extension_asked = Column(String(30))
    score = Column(Integer)
    # Numbers and names of tickets and groups, which never change and are never deleted.
    merged_into = Column(String(10), index=True)
    group_name = Column(String(10), index=True)
    represents = Column(Boolean)

    person_name = Column(EncryptedText("tickets.person_name"))
    phone = Column(EncryptedText("tickets.phone"))
    id_number = Column(EncryptedText("tickets.id_number"))
    narrative = Column(EncryptedText("tickets.narrative"))
    demand_text = Column(EncryptedText("tickets.demand_text"))
    extra = Column(EncryptedJson("tickets.extra"))
    phone_hash = Column(String(64), index=True)
    id_hash = Column(String(64), index=True)
    matter_hash = Column(String(64))

    events = relationship("TicketEvent", back_populates="ticket", order_by="TicketEvent.id")
    deadlines = relationship("TicketDeadline", order_by="TicketDeadline.id")
    labels = relationship("TicketLabel", order_by="TicketLabel.id")
    answers = relationship("TicketAnswer", order_by="TicketAnswer.id")
    extensions = relationship("TicketExtension", order_by="TicketExtension.id")
    follow_ups = relationship("TicketFollowUp", order_by="TicketFollowUp.id")
    group = relationship(
        "TicketGroup",
        primaryjoin="foreign(Ticket.group_name) == TicketGroup.name",
        viewonly=True,
    )

    __table_args__ = (
        # One person has one open ticket about one matter, whoever else registers meanwhile.
        Index(
            "uq_tickets_open_matter",
            matter_hash,
            unique=True,
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
    )


class Submission(Base):
    """One time that a complaint was handed in; handing it in again gives the same answer."""

    __tablename__ = "submissions"

    idempotency_key = Column(SafeText, primary_key=True)
    ticket_id = Column(ForeignKey("tickets.id"), nullable=False, index=True)
    repeat = Column(Boolean, nullable=False)
    at = Column(UtcDateTime, nullable=False)

    ticket = relationship("Ticket")


class TicketEvent(Base):
    """What happened: who, when, from, to, why. Never edited and never deleted.

    `why` is written by us or by staff; what consumers said is kept apart in EventWords. `about`
    names what it concerned (a deadline, a branch, another ticket), never a person.
    """

    __tablename__ = "ticket_events"

    id = Column(Integer, primary_key=True)
    ticket_id = Column(ForeignKey("tickets.id"), nullable=False, index=True)
    at = Column(UtcDateTime, nullable=False)
    actor = Column(SafeText, nullable=False)
    kind = Column(String(30), nullable=False)
    old_state = Column(String(20))
    new_state = Column(String(20))
    why = Column(EncryptedText("ticket_events.why"))
    about = Column(SafeText)

    ticket = relationship("Ticket", back_populates="events")
    words = relationship("EventWords", uselist=False, back_populates="event")


class EventWords(Base):
    """What was said at an event: the part of the record that retention takes away in the end."""

    __tablename__ = "ticket_event_words"

    event_id = Column(ForeignKey("ticket_events.id"), primary_key=True)
    text = Column(EncryptedText("ticket_event_words.text"), nullable=False)

    event = relationship("TicketEvent", back_populates="words")


class TicketDeadline(Base):
    """A day by which something must have happened, counted from `since` by the rule that set it.

    It runs until `ended_at`: the ticket entered one of the states `met_by`, or reached its end, or
    another deadline took its place. `reminded` is the last reminder, in days before the last day;
    -1 when it was found overdue.
    """

    __tablename__ = "ticket_deadlines"

    id = Column(Integer, primary_key=True)
    ticket_id = Column(ForeignKey("tickets.id"), nullable=False, index=True)
    name = Column(String(30), nullable=False)
    since = Column(Date, nullable=False)
    day = Column(Date, nullable=False, index=True)
    provisional = Column(Boolean, nullable=False)
    law = Column(SafeText, nullable=False)
    met_by = Column(JSON, nullable=False)
    set_at = Column(UtcDateTime, nullable=False)
    ended_at = Column(UtcDateTime)
    met = Column(Boolean, nullable=False, default=False)
    reminded = Column(Integer)


class TicketLabel(Base):
    """One category of a ticket on one axis; `replaced_at` when someone knew better."""

    __tablename__ = "ticket_labels"

    id = Column(Integer, primary_key=True)
    ticket_id = Column(ForeignKey("tickets.id"), nullable=False, index=True)
    axis = Column(String(1), nullable=False)
    code = Column(String(10), nullable=False, index=True)
    main = Column(Boolean, nullable=False)
    confidence = Column(Float, nullable=False)
    by = Column(SafeText, nullable=False)
    at = Column(UtcDateTime, nullable=False)
    replaced_at = Column(UtcDateTime)


class TicketAnswer(Base):
    """An institution's answer, or what a review decided."""

    __tablename__ = "ticket_answers"

    id = Column(Integer, primary_key=True)
    ticket_id = Column(ForeignKey("tickets.id"), nullable=False, index=True)
    at = Column(UtcDateTime, nullable=False)
    actor = Column(SafeText, nullable=False)
    kind = Column(String(10), nullable=False)
    findings = Column(EncryptedText("ticket_answers.findings"))
    reasons = Column(EncryptedText("ticket_answers.reasons"))
    remedies = Column(EncryptedJson("ticket_answers.remedies"))
    remedy_words = Column(EncryptedText("ticket_answers.remedy_words"))
    outcome = Column(String(20))
    paid = Column(Money)


class TicketExtension(Base):
    """A wish for more time: asked, then granted, refused or lapsed; one is open per ticket."""

    __tablename__ = "ticket_extensions"

    id = Column(Integer, primary_key=True)
    ticket_id = Column(ForeignKey("tickets.id"), nullable=False, index=True)
    state = Column(String(10), nullable=False)
    to = Column(String(30), nullable=False)
    day = Column(Date, nullable=False)
    why = Column(EncryptedText("ticket_extensions.why"))
    asked_at = Column(UtcDateTime, nullable=False)
    asked_by = Column(SafeText, nullable=False)
    decided_at = Column(UtcDateTime)
    decided_by = Column(SafeText)
    decision_why = Column(EncryptedText("ticket_extensions.decision_why"))

    __table_args__ = (
        Index(
            "uq_ticket_extensions_asked",
            ticket_id,
            unique=True,
            sqlite_where=text("state = 'asked'"),
            postgresql_where=text("state = 'asked'"),
        ),
    )


class TicketFollowUp(Base):
    """One try to hear whether the consumer is content; score 1 to 5, NPS 0 to 10."""

    __tablename__ = "ticket_follow_ups"

    id = Column(Integer, primary_key=True)
    ticket_id = Column(ForeignKey("tickets.id"), nullable=False, index=True)
    at = Column(UtcDateTime, nullable=False)
    actor = Column(SafeText, nullable=False)
    by = Column(String(10), nullable=False)
    reached = Column(Boolean, nullable=False)
    score = Column(Integer)
    nps = Column(Integer)
    words = Column(EncryptedText("ticket_follow_ups.words"))


class TicketGroup(Base):
    """A joint complaint, named by the number of the ticket that it began with."""

    __tablename__ = "ticket_groups"

    name = Column(String(10), primary_key=True)
    title = Column(EncryptedText("ticket_groups.title"), nullable=False)
    institution_id = Column(String(80))
    institution_name = Column(SafeText, nullable=False)
    opened_at = Column(UtcDateTime, nullable=False)
    opened_by = Column(SafeText, nullable=False)
    major_at = Column(UtcDateTime)

    members = relationship(
        "Ticket",
        primaryjoin="foreign(Ticket.group_name) == TicketGroup.name",
        order_by="Ticket.id",
        viewonly=True,
    )


class FailedLook(Base):
    """A status question that named a number but not its phone, counted to slow down guessing."""

    __tablename__ = "failed_looks"

    id = Column(Integer, primary_key=True)
    number = Column(String(10), nullable=False, index=True)
    at = Column(UtcDateTime, nullable=False, index=True)


@event.listens_for(TicketEvent, "before_update")
@event.listens_for(TicketEvent, "before_delete")
def _refuse(_mapper: Any, _connection: Any, ticket_event: TicketEvent) -> None:
    raise EventsAreFinal(f"event {ticket_event.id} of ticket {ticket_event.ticket_id} is final")
