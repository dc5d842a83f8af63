"""What is to be delivered: planned from the events of tickets, claimed, ended.

Each webhook hears of each event once in the plan, and at least once on the line. Of one ticket
nothing is sent before what happened earlier has been: a dead letter holds back what follows it
until a person sends it again or skips it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql import Select

from bot.calendar.clock import Clock
from bot.database import Database
from bot.institutions.delivering import manners
from bot.institutions.feed import Feed, Told
from bot.institutions.models import Delivery, Webhook
from bot.institutions.webhooks import GONE
from bot.tickets.models import Ticket, TicketEvent

WAITING, SENT, DEAD, SKIPPED = "waiting", "sent", "dead", "skipped"
STATES = (WAITING, SENT, DEAD, SKIPPED)
STRETCH = 500  # events that are planned in one transaction


@dataclass(frozen=True)
class Parcel:
    """One delivery, claimed by us until `claimed_until`; `event` is the public id."""

    delivery: int
    claim: str
    claimed_until: datetime
    url: str
    secret: str = field(repr=False)
    event: str
    kind: str
    at: datetime
    number: str


@dataclass(frozen=True)
class Outcome:
    """How a try went: `failure` is empty when it arrived; `excerpt` is masked, 200 characters."""

    status: int | None = None
    failure: str = ""
    excerpt: str = field(default="", repr=False)

    @property
    def is_gone(self) -> bool:
        """Tell whether the receiver wants to hear nothing any more (410)."""
        return self.status == 410


class Outbox:
    """Deliveries of all webhooks; any number of processes may work on them at once."""

    def __init__(self, database: Database, clock: Clock, feed: Feed) -> None:
        self._database = database
        self._clock = clock
        self._feed = feed

    def plan(self) -> int:
        """Note for every webhook what it is to hear; returns how many deliveries are new."""
        last = self._feed.settled()
        behind = select(Webhook.id).where(
            Webhook.ended_at.is_(None), Webhook.paused_at.is_(None), Webhook.position < last
        )
        with self._database.reading() as session:
            ids = session.execute(behind.order_by(Webhook.id)).scalars().all()
        return sum(self._plan_for(webhook_id, last) for webhook_id in ids)

    def due(self) -> tuple[str, ...]:
        """Return the webhooks for which something could be sent now."""
        wanted = (
            select(Delivery.webhook_id).where(*self._sendable()).distinct().order_by("webhook_id")
        )
        with self._database.reading() as session:
            return tuple(session.execute(wanted).scalars())

    def claim(self, webhook_id: str) -> Parcel | None:
        """Take the oldest delivery of a webhook that may be sent now; nobody else gets it then."""
        wanted = (
            select(Delivery)
            .where(Delivery.webhook_id == webhook_id, *self._sendable())
            .order_by(Delivery.event_id)
            .limit(1)
            .with_for_update(skip_locked=True, of=Delivery)
        )
        with self._database.session() as session:
            row = session.execute(wanted).scalar_one_or_none()
            if row is None:
                return None
            row.claim = secrets.token_hex(16)
            row.claimed_until = self._clock.now() + manners().claim
            return self._parcel(session, row)

    def finish(self, parcel: Parcel, outcome: Outcome) -> None:
        """Note how a try went; whoever lost the claim meanwhile changes nothing."""
        with self._database.session() as session:
            row = session.get(Delivery, parcel.delivery, with_for_update=True)
            if row.claim != parcel.claim:
                return
            row.claim, row.claimed_until, row.tries = None, None, row.tries + 1
            row.status, row.failure = outcome.status, outcome.failure or None
            row.excerpt = outcome.excerpt or None
            if outcome.failure:
                self._try_later(session, row, outcome)
            else:
                row.state, row.ended_at = SENT, self._clock.now()

    def _plan_for(self, webhook_id: str, last: int) -> int:
        """Plan stretch by stretch; whoever holds the webhook's row does it, others find it done."""
        planned, more = 0, True
        while more:
            with self._database.session() as session:
                row = session.get(Webhook, webhook_id, with_for_update=True)
                if row.ended_at is not None or row.paused_at is not None or row.position >= last:
                    return planned
                found = self._feed.stretch(session, row.institution_id, row.position, last, STRETCH)
                wanted = [told for told in found.events if told.kind in row.kinds]
                session.add_all(self._delivery(webhook_id, told) for told in wanted)
                row.position, more = found.position, found.more
                planned += len(wanted)
        return planned

    def _delivery(self, webhook_id: str, told: Told) -> Delivery:
        now = self._clock.now()
        return Delivery(
            webhook_id=webhook_id,
            event_id=told.row,
            ticket_id=told.ticket_id,
            kind=told.kind,
            state=WAITING,
            tries=0,
            made_at=now,
            due_at=now,
        )

    def _sendable(self) -> tuple[Any, ...]:
        """Return what must hold of a delivery that may be sent now."""
        now = self._clock.now()
        earlier = aliased(Delivery)
        something_earlier = (
            select(earlier.id)
            .where(
                earlier.webhook_id == Delivery.webhook_id,
                earlier.ticket_id == Delivery.ticket_id,
                earlier.event_id < Delivery.event_id,
                earlier.state.in_((WAITING, DEAD)),
            )
            .exists()
        )
        open_webhook = (
            select(Webhook.id)
            .where(
                Webhook.id == Delivery.webhook_id,
                Webhook.ended_at.is_(None),
                Webhook.paused_at.is_(None),
            )
            .exists()
        )
        return (
            Delivery.state == WAITING,
            Delivery.due_at <= now,
            or_(Delivery.claimed_until.is_(None), Delivery.claimed_until < now),
            open_webhook,
            ~something_earlier,
        )

    def _parcel(self, session: Session, row: Delivery) -> Parcel:
        webhook = session.get(Webhook, row.webhook_id)
        told = session.execute(_event_of(row)).one()
        return Parcel(
            delivery=row.id,
            claim=row.claim,
            claimed_until=row.claimed_until,
            url=webhook.url,
            secret=webhook.secret,
            event=self._feed.public_id(row.event_id),
            kind=row.kind,
            at=told.at,
            number=told.number,
        )

    def _try_later(self, session: Session, row: Delivery, outcome: Outcome) -> None:
        pause = manners().pause_after(row.tries)
        now = self._clock.now()
        if pause is None or outcome.is_gone:
            row.state = DEAD
        else:
            row.due_at = now + pause
        if outcome.is_gone:
            webhook = session.get(Webhook, row.webhook_id, with_for_update=True)
            if webhook.paused_at is None:
                webhook.paused_at, webhook.pause = now, GONE


def _event_of(row: Delivery) -> Select:
    return (
        select(TicketEvent.at, Ticket.number)
        .join(Ticket, Ticket.id == TicketEvent.ticket_id)
        .where(TicketEvent.id == row.event_id)
    )
