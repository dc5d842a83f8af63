"""Who wants to hear of what, and where: the subscriptions of institutions."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import Select

from bot.calendar.clock import Clock
from bot.database import Database
from bot.institutions.addresses import checked_url
from bot.institutions.delivering import manners
from bot.institutions.errors import TooManyWebhooks, UnknownWebhook, WrongField
from bot.institutions.event_kinds import public_kinds
from bot.institutions.feed import Feed
from bot.institutions.models import Delivery, Webhook
from bot.institutions.signing import new_secret

ID_BYTES = 6
ASKED, GONE = "asked", "gone"


@dataclass(frozen=True)
class WebhookView:
    """A webhook without its secret; `pause` is empty, asked (by a person) or gone (it said so)."""

    id: str
    institution_id: str
    url: str
    kinds: tuple[str, ...]
    created_at: datetime
    created_by: str
    pause: str
    waiting: int
    dead: int


@dataclass(frozen=True)
class NewWebhook:
    """A webhook just made; `secret` is shown this once."""

    webhook: WebhookView
    secret: str = field(repr=False)


class Webhooks:
    """The webhooks of all institutions; everything is asked for one of them."""

    def __init__(self, database: Database, clock: Clock, feed: Feed) -> None:
        self._database = database
        self._clock = clock
        self._feed = feed

    def make(self, institution_id: str, url: str, kinds: Iterable[str], by: str) -> NewWebhook:
        """Begin to tell an address of what happens from now on; no kinds are all kinds.

        Raises WrongField, TooManyWebhooks.
        """
        url, wanted, secret = checked_url(url), _checked_kinds(kinds), new_secret()
        position = self._feed.settled()
        with self._database.session() as session:
            if _count(session, institution_id) >= manners().webhooks_per_institution:
                raise TooManyWebhooks(f"{institution_id} has as many as it may have")
            row = Webhook(
                id=secrets.token_hex(ID_BYTES),
                institution_id=institution_id,
                url=url,
                secret=secret,
                kinds=list(wanted),
                position=position,
                created_at=self._clock.now(),
                created_by=by,
            )
            session.add(row)
            session.flush()
            return NewWebhook(_view(session, row), secret)

    def of(self, institution_id: str) -> tuple[WebhookView, ...]:
        """Return the webhooks of an institution, the oldest first."""
        wanted = _living(institution_id).order_by(Webhook.created_at, Webhook.id)
        with self._database.reading() as session:
            return tuple(_view(session, row) for row in session.execute(wanted).scalars())

    def get(self, institution_id: str, webhook_id: str) -> WebhookView:
        """Return one webhook; raises UnknownWebhook."""
        with self._database.reading() as session:
            return _view(session, found(session, institution_id, webhook_id))

    def opening(self, institution_id: str, webhook_id: str) -> tuple[str, str]:
        """Return address and secret, to send something by hand; raises UnknownWebhook."""
        with self._database.reading() as session:
            row = found(session, institution_id, webhook_id)
            return row.url, row.secret

    def end(self, institution_id: str, webhook_id: str) -> None:
        """Tell it nothing any more, for good; raises UnknownWebhook."""
        with self._database.session() as session:
            held(session, institution_id, webhook_id).ended_at = self._clock.now()

    def pause(self, institution_id: str, webhook_id: str) -> WebhookView:
        """Send nothing for a while; what happens meanwhile is sent later. Raises UnknownWebhook."""
        with self._database.session() as session:
            row = held(session, institution_id, webhook_id)
            if row.paused_at is None:
                row.paused_at, row.pause = self._clock.now(), ASKED
            return _view(session, row)

    def resume(self, institution_id: str, webhook_id: str) -> WebhookView:
        """Send again, beginning with what was missed; raises UnknownWebhook."""
        with self._database.session() as session:
            row = held(session, institution_id, webhook_id)
            row.paused_at, row.pause = None, None
            return _view(session, row)


def found(session: Session, institution_id: str, webhook_id: str) -> Webhook:
    """Return a webhook of an institution to be read only; raises UnknownWebhook."""
    return _known(session, _living(institution_id).where(Webhook.id == webhook_id))


def held(session: Session, institution_id: str, webhook_id: str) -> Webhook:
    """Return a webhook of an institution, held until the session ends; raises UnknownWebhook."""
    wanted = _living(institution_id).where(Webhook.id == webhook_id)
    return _known(session, wanted.with_for_update())


def _known(session: Session, wanted: Select) -> Webhook:
    row = session.execute(wanted).scalar_one_or_none()
    if row is None:
        raise UnknownWebhook("there is no such webhook here")
    return row


def _living(institution_id: str) -> Select:
    return select(Webhook).where(
        Webhook.institution_id == institution_id, Webhook.ended_at.is_(None)
    )


def _checked_kinds(kinds: Iterable[str]) -> tuple[str, ...]:
    given = set(kinds)
    if not given <= set(public_kinds()):
        raise WrongField("kinds", "unknown")
    return tuple(kind for kind in public_kinds() if kind in given or not given)


def _count(session: Session, institution_id: str) -> int:
    counted = select(func.count()).select_from(_living(institution_id).subquery())
    return int(session.execute(counted).scalar_one())


def _view(session: Session, row: Webhook) -> WebhookView:
    counted = (
        select(Delivery.state, func.count())
        .where(Delivery.webhook_id == row.id, Delivery.state.in_(("waiting", "dead")))
        .group_by(Delivery.state)
    )
    counts = dict(session.execute(counted).all())
    return WebhookView(
        id=row.id,
        institution_id=row.institution_id,
        url=row.url,
        kinds=tuple(row.kinds),
        created_at=row.created_at,
        created_by=row.created_by,
        pause=row.pause or "",
        waiting=counts.get("waiting", 0),
        dead=counts.get("dead", 0),
    )
