"""What the rest of the house sees of a ticket: plain values that outlive the session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from bot.tickets.models import Ticket, TicketDeadline, TicketEvent
from bot.tickets.states import all_states


@dataclass(frozen=True)
class Due:
    """The last day for something; provisional while that year's holidays are not published."""

    day: date
    provisional: bool
    law: str


@dataclass(frozen=True)
class LabelView:
    """One category: axis A (channel), B (business) or C (cause), and how sure `by` was."""

    axis: str
    code: str
    main: bool
    confidence: float
    by: str


@dataclass(frozen=True)
class TicketView:
    """A ticket at one moment, without narrative, name or full numbers.

    `deadlines` are those that are running; `repeat` tells that the consumer came back with it.
    """

    number: str
    state: str
    state_text: str
    is_open: bool
    kind: str
    intent: str
    institution_id: str | None
    institution_name: str
    branch: str | None
    product: str | None
    amount: Decimal | None
    demands: tuple[str, ...]
    risk: int
    registered_at: datetime
    closed_at: datetime | None
    deadlines: Mapping[str, Due]
    labels: tuple[LabelView, ...]
    repeat: bool
    urges: int
    phone_tail: str | None = field(repr=False)


@dataclass(frozen=True)
class EventView:
    """Something that happened to a ticket; `words` is what the consumer said, until erased."""

    at: datetime
    actor: str
    kind: str
    old_state: str | None
    new_state: str | None
    why: str = field(repr=False)
    words: str | None = field(repr=False)


class Urged(NamedTuple):
    """The ticket after it was urged, and whether that counted (once a day does)."""

    ticket: TicketView
    counted: bool


def view_ticket(ticket: Ticket, repeat: bool | None = None) -> TicketView:
    """Copy what may be shown of a ticket; `repeat` defaults to whether it ever was repeated."""
    return TicketView(
        number=ticket.number,
        state=ticket.state,
        state_text=all_states()[ticket.state].text,
        is_open=ticket.is_open,
        kind=ticket.kind,
        intent=ticket.intent,
        institution_id=ticket.institution_id,
        institution_name=ticket.institution_name,
        branch=ticket.branch,
        product=ticket.product,
        amount=ticket.amount,
        demands=tuple(ticket.demands),
        risk=ticket.risk,
        registered_at=ticket.registered_at,
        closed_at=ticket.closed_at,
        deadlines={row.name: _due(row) for row in ticket.deadlines if row.ended_at is None},
        labels=_labels(ticket),
        repeat=ticket.repeats > 0 if repeat is None else repeat,
        urges=ticket.urges,
        phone_tail=ticket.phone[-4:] if ticket.phone else None,
    )


def view_event(event: TicketEvent) -> EventView:
    """Copy an event with its words."""
    return EventView(
        at=event.at,
        actor=event.actor,
        kind=event.kind,
        old_state=event.old_state,
        new_state=event.new_state,
        why=event.why or "",
        words=event.words.text if event.words else None,
    )


def _due(row: TicketDeadline) -> Due:
    return Due(day=row.day, provisional=row.provisional, law=row.law)


def _labels(ticket: Ticket) -> tuple[LabelView, ...]:
    return tuple(
        LabelView(label.axis, label.code, label.main, label.confidence, label.by)
        for label in ticket.labels
        if label.replaced_at is None
    )
