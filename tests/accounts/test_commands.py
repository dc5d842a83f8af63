"""`python -m bot users`: what operators read, and what it does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot import cli
from bot.hotline import Hotline
from bot.privacy.encryption import use_cipher
from bot.settings import Settings

ONE_TIME = re.compile(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}")
ADD_LI = ("add", "li.xiao", "--name", "李晓", "--role", "agent", "--skill", "bank")

pytestmark = pytest.mark.usefixtures("quick_hashes")


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of its own."""
    for name in ("DATABASE_URL", "XIAOBAO_PROFILE", "XIAOBAO_KEY", "XIAOBAO_SECOND_FACTOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XIAOBAO_VAR", str(tmp_path / "var"))
    return tmp_path


class Operator:
    """Somebody at the command line."""

    def __init__(self, output: pytest.CaptureFixture[str]) -> None:
        self._output = output

    def users(self, *words: str) -> str:
        """Run `users` and return what was printed; it must succeed."""
        assert cli.main(["users", *words]) == 0
        told = self._output.readouterr()
        assert told.err == ""
        return told.out

    def fails(self, *words: str) -> str:
        """Run `users` and return the complaint; it must fail."""
        assert cli.main(["users", *words]) == 1
        told = self._output.readouterr()
        assert told.out == ""
        return told.err

    def one_time(self, *words: str) -> str:
        """Run `users` and return the only one-time password that was printed."""
        (password,) = ONE_TIME.findall(self.users(*words))
        return str(password)


@pytest.fixture
def operator(capsys: pytest.CaptureFixture[str]) -> Operator:
    return Operator(capsys)


def role_of(login: str, password: str) -> str:
    """Sign in and return the role."""
    hotline = Hotline.open(Settings.from_environment())
    try:
        return hotline.accounts.sign_in(login, password).staff.role
    finally:
        hotline.database.close()
        use_cipher(None)


def test_an_empty_list_says_what_happens_next(operator: Operator) -> None:
    assert "第一个管理员" in operator.users("list")


def test_an_account_is_added_and_listed(operator: Operator) -> None:
    password = operator.one_time(*ADD_LI)
    assert role_of("li.xiao", password) == "agent"
    listed = operator.users("list")
    for words in ("li.xiao", "坐席01", "李晓", "没有二次验证", "还没改一次性密码"):
        assert words in listed
    assert password not in listed


def test_an_officer_belongs_to_a_known_institution(operator: Operator) -> None:
    officer = ("add", "wang", "--name", "王芳", "--role", "institution")
    assert "哪家机构" in operator.fails(*officer)
    assert "没有 nobank" in operator.fails(*officer, "--institution", "nobank")
    operator.users(*officer, "--institution", "icbc", "--branch", "昌平支行")
    assert "icbc 昌平支行" in operator.users("list")


def test_disabled_enabled_and_reset(operator: Operator) -> None:
    first = operator.one_time(*ADD_LI)
    assert "已停用 li.xiao" in operator.users("disable", "LI.XIAO")
    assert "停用" in operator.users("list")
    second = operator.one_time("enable", "li.xiao")
    third = operator.one_time("reset", "li.xiao")
    assert len({first, second, third}) == 3
    assert role_of("li.xiao", third) == "agent"
    assert "二次验证已去掉" in operator.users("reset", "li.xiao", "--second-factor")


def test_signed_out_everywhere(operator: Operator) -> None:
    password = operator.one_time(*ADD_LI)
    role_of("li.xiao", password)
    role_of("li.xiao", password)
    assert "2 处" in operator.users("sign-out", "li.xiao")
    assert "0 处" in operator.users("sign-out", "li.xiao")


@pytest.mark.parametrize("verb", ["disable", "enable", "reset", "sign-out"])
def test_who_is_not_there_is_said(operator: Operator, verb: str) -> None:
    assert operator.fails(verb, "nobody") == "没有这个账号。\n"


def test_a_login_that_is_taken_and_the_last_administrator(operator: Operator) -> None:
    operator.users("add", "boss", "--name", "陈一", "--role", "administrator")
    assert "已经有人用了" in operator.fails("add", "BOSS", "--name", "x", "--role", "agent")
    assert "最后一个管理员" in operator.fails("disable", "boss")


@pytest.mark.parametrize(
    "words",
    [
        ("users",),
        ("users", "add", "li"),
        ("users", "add", "li", "--name", "x", "--role", "root"),
        ("users", "add", "li", "--name", "x", "--role", "agent", "--password", "hush"),
        ("users", "reset", "li", "hush"),
    ],
)
def test_nothing_else_is_understood_least_of_all_passwords(words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(list(words))
    assert stopped.value.code == 2
