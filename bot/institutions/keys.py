"""Keys of institutions for the interface: shown once, kept as a hash, revoked at any time."""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.calendar.clock import Clock, shanghai_date
from bot.database import Database
from bot.institutions.errors import LacksScope, TooManyKeys, UnknownKey, WrongField, WrongKey
from bot.institutions.models import ApiKey, KeyLook
from bot.institutions.officer import Officer, officer_of_key
from bot.privacy.encryption import Cipher

SCOPES = ("read", "answer")
LONGEST_NAME = 60
MOST_KEYS = 20  # of one institution, without the revoked
ID_BYTES, SECRET_BYTES = 6, 32
TOKEN = re.compile(r"xbk_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
PURPOSE = "api key"
LOOKS_SHOWN = 50


@dataclass(frozen=True)
class KeyView:
    """A key as it may be shown: never what opens the door."""

    id: str
    institution_id: str
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    created_by: str
    last_used_on: date | None
    revoked_at: datetime | None


@dataclass(frozen=True)
class NewKey:
    """A key just made; `token` is shown this once."""

    key: KeyView
    token: str = field(repr=False)


@dataclass(frozen=True)
class KeyLookView:
    """A look at personal data by a key; `at` is aware UTC."""

    key_id: str
    at: datetime
    number: str
    fields: tuple[str, ...]


class Keys:
    """The keys of all institutions; share one between all threads."""

    def __init__(self, database: Database, cipher: Cipher, clock: Clock) -> None:
        self._database = database
        self._cipher = cipher
        self._clock = clock

    def make(self, institution_id: str, name: str, scopes: Iterable[str], by: str) -> NewKey:
        """Make a key; raises WrongField, TooManyKeys."""
        name, wanted = _checked_name(name), _checked_scopes(scopes)
        id, secret = secrets.token_hex(ID_BYTES), secrets.token_urlsafe(SECRET_BYTES)
        row = ApiKey(
            id=id,
            institution_id=institution_id,
            name=name,
            secret_hash=self._hash(secret),
            scopes=list(wanted),
            created_at=self._clock.now(),
            created_by=by,
        )
        with self._database.session() as session:
            if _count(session, institution_id) >= MOST_KEYS:
                raise TooManyKeys(f"{institution_id} has {MOST_KEYS} keys already")
            session.add(row)
        return NewKey(_view(row), f"xbk_{id}_{secret}")

    def of(self, institution_id: str) -> tuple[KeyView, ...]:
        """Return the keys of an institution, the revoked ones too, the newest first."""
        wanted = select(ApiKey).where(ApiKey.institution_id == institution_id)
        newest = wanted.order_by(ApiKey.created_at.desc(), ApiKey.id)
        with self._database.reading() as session:
            return tuple(map(_view, session.execute(newest).scalars()))

    def revoke(self, institution_id: str, key_id: str, by: str) -> KeyView:
        """Make a key good for nothing, for good; again changes nothing. Raises UnknownKey."""
        with self._database.session() as session:
            row = session.get(ApiKey, key_id, with_for_update=True)
            if row is None or row.institution_id != institution_id:
                raise UnknownKey("there is no such key here")
            if row.revoked_at is None:
                row.revoked_at, row.revoked_by = self._clock.now(), by
            return _view(row)

    def officer(self, token: str, scope: str) -> Officer:
        """Return for whom a key acts; raises WrongKey, LacksScope."""
        parts = TOKEN.fullmatch(token)
        row = self._row(parts[1]) if parts else None
        kept = row.secret_hash if row is not None else "0" * 64
        given = self._hash(parts[2] if parts else "")
        if not hmac.compare_digest(kept, given) or row is None or row.revoked_at is not None:
            raise WrongKey("no key opens here that looks like this")
        self._note_use(row)
        if scope not in row.scopes:
            raise LacksScope(scope)
        return officer_of_key(row.id, row.institution_id)

    def looked(self, key_id: str, number: str, fields: Iterable[str]) -> None:
        """Write down that a key was used to read personal data of a ticket."""
        look = KeyLook(
            key_id=key_id, at=self._clock.now(), ticket_number=number, fields=list(fields)
        )
        with self._database.session() as session:
            session.add(look)

    def looks(self, institution_id: str) -> tuple[KeyLookView, ...]:
        """Return the last looks by keys of an institution, the newest first."""
        wanted = (
            select(KeyLook)
            .join(ApiKey, ApiKey.id == KeyLook.key_id)
            .where(ApiKey.institution_id == institution_id)
            .order_by(KeyLook.at.desc(), KeyLook.id.desc())
            .limit(LOOKS_SHOWN)
        )
        with self._database.reading() as session:
            return tuple(map(_view_look, session.execute(wanted).scalars()))

    def _row(self, key_id: str) -> ApiKey | None:
        with self._database.reading() as session:
            return session.get(ApiKey, key_id)

    def _note_use(self, row: ApiKey) -> None:
        """Write the day of the last use: once a day, so that reading stays reading."""
        today = shanghai_date(self._clock.now())
        if row.last_used_on == today:
            return
        with self._database.session() as session:
            session.get(ApiKey, row.id).last_used_on = today

    def _hash(self, secret: str) -> str:
        return self._cipher.keyed_hash(secret, PURPOSE)


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise WrongField("name", "missing")
    if len(name) > LONGEST_NAME:
        raise WrongField("name", "too_long")
    return name


def _checked_scopes(scopes: Iterable[str]) -> tuple[str, ...]:
    given = set(scopes)
    if not given:
        raise WrongField("scopes", "missing")
    if not given <= set(SCOPES):
        raise WrongField("scopes", "unknown")
    return tuple(scope for scope in SCOPES if scope in given)


def _count(session: Session, institution_id: str) -> int:
    counted = select(func.count()).where(
        ApiKey.institution_id == institution_id, ApiKey.revoked_at.is_(None)
    )
    return int(session.execute(counted).scalar_one())


def _view(row: ApiKey) -> KeyView:
    return KeyView(
        id=row.id,
        institution_id=row.institution_id,
        name=row.name,
        scopes=tuple(row.scopes),
        created_at=row.created_at,
        created_by=row.created_by,
        last_used_on=row.last_used_on,
        revoked_at=row.revoked_at,
    )


def _view_look(row: KeyLook) -> KeyLookView:
    return KeyLookView(row.key_id, row.at, row.ticket_number, tuple(row.fields))
