"""The same request again gets the same answer: what writes were answered with, for a week."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.calendar.clock import Clock
from bot.database import Database
from bot.institutions.errors import KeyReused, StillBusy
from bot.institutions.models import ApiAnswer

KEPT = timedelta(days=7)
# Whoever took on a request and is not done by then has died: all acts may be done again.
LONGEST_WORK = timedelta(minutes=2)


@dataclass(frozen=True)
class Kept:
    """An answer that was given before."""

    status: int
    content: Any = field(repr=False)


class Repeats:
    """Answers by key and idempotency key."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def begin(self, key_id: str, idempotency_key: str, fingerprint: str) -> Kept | None:
        """Take a request on, or return what it was answered with before.

        Raises KeyReused when that was another request, StillBusy while it is being answered.
        """
        try:
            with self._database.session() as session:
                return self._begin(session, key_id, idempotency_key, fingerprint)
        except IntegrityError as error:  # the same request was taken on at this very moment
            raise StillBusy("the same request is being answered") from error

    def keep(self, key_id: str, idempotency_key: str, kept: Kept) -> None:
        """Note what a request was answered with."""
        with self._database.session() as session:
            row = session.get(ApiAnswer, (key_id, idempotency_key))
            if row is not None:
                row.status, row.content = kept.status, kept.content

    def drop(self, key_id: str, idempotency_key: str) -> None:
        """Forget a request that was refused, so that it may be mended and sent again."""
        with self._database.session() as session:
            row = session.get(ApiAnswer, (key_id, idempotency_key))
            if row is not None and row.status is None:
                session.delete(row)

    def tidy(self) -> int:
        """Forget what was answered long ago; returns how many."""
        old = delete(ApiAnswer).where(ApiAnswer.at < self._clock.now() - KEPT)
        with self._database.session() as session:
            done = session.execute(old.execution_options(synchronize_session=False))
            return int(done.rowcount)

    def _begin(
        self, session: Session, key_id: str, idempotency_key: str, fingerprint: str
    ) -> Kept | None:
        now = self._clock.now()
        row = session.get(ApiAnswer, (key_id, idempotency_key), with_for_update=True)
        if row is None:
            session.add(
                ApiAnswer(
                    key_id=key_id,
                    idempotency_key=idempotency_key,
                    fingerprint=fingerprint,
                    at=now,
                )
            )
            return None
        if row.fingerprint != fingerprint:
            raise KeyReused("this idempotency key was used for another request")
        if row.status is not None:
            return Kept(row.status, row.content)
        if now - row.at < LONGEST_WORK:
            raise StillBusy("the same request is being answered")
        row.at = now
        return None
