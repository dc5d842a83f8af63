"""All institutions with which the house has anything, for those who look after that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import Select

from bot.accounts.models import Account
from bot.accounts.rows import staff_of
from bot.accounts.staff import Staff
from bot.database import Database
from bot.institutions.models import ApiKey, Delivery, Webhook
from bot.institutions.officer import INSTITUTION
from bot.institutions.outbox import DEAD, WAITING
from bot.tickets.models import Ticket


@dataclass(frozen=True)
class Standing:
    """One institution: its people, keys and webhooks that work, deliveries, open tickets."""

    institution_id: str
    people: int
    keys: int
    webhooks: int
    waiting: int
    dead: int
    tickets: int


class Overview:
    """Counts, and who the people are."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def standings(self) -> tuple[Standing, ...]:
        """Return the institutions with which there is anything, dead letters first."""
        with self._database.reading() as session:
            counted = {name: _count(session, wanted) for name, wanted in _COUNTS.items()}
        ids = sorted(set().union(*counted.values()))
        rows = [Standing(id, **{name: of.get(id, 0) for name, of in counted.items()}) for id in ids]
        return tuple(sorted(rows, key=lambda row: (-row.dead, -row.tickets, row.institution_id)))

    def people(self, institution_id: str) -> tuple[Staff, ...]:
        """Return the officers of an institution whose accounts are open."""
        wanted = (
            select(Account)
            .where(Account.institution_id == institution_id, *_WORKING)
            .order_by(Account.desk_number)
        )
        with self._database.reading() as session:
            return tuple(map(staff_of, session.execute(wanted).scalars()))


def _count(session: Session, wanted: Select) -> Mapping[str, int]:
    return dict(session.execute(wanted).all())


def _by(column: Any, *conditions: Any) -> Select:
    return select(column, func.count()).where(*conditions).group_by(column)


def _deliveries(state: str) -> Select:
    joined = select(Webhook.institution_id, func.count()).join(
        Delivery, Delivery.webhook_id == Webhook.id
    )
    living = joined.where(Delivery.state == state, Webhook.ended_at.is_(None))
    return living.group_by(Webhook.institution_id)


_WORKING = (Account.role == INSTITUTION, Account.disabled_at.is_(None))
_COUNTS: Mapping[str, Select] = {
    "people": _by(Account.institution_id, *_WORKING),
    "keys": _by(ApiKey.institution_id, ApiKey.revoked_at.is_(None)),
    "webhooks": _by(Webhook.institution_id, Webhook.ended_at.is_(None)),
    "waiting": _deliveries(WAITING),
    "dead": _deliveries(DEAD),
    "tickets": _by(
        Ticket.institution_id,
        Ticket.is_open.is_(True),
        Ticket.forwarded_at.is_not(None),
        Ticket.institution_id.is_not(None),
    ),
}
