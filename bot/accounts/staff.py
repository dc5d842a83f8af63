"""Who works here, as everything above the accounts sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.accounts.roles import ROLES

__all__ = ["ROLES", "Member", "Particulars", "SignedIn", "Staff", "Visit"]


@dataclass(frozen=True)
class Staff:
    """Somebody with an account; `number` is what consumers are told: 坐席07.

    `institution_id` and `branch` say whose tickets an officer of an institution may see.
    """

    id: str
    login: str
    name: str
    role: str
    institution_id: str | None
    branch: str | None
    skills: tuple[str, ...]
    number: str


@dataclass(frozen=True)
class Member:
    """An account as the administrator sees it; moments are aware UTC."""

    staff: Staff
    created_at: datetime
    disabled_at: datetime | None
    signed_in_at: datetime | None
    has_second_factor: bool
    must_change_password: bool


@dataclass(frozen=True)
class Particulars:
    """What can be said about somebody when an account is made or changed."""

    name: str
    role: str
    institution_id: str | None = None
    branch: str | None = None
    skills: tuple[str, ...] = ()


@dataclass(frozen=True)
class Visit:
    """A session that is good now.

    `duty` is what must be done before anything else: "password", "second_factor" or "".
    """

    staff: Staff
    duty: str = ""


@dataclass(frozen=True)
class SignedIn:
    """A session begun; where `needs_code` is set it opens nothing before the code was given."""

    token: str
    staff: Staff
    needs_code: bool = False
