"""The first administrator: made when nobody has an account yet, told once and nowhere else."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TextIO

from bot.accounts.errors import LoginTaken
from bot.accounts.register import OneTime
from bot.accounts.service import Accounts
from bot.accounts.staff import Particulars

LOGIN = "admin"
NAME = "管理员"
FILE = "first-administrator.txt"


def welcome_first_administrator(accounts: Accounts, var: Path, console: TextIO) -> bool:
    """Make the first administrator and tell the one-time password; False if there are accounts.

    It is printed on a terminal; without one it goes into a file below `var` for the owner alone,
    for what is printed then ends up in logs.
    """
    given = _first(accounts)
    if given is None:
        return False
    if console.isatty():
        print(_words(given), file=console, flush=True)
    else:
        file = _into_file(given, var / "keys" / FILE)
        print(f"\n  第一个管理员已开户，登录名和一次性密码在 {file}\n", file=console, flush=True)
    return True


def _first(accounts: Accounts) -> OneTime | None:
    if not accounts.is_empty():
        return None
    try:
        return accounts.create(LOGIN, Particulars(NAME, "administrator"))
    except LoginTaken:  # another process that starts with us was quicker
        return None


def _words(given: OneTime) -> str:
    return (
        "\n  第一次启动，已开一个管理员账号（只显示这一次）：\n"
        f"    登录名      {given.staff.login}\n"
        f"    一次性密码  {given.password}\n"
        "  七天内到 /desk 登录，登录后要马上改密码。\n"
    )


def _into_file(given: OneTime, file: Path) -> Path:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(f"{given.staff.login}\n{given.password}\n")
    return file
