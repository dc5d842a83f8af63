"""The first administrator is made once and told once."""

from __future__ import annotations

import io
import re
import stat
import threading
from pathlib import Path

import pytest

from bot.accounts.first_start import welcome_first_administrator
from bot.accounts.service import Accounts
from tests.accounts.staff import Person

pytestmark = pytest.mark.usefixtures("quick_hashes")


class Terminal(io.StringIO):
    """Somebody looks at it."""

    def isatty(self) -> bool:
        return True


def test_on_a_terminal_it_is_shown_there_and_nowhere_else(
    accounts: Accounts, tmp_path: Path
) -> None:
    terminal = Terminal()
    assert welcome_first_administrator(accounts, tmp_path / "var", terminal)
    told = re.search(r"一次性密码  (\S+)", terminal.getvalue())
    assert told and "admin" in terminal.getvalue()
    assert not (tmp_path / "var").exists()
    signed_in = accounts.sign_in("admin", told[1])
    assert signed_in.staff.role == "administrator"
    visit = accounts.visit(signed_in.token)
    assert visit and visit.duty == "password"


def test_without_a_terminal_it_is_in_a_file_for_the_owner(
    accounts: Accounts, tmp_path: Path
) -> None:
    log = io.StringIO()
    assert welcome_first_administrator(accounts, tmp_path, log)
    file = tmp_path / "keys" / "first-administrator.txt"
    login, password = file.read_text(encoding="utf-8").split()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert password not in log.getvalue() and str(file) in log.getvalue()
    assert accounts.sign_in(login, password).staff.role == "administrator"


def test_a_file_that_lies_there_is_not_written_into(accounts: Accounts, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("mine")
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "first-administrator.txt").symlink_to(elsewhere)
    assert welcome_first_administrator(accounts, tmp_path, io.StringIO())
    assert elsewhere.read_text() == "mine"


def test_it_happens_only_when_nobody_has_an_account(
    accounts: Accounts, agent: Person, tmp_path: Path
) -> None:
    terminal = Terminal()
    assert not welcome_first_administrator(accounts, tmp_path, terminal)
    assert terminal.getvalue() == ""
    assert accounts.find("admin") is None


def test_processes_that_start_together_make_one(accounts: Accounts, tmp_path: Path) -> None:
    made: list[bool] = []
    failed: list[BaseException] = []

    def start(n: int) -> None:
        try:
            made.append(welcome_first_administrator(accounts, tmp_path / str(n), io.StringIO()))
        except BaseException as error:
            failed.append(error)

    starts = [threading.Thread(target=start, args=(n,)) for n in range(4)]
    for one in starts:
        one.start()
    for one in starts:
        one.join()
    assert failed == []
    assert sorted(made) == [False, False, False, True]
    assert len(accounts.list()) == 1
