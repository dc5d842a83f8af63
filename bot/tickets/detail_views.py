"""Everything that is on file about one ticket, personal values included: looks are audited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bot.tickets.views import EventView, TicketView


@dataclass(frozen=True)
class AnswerView:
    """An answer (`kind` "answer") or the decision of a review ("review"); texts until erased."""

    at: datetime
    actor: str
    kind: str
    findings: str | None = field(repr=False)
    reasons: str | None = field(repr=False)
    remedies: tuple[str, ...]
    remedy_words: str = field(repr=False)
    outcome: str | None
    paid: Decimal | None


@dataclass(frozen=True)
class ExtensionView:
    """A wish for more time: `state` is asked, granted, refused or lapsed; `to` names the deadline.

    `day` is the last day that it asks for.
    """

    asked_at: datetime
    asked_by: str
    to: str
    day: date
    state: str
    why: str | None = field(repr=False)
    decided_at: datetime | None = None
    decided_by: str | None = None
    decision_why: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class FollowUpView:
    """One try to hear whether the consumer is content."""

    at: datetime
    actor: str
    by: str
    reached: bool
    score: int | None
    nps: int | None
    words: str | None = field(repr=False)


@dataclass(frozen=True)
class DeadlineView:
    """A deadline that runs or ran; `in_time` is None while that is open."""

    name: str
    since: date
    day: date
    provisional: bool
    law: str
    ended_at: datetime | None
    met: bool
    in_time: bool | None


@dataclass(frozen=True)
class TicketDetails:
    """A ticket with its person. Whoever shows it writes the look into the audit first."""

    ticket: TicketView
    conversation_id: str
    occurred: str | None
    emotion: str | None
    elderly: bool
    erased_at: datetime | None
    person_name: str | None = field(repr=False)
    phone: str | None = field(repr=False)
    id_number: str | None = field(repr=False)
    narrative: str | None = field(repr=False)
    demand_text: str | None = field(repr=False)
    extra: Mapping[str, Any] = field(repr=False)
    answers: tuple[AnswerView, ...]
    extensions: tuple[ExtensionView, ...]
    follow_ups: tuple[FollowUpView, ...]
    deadlines: tuple[DeadlineView, ...]
    events: tuple[EventView, ...]
    merged: tuple[str, ...]
