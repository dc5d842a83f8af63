"""Deliveries as people see them: what arrived, what is dead, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, select

from bot.calendar.clock import Clock
from bot.database import Database
from bot.institutions.delivering import manners
from bot.institutions.errors import UnknownDelivery
from bot.institutions.feed import Feed
from bot.institutions.models import Delivery
from bot.institutions.outbox import DEAD, SKIPPED, WAITING
from bot.institutions.webhooks import found, held
from bot.tickets.models import Ticket

LISTED = 100


@dataclass(frozen=True)
class DeliveryView:
    """A delivery as it may be shown; `event` is the public id, `excerpt` what came back, masked."""

    id: int
    event: str
    kind: str
    number: str
    state: str
    tries: int
    made_at: datetime
    due_at: datetime
    ended_at: datetime | None
    status: int | None
    failure: str
    excerpt: str = field(repr=False)


class Letters:
    """Everything is asked for one webhook of one institution, and raises UnknownWebhook."""

    def __init__(self, database: Database, clock: Clock, feed: Feed) -> None:
        self._database = database
        self._clock = clock
        self._feed = feed

    def newest(
        self, institution_id: str, webhook_id: str, state: str | None = None
    ) -> tuple[DeliveryView, ...]:
        """Return the newest deliveries, of one state if named."""
        wanted = (
            select(Delivery, Ticket.number)
            .join(Ticket, Ticket.id == Delivery.ticket_id)
            .where(Delivery.webhook_id == webhook_id)
            .order_by(Delivery.event_id.desc())
            .limit(LISTED)
        )
        if state is not None:
            wanted = wanted.where(Delivery.state == state)
        with self._database.reading() as session:
            found(session, institution_id, webhook_id)
            return tuple(self._view(row, number) for row, number in session.execute(wanted))

    def resend(self, institution_id: str, webhook_id: str, delivery: int | None = None) -> int:
        """Try dead letters again, all of them or one; returns how many. Raises UnknownDelivery."""
        return self._each_dead(institution_id, webhook_id, delivery, self._wait_again)

    def skip(self, institution_id: str, webhook_id: str, delivery: int | None = None) -> int:
        """Give dead letters up, so that what follows them can go; as `resend`."""
        return self._each_dead(institution_id, webhook_id, delivery, self._give_up)

    def tidy(self) -> int:
        """Forget deliveries that ended long ago; returns how many."""
        over = delete(Delivery).where(Delivery.ended_at < self._clock.now() - manners().keep_sent)
        with self._database.session() as session:
            done = session.execute(over.execution_options(synchronize_session=False))
            return int(done.rowcount)

    def _each_dead(
        self,
        institution_id: str,
        webhook_id: str,
        delivery: int | None,
        change: Callable[[Delivery], None],
    ) -> int:
        wanted = select(Delivery).where(Delivery.webhook_id == webhook_id, Delivery.state == DEAD)
        if delivery is not None:
            wanted = wanted.where(Delivery.id == delivery)
        with self._database.session() as session:
            held(session, institution_id, webhook_id)
            rows = session.execute(wanted.with_for_update()).scalars().all()
            if delivery is not None and not rows:
                raise UnknownDelivery("there is no dead letter of this id here")
            for row in rows:
                change(row)
            return len(rows)

    def _wait_again(self, row: Delivery) -> None:
        row.state, row.tries, row.due_at = WAITING, 0, self._clock.now()

    def _give_up(self, row: Delivery) -> None:
        row.state, row.ended_at = SKIPPED, self._clock.now()

    def _view(self, row: Delivery, number: str) -> DeliveryView:
        return DeliveryView(
            id=row.id,
            event=self._feed.public_id(row.event_id),
            kind=row.kind,
            number=number,
            state=row.state,
            tries=row.tries,
            made_at=row.made_at,
            due_at=row.due_at,
            ended_at=row.ended_at,
            status=row.status,
            failure=row.failure or "",
            excerpt=row.excerpt or "",
        )
