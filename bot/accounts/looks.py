"""The record of every look at personal data: who, when, whose, which fields, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.sql import Select

from bot.accounts.models import Account, Look
from bot.accounts.rows import staff_of
from bot.accounts.staff import Staff
from bot.calendar.clock import Clock
from bot.data_files import read_yaml
from bot.database import Database

LONGEST_REASON = 500  # characters
MOST_FIELDS = 30
PAGE = 50


@dataclass(frozen=True)
class LookView:
    """One look, with who looked; `at` is aware UTC."""

    staff: Staff
    at: datetime
    number: str | None
    conversation: str | None
    fields: tuple[str, ...]
    reason: str = field(repr=False)


@dataclass(frozen=True)
class LookFilter:
    """Which looks are wanted; `since` and `until` (exclusive) are aware."""

    login: str = ""
    number: str = ""
    conversation: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class LookPage:
    """Looks, the newest first; `more` tells whether there is a page after this one."""

    looks: tuple[LookView, ...]
    page: int
    more: bool


class Looks:
    """Writes and reads the record; nothing in it is ever changed."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def write(
        self,
        staff: Staff,
        what: str | Iterable[str],
        reason: str,
        number: str | None,
        conversation: str | None,
    ) -> None:
        """Write down a look; raises ValueError when it is not said whose data were seen."""
        if not (number or conversation):
            raise ValueError("a look is at a ticket or at a conversation")
        fields = [what] if isinstance(what, str) else list(what)
        look = Look(
            account_id=staff.id,
            at=self._clock.now(),
            ticket_number=number,
            conversation_id=conversation,
            fields=fields[:MOST_FIELDS],
            reason=reason.strip()[:LONGEST_REASON],
        )
        with self._database.session() as session:
            session.add(look)

    def read(self, wanted: LookFilter, page: int = 1) -> LookPage:
        """Return one page of looks."""
        rows = _narrowed(select(Look, Account).join(Account, Account.id == Look.account_id), wanted)
        rows = rows.order_by(Look.at.desc(), Look.id.desc())
        with self._database.reading() as session:
            found = session.execute(rows.offset((page - 1) * PAGE).limit(PAGE + 1)).all()
            looks = tuple(_view(look, account) for look, account in found[:PAGE])
        return LookPage(looks, page, len(found) > PAGE)


@cache
def field_titles() -> Mapping[str, str]:
    """Return what the fields that can be seen are called in Chinese."""
    titles: dict[str, str] = read_yaml(Path(__file__).with_name("looks.yml"))
    return titles


def _narrowed(rows: Select, wanted: LookFilter) -> Select:
    exact = {
        Account.login: wanted.login,
        Look.ticket_number: wanted.number,
        Look.conversation_id: wanted.conversation,
    }
    rows = rows.where(*(column == value for column, value in exact.items() if value))
    if wanted.since:
        rows = rows.where(Look.at >= wanted.since)
    return rows.where(Look.at < wanted.until) if wanted.until else rows


def _view(look: Any, account: Any) -> LookView:
    return LookView(
        staff=staff_of(account),
        at=look.at,
        number=look.ticket_number,
        conversation=look.conversation_id,
        fields=tuple(look.fields),
        reason=look.reason,
    )
