"""What the rest of the house sees of a ticket: plain values that outlive the session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from bot.life_profile import LADDER, Step
from bot.tickets.models import Ticket, TicketDeadline, TicketEvent
from bot.tickets.states import all_states

# Deadlines of the house and the institution between themselves: told after those of the consumer.
INTERNAL = ("acknowledge", LADDER)


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

    `deadlines` are those that are running; `repeat` tells that the consumer came back with it;
    `assigned` is the branch that handles it, `owner` who has a suggestion, praise or report, `step`
    whose turn it is on the profile's ladder; `open_urges` were not acknowledged yet; `extension` is
    the longer time that was asked for; `score` is the consumer's of the last follow-up (1 to 5).
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
    channel: str = "chat"
    elderly: bool = False
    forwarded_at: datetime | None = None
    acknowledged_at: datetime | None = None
    answered_at: datetime | None = None
    assigned: str | None = None
    owner: str | None = None
    step: str | None = None
    open_urges: int = 0
    extension: str | None = None
    score: int | None = None
    merged_into: str | None = None
    group: str | None = None
    major: bool = False


@dataclass(frozen=True)
class EventView:
    """Something that happened to a ticket; `words` is what the consumer said, until erased.

    `about` names what it concerned (a deadline, a branch, another ticket), never a person.
    """

    at: datetime
    actor: str
    kind: str
    old_state: str | None
    new_state: str | None
    why: str = field(repr=False)
    words: str | None = field(repr=False)
    about: str = ""
    id: int = 0


class Urged(NamedTuple):
    """The ticket after it was urged, and whether that counted (once a day does)."""

    ticket: TicketView
    counted: bool


def view_ticket(
    ticket: Ticket, repeat: bool | None = None, ladder: tuple[Step, ...] = ()
) -> TicketView:
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
        deadlines=_deadlines(ticket),
        labels=_labels(ticket),
        repeat=ticket.repeats > 0 if repeat is None else repeat,
        urges=ticket.urges,
        phone_tail=ticket.phone[-4:] if ticket.phone else None,
        channel=ticket.channel,
        elderly=ticket.elderly,
        forwarded_at=ticket.forwarded_at,
        acknowledged_at=ticket.acknowledged_at,
        answered_at=ticket.answered_at,
        assigned=ticket.assigned,
        owner=ticket.owner,
        step=_step(ticket, ladder),
        open_urges=ticket.urges - ticket.urges_acknowledged,
        extension=ticket.extension_asked,
        score=ticket.score,
        merged_into=ticket.merged_into,
        group=ticket.group_name,
        major=ticket.group is not None and ticket.group.major_at is not None,
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
        about=event.about or "",
        id=event.id,
    )


def _deadlines(ticket: Ticket) -> dict[str, Due]:
    running = [row for row in ticket.deadlines if row.ended_at is None]
    return {row.name: _due(row) for row in sorted(running, key=lambda row: row.name in INTERNAL)}


def _step(ticket: Ticket, ladder: tuple[Step, ...]) -> str | None:
    return ladder[ticket.step].title if ticket.step is not None and ladder else None


def _due(row: TicketDeadline) -> Due:
    return Due(day=row.day, provisional=row.provisional, law=row.law)


def _labels(ticket: Ticket) -> tuple[LabelView, ...]:
    return tuple(
        LabelView(label.axis, label.code, label.main, label.confidence, label.by)
        for label in ticket.labels
        if label.replaced_at is None
    )
