"""People with accounts, for tests of everything that staff do."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

from bot.accounts.service import Accounts
from bot.accounts.staff import Particulars, Staff

PASSWORD = "西湖边的第三棵柳树下"
_logins = (f"person{n}" for n in itertools.count(1))


@dataclass(frozen=True)
class Person:
    """Somebody with an account and the password to it."""

    staff: Staff
    password: str = field(repr=False)


def hire(
    accounts: Accounts,
    role: str = "agent",
    login: str = "",
    name: str = "李晓",
    institution_id: str | None = None,
    branch: str | None = None,
    skills: tuple[str, ...] = (),
) -> Person:
    """Make an account whose one-time password has been changed already."""
    if role == "institution" and institution_id is None:
        institution_id = "icbc"
    particulars = Particulars(name, role, institution_id, branch, skills)
    given = accounts.create(login or next(_logins), particulars)
    accounts.change_password(given.staff, given.password, PASSWORD)
    return Person(given.staff, PASSWORD)


def at_work(accounts: Accounts, role: str = "agent", **particulars: Any) -> tuple[Staff, str]:
    """Take somebody on and return a session of theirs with nothing left to settle first.

    It begins as by a provider, without the time that a password takes.
    """
    person = hire(accounts, role, **particulars)
    return person.staff, accounts.sign_in_vouched(person.staff.login).token
