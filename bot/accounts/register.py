"""The register of staff: who is taken on, changed, disabled, given a new password."""

from __future__ import annotations

import re
import unicodedata
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.accounts import passwords
from bot.accounts.errors import LastAdministrator, LoginTaken, WrongField
from bot.accounts.models import Account
from bot.accounts.roles import ROLES, all_roles
from bot.accounts.rows import by_id, by_login, note, staff_of
from bot.accounts.second_factor import switch_off
from bot.accounts.sessions import end_all
from bot.accounts.staff import Member, Particulars, Staff
from bot.calendar.clock import Clock
from bot.database import Database

LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,63}")
LONGEST_NAME, LONGEST_BRANCH, LONGEST_SKILL, MOST_SKILLS = 40, 80, 40, 20
ONE_TIME_LASTS = timedelta(days=7)
ADMINISTRATOR = "administrator"
ATTEMPTS = 5  # at a desk number, when several people are taken on at the same moment


@dataclass(frozen=True)
class OneTime:
    """A password that is shown once and must be changed at first sign-in."""

    staff: Staff
    password: str = field(repr=False)


class Register:
    """Everybody's account; share one between all threads."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def take_on(self, login: str, particulars: Particulars, actor: str) -> OneTime:
        """Make an account; raises WrongField, and LoginTaken when the login is somebody's."""
        login = checked_login(login)
        values = _checked(particulars)
        password = passwords.one_time_password()
        kept = passwords.hashed(password)
        for attempt in range(ATTEMPTS):
            try:
                return OneTime(self._add(login, values, kept, actor), password)
            except IntegrityError:
                if self.find(login) is not None:
                    raise LoginTaken from None
                if attempt == ATTEMPTS - 1:
                    raise
        raise AssertionError("unreachable")

    def everybody(self) -> tuple[Member, ...]:
        """Return all accounts, those that are disabled too, in the order they were made."""
        with self._database.reading() as session:
            rows = session.execute(select(Account).order_by(Account.desk_number)).scalars()
            return tuple(_member(row) for row in rows)

    def get(self, account_id: str) -> Member | None:
        """Return one account."""
        known = select(Account).where(Account.id == printable(account_id))
        with self._database.reading() as session:
            row = session.execute(known).scalar_one_or_none()
            return None if row is None else _member(row)

    def find(self, login: str) -> Member | None:
        """Return the account with a login."""
        with self._database.reading() as session:
            row = by_login(session, folded(login))
            return None if row is None else _member(row)

    def change(self, account_id: str, particulars: Particulars, actor: str) -> Staff:
        """Change what an account says; who may see other things from now on must sign in again.

        Raises UnknownAccount, WrongField, LastAdministrator.
        """
        values = _checked(particulars)
        with self._database.session() as session:
            row = self._of_administrators(session, account_id, leaving=values.role)
            before = (row.role, row.institution_id, row.branch)
            for name, value in vars(values).items():
                setattr(row, name, list(value) if name == "skills" else value)
            if before != (row.role, row.institution_id, row.branch):
                end_all(session, account_id)
            note(session, account_id, self._clock.now(), "changed", actor)
            return staff_of(row)

    def disable(self, account_id: str, actor: str) -> None:
        """Let nobody in by this account any more; raises UnknownAccount, LastAdministrator."""
        now = self._clock.now()
        with self._database.session() as session:
            row = self._of_administrators(session, account_id, leaving="")
            if row.disabled_at is None:
                row.disabled_at = now
                end_all(session, account_id)
                note(session, account_id, now, "disabled", actor)

    def enable(self, account_id: str, actor: str) -> OneTime:
        """Let somebody in again, with a new one-time password; raises UnknownAccount."""
        with self._database.session() as session:
            row = by_id(session, account_id)
            if row.disabled_at is not None:
                row.disabled_at = None
                note(session, account_id, self._clock.now(), "enabled", actor)
        return self.reset(account_id, actor)

    def reset(self, account_id: str, actor: str, *, second_factor: bool = False) -> OneTime:
        """Give a new one-time password, and forget the second factor too if that is wanted.

        All sessions end. Raises UnknownAccount.
        """
        now, password = self._clock.now(), passwords.one_time_password()
        kept = passwords.hashed(password)
        with self._database.session() as session:
            row = by_id(session, account_id)
            row.password_hash, row.must_change_password = kept, True
            row.one_time_until = now + ONE_TIME_LASTS
            end_all(session, account_id)
            note(session, account_id, now, "reset", actor)
            if second_factor:
                switch_off(session, row, now, actor)
            return OneTime(staff_of(row), password)

    def sign_out_everywhere(self, account_id: str, actor: str) -> int:
        """End all sessions of somebody and tell how many; raises UnknownAccount."""
        with self._database.session() as session:
            by_id(session, account_id)
            note(session, account_id, self._clock.now(), "signed_out_everywhere", actor)
            return end_all(session, account_id)

    def is_empty(self) -> bool:
        """Tell whether nobody has an account yet."""
        with self._database.reading() as session:
            return session.execute(select(Account.id).limit(1)).first() is None

    def _add(self, login: str, values: Particulars, kept: str, actor: str) -> Staff:
        now = self._clock.now()
        with self._database.session() as session:
            highest = session.execute(select(func.max(Account.desk_number))).scalar_one() or 0
            row = Account(
                **(vars(values) | {"skills": list(values.skills)}),
                id=uuid.uuid4().hex,
                login=login,
                desk_number=highest + 1,
                password_hash=kept,
                must_change_password=True,
                one_time_until=now + ONE_TIME_LASTS,
                last_step=0,
                created_at=now,
            )
            session.add(row)
            session.flush()
            note(session, row.id, now, "created", actor)
            return staff_of(row)

    def _of_administrators(self, session: Session, account_id: str, leaving: str) -> Any:
        """Return a locked account; raise LastAdministrator if nobody would be left to manage."""
        wanted = (
            select(Account)
            .where(Account.role == ADMINISTRATOR, Account.disabled_at.is_(None))
            .order_by(Account.id)
            .with_for_update()
        )
        active = {row.id for row in session.execute(wanted).scalars()}
        if active == {account_id} and leaving != ADMINISTRATOR:
            raise LastAdministrator
        return by_id(session, account_id)


def folded(login: str) -> str:
    """Return a login as it is kept: small letters, no full-width ones, not too long."""
    return printable(unicodedata.normalize("NFKC", login[:200])).strip().casefold()[:64]


def printable(text: str) -> str:
    """Return a text without the signs that no database looks up."""
    return "".join(sign for sign in text if sign.isprintable())


def checked_login(login: str) -> str:
    """Return a login that can be given out; raise WrongField for any other."""
    plain = folded(login)
    if not LOGIN.fullmatch(plain) or len(login) > 64 or printable(login) != login:
        raise WrongField("login", "登录名要 2 到 64 个字，用小写字母、数字和 . _ @ + - 。")
    return plain


def _checked(given: Particulars) -> Particulars:
    if given.role not in ROLES:
        raise WrongField("role", "没有这个角色。")
    of_institution = all_roles()[given.role].of_institution
    institution_id = (given.institution_id or "").strip()
    if of_institution and not institution_id:
        raise WrongField("institution", "机构经办要写明是哪家机构。")
    if len(given.skills) > MOST_SKILLS:
        raise WrongField("skills", f"技能最多 {MOST_SKILLS} 项。")
    branch = _text("branch", given.branch or "", LONGEST_BRANCH, "网点")
    return Particulars(
        name=_name(given.name),
        role=given.role,
        institution_id=institution_id[:64] if of_institution else None,
        branch=branch if of_institution and branch else None,
        skills=tuple(_text("skills", skill, LONGEST_SKILL, "技能") for skill in given.skills),
    )


def _text(field: str, value: str, longest: int, title: str) -> str:
    plain = value.strip()
    if len(plain) > longest or any(not sign.isprintable() for sign in plain):
        raise WrongField(field, f"{title}最多 {longest} 个字，不能有换行。")
    return plain


def _name(given: str) -> str:
    if not given.strip():
        raise WrongField("name", "请写姓名。")
    return _text("name", given, LONGEST_NAME, "姓名")


def _member(row: Any) -> Member:
    return Member(
        staff=staff_of(row),
        created_at=row.created_at,
        disabled_at=row.disabled_at,
        signed_in_at=row.signed_in_at,
        has_second_factor=row.second_factor is not None,
        must_change_password=row.must_change_password,
    )
