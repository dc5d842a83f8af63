"""Accounts as they lie in the database: found, locked, read, and what happened to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.accounts.errors import UnknownAccount
from bot.accounts.models import Account, AccountEvent
from bot.accounts.roles import all_roles
from bot.accounts.staff import Staff

# What `staff_of` reads.
STAFF_COLUMNS = (
    "id",
    "login",
    "name",
    "role",
    "institution_id",
    "branch",
    "skills",
    "desk_number",
)


def by_login(session: Session, login: str) -> Any | None:
    """Return the account with this login, or None."""
    return session.execute(select(Account).where(Account.login == login)).scalar_one_or_none()


def by_id(session: Session, account_id: str) -> Any:
    """Return an account, locked until the session ends; raise UnknownAccount."""
    wanted = select(Account).where(Account.id == account_id).with_for_update()
    row = session.execute(wanted).scalar_one_or_none()
    if row is None:
        raise UnknownAccount
    return row


def staff_of(row: Any) -> Staff:
    """Return who that is, as the rest of the house sees them."""
    return Staff(
        id=row.id,
        login=row.login,
        name=row.name,
        role=row.role,
        institution_id=row.institution_id,
        branch=row.branch,
        skills=tuple(row.skills),
        number=f"{all_roles()[row.role].number}{row.desk_number:02}",
    )


def note(
    session: Session, account_id: str | None, now: datetime, what: str, actor: str = ""
) -> None:
    """Write down that something happened to an account, for good."""
    session.add(AccountEvent(account_id=account_id, at=now, actor=actor, what=what))
