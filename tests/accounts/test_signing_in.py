"""Signing in, staying in, going out, and everything that throws somebody out."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from bot.accounts.errors import (
    OneTimeExpired,
    TooManyTries,
    UnknownAccount,
    WeakPassword,
    WrongCredentials,
)
from bot.accounts.models import Account, AccountEvent, StaffSession
from bot.accounts.service import Accounts
from bot.accounts.staff import Particulars
from bot.calendar.clock import FixedClock
from bot.database import Database
from tests.accounts.staff import PASSWORD, Person, hire

pytestmark = pytest.mark.usefixtures("quick_hashes")


def events(database: Database, account_id: str | None) -> list[str]:
    wanted = select(AccountEvent).where(AccountEvent.account_id == account_id)
    with database.reading() as session:
        rows = session.execute(wanted.order_by(AccountEvent.id)).scalars()
        return [row.what for row in rows]


@pytest.mark.parametrize("login", ["li.xiao", "LI.XIAO", " li.xiao ", "ｌｉ．ｘｉａｏ"])
def test_who_knows_the_password_is_in(accounts: Accounts, agent: Person, login: str) -> None:
    signed_in = accounts.sign_in(login, PASSWORD)
    assert signed_in.staff == agent.staff
    assert not signed_in.needs_code
    assert accounts.session(signed_in.token) == agent.staff


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("li.xiao", "西湖边的第二棵柳树下"),
        ("li.xiao", ""),
        ("nobody", PASSWORD),
        ("", ""),
        ("li.xiao\0", "\0"),
        ("x" * 5000, "y" * 5000),
    ],
)
def test_unknown_logins_and_wrong_passwords_get_the_same_answer(
    accounts: Accounts, agent: Person, login: str, password: str
) -> None:
    with pytest.raises(WrongCredentials) as refused:
        accounts.sign_in(login, password)
    assert type(refused.value) is WrongCredentials
    assert refused.value.message == "登录名或密码不对。"


def test_refusals_are_on_record_for_unknown_logins_too(
    accounts: Accounts, agent: Person, database: Database
) -> None:
    for login in ("li.xiao", "nobody"):
        with pytest.raises(WrongCredentials):
            accounts.sign_in(login, "wrong wrong")
    assert events(database, agent.staff.id)[-1] == "refused"
    assert events(database, None) == ["refused"]


@pytest.mark.parametrize("login", ["li.xiao", "nobody"])
def test_guessing_is_slowed_down_whether_the_login_exists_or_not(
    accounts: Accounts, agent: Person, clock: FixedClock, login: str
) -> None:
    for _ in range(5):
        with pytest.raises(WrongCredentials):
            accounts.sign_in(login, "wrong wrong", address="192.0.2.1")
    with pytest.raises(TooManyTries) as refused:
        accounts.sign_in(login, PASSWORD, address="192.0.2.2")
    assert refused.value.retry_after == 15
    assert "15 秒" in refused.value.message


def test_the_right_password_works_after_the_pause(
    accounts: Accounts, agent: Person, clock: FixedClock
) -> None:
    for _ in range(5):
        with pytest.raises(WrongCredentials):
            accounts.sign_in("li.xiao", "wrong wrong")
    clock.move(timedelta(seconds=15))
    assert accounts.sign_in("li.xiao", PASSWORD).token
    for _ in range(4):
        with pytest.raises(WrongCredentials):
            accounts.sign_in("li.xiao", "wrong wrong")
    assert accounts.sign_in("li.xiao", PASSWORD).token


def test_a_reset_ends_the_pause(accounts: Accounts, agent: Person) -> None:
    for _ in range(5):
        with pytest.raises(WrongCredentials):
            accounts.sign_in("li.xiao", "wrong wrong")
    given = accounts.reset(agent.staff.id)
    assert accounts.sign_in("li.xiao", given.password).staff == agent.staff


def test_neither_password_nor_token_is_kept(
    accounts: Accounts, agent: Person, database: Database
) -> None:
    token = accounts.sign_in("li.xiao", PASSWORD).token
    with database.engine.connect() as connection:
        sessions = connection.exec_driver_sql("SELECT * FROM staff_sessions").fetchall()
        account = connection.exec_driver_sql("SELECT * FROM accounts").fetchall()
    assert len(sessions) == 2  # one of them from changing the one-time password
    assert token not in str(sessions)
    assert PASSWORD not in str(account)
    assert "李晓" not in str(account)


@pytest.mark.parametrize("token", ["", "x", "0" * 43, "\0", "西" * 100])
def test_no_other_token_opens_anything(accounts: Accounts, agent: Person, token: str) -> None:
    accounts.sign_in("li.xiao", PASSWORD)
    assert accounts.visit(token) is None


def test_a_session_slides_while_it_is_used(
    accounts: Accounts, agent: Person, clock: FixedClock
) -> None:
    token = accounts.sign_in("li.xiao", PASSWORD).token
    for _ in range(8):
        clock.move(timedelta(minutes=29))
        assert accounts.session(token) == agent.staff
    clock.move(timedelta(minutes=30))
    assert accounts.session(token) is None


def test_looking_on_does_not_keep_a_session_open(
    accounts: Accounts, agent: Person, clock: FixedClock
) -> None:
    token = accounts.sign_in("li.xiao", PASSWORD).token
    clock.move(timedelta(minutes=20))
    assert accounts.visit(token, active=False) is not None
    clock.move(timedelta(minutes=10))
    assert accounts.visit(token, active=False) is None


def test_after_twelve_hours_it_ends_whatever_was_done(
    accounts: Accounts, agent: Person, clock: FixedClock
) -> None:
    token = accounts.sign_in("li.xiao", PASSWORD).token
    for _ in range(35):
        clock.move(timedelta(minutes=20))
        assert accounts.session(token) is not None
    clock.move(timedelta(minutes=20))
    assert accounts.session(token) is None


def test_old_sessions_are_cleared_away(
    accounts: Accounts, agent: Person, clock: FixedClock, database: Database
) -> None:
    for _ in range(4):
        accounts.sign_in("li.xiao", PASSWORD)
        clock.move(timedelta(hours=13))
    accounts.sign_in("li.xiao", PASSWORD)
    with database.reading() as session:
        assert len(session.execute(select(StaffSession.token_hash)).all()) == 1


def test_signing_out_ends_one_session(accounts: Accounts, agent: Person) -> None:
    here, there = (accounts.sign_in("li.xiao", PASSWORD).token for _ in range(2))
    accounts.sign_out(here)
    assert accounts.session(here) is None
    assert accounts.session(there) == agent.staff
    accounts.sign_out(here)


OUT: dict[str, Callable[[Accounts, str], object]] = {
    "everywhere": lambda accounts, id: accounts.sign_out_everywhere(id),
    "disabled": lambda accounts, id: accounts.disable(id),
    "reset": lambda accounts, id: accounts.reset(id),
    "role": lambda accounts, id: accounts.change(id, Particulars("李晓", "supervisor")),
    "institution": lambda accounts, id: accounts.change(
        id, Particulars("李晓", "institution", "icbc")
    ),
}


@pytest.mark.parametrize("way", OUT)
def test_what_changes_somebodys_rights_signs_them_out_everywhere(
    accounts: Accounts, agent: Person, way: str
) -> None:
    tokens = [accounts.sign_in("li.xiao", PASSWORD).token for _ in range(2)]
    other = hire(accounts)
    theirs = accounts.sign_in(other.staff.login, PASSWORD).token
    OUT[way](accounts, agent.staff.id)
    assert [accounts.session(token) for token in tokens] == [None, None]
    assert accounts.session(theirs) == other.staff


def test_a_new_name_or_skill_throws_nobody_out(accounts: Accounts, agent: Person) -> None:
    token = accounts.sign_in("li.xiao", PASSWORD).token
    accounts.change(agent.staff.id, Particulars("李小晓", "agent", skills=("fraud",)))
    staff = accounts.session(token)
    assert staff and (staff.name, staff.skills) == ("李小晓", ("fraud",))


def test_a_new_password_needs_the_old_one_and_ends_all_sessions(
    accounts: Accounts, agent: Person
) -> None:
    before = [accounts.sign_in("li.xiao", PASSWORD).token for _ in range(2)]
    with pytest.raises(WrongCredentials, match="原密码"):
        accounts.change_password(agent.staff, "wrong wrong", "一句新的只有我知道的话")
    with pytest.raises(WeakPassword):
        accounts.change_password(agent.staff, PASSWORD, "1234567890")
    with pytest.raises(WeakPassword, match="一样"):
        accounts.change_password(agent.staff, PASSWORD, PASSWORD)
    assert accounts.session(before[0]) is not None
    anew = accounts.change_password(agent.staff, PASSWORD, "一句新的只有我知道的话")
    assert [accounts.session(token) for token in before] == [None, None]
    assert accounts.session(anew.token) == agent.staff
    with pytest.raises(WrongCredentials):
        accounts.sign_in("li.xiao", PASSWORD)
    assert accounts.sign_in("li.xiao", "一句新的只有我知道的话").token


def test_guessing_the_old_password_of_an_open_session_is_slowed_down(
    accounts: Accounts, agent: Person
) -> None:
    for _ in range(5):
        with pytest.raises(WrongCredentials):
            accounts.change_password(agent.staff, "wrong wrong", "一句新的只有我知道的话")
    with pytest.raises(TooManyTries):
        accounts.change_password(agent.staff, PASSWORD, "一句新的只有我知道的话")


def test_a_one_time_password_must_be_changed_first(accounts: Accounts) -> None:
    given = accounts.create("wang", Particulars("王芳", "agent"))
    signed_in = accounts.sign_in("wang", given.password)
    visit = accounts.visit(signed_in.token)
    assert visit and visit.duty == "password"
    anew = accounts.change_password(signed_in.staff, given.password, PASSWORD)
    visit = accounts.visit(anew.token)
    assert visit and visit.duty == ""
    with pytest.raises(WrongCredentials):
        accounts.sign_in("wang", given.password)


def test_a_one_time_password_expires_after_a_week(accounts: Accounts, clock: FixedClock) -> None:
    given = accounts.create("wang", Particulars("王芳", "agent"))
    clock.move(timedelta(days=7) - timedelta(seconds=1))
    assert accounts.sign_in("wang", given.password).token
    clock.move(timedelta(seconds=1))
    with pytest.raises(OneTimeExpired):
        accounts.sign_in("wang", given.password)
    with pytest.raises(WrongCredentials) as refused:
        accounts.sign_in("wang", "wrong wrong")
    assert type(refused.value) is WrongCredentials  # only who knows it learns that it expired


def test_the_disabled_get_the_same_answer_as_the_unknown(accounts: Accounts, agent: Person) -> None:
    accounts.disable(agent.staff.id)
    with pytest.raises(WrongCredentials) as refused:
        accounts.sign_in("li.xiao", PASSWORD)
    assert type(refused.value) is WrongCredentials
    given = accounts.enable(agent.staff.id)
    assert accounts.sign_in("li.xiao", given.password).staff == agent.staff


def test_a_hash_of_weaker_parameters_is_made_anew(
    accounts: Accounts, agent: Person, database: Database
) -> None:
    weak = PasswordHasher(2, 8, 1).hash(PASSWORD)
    with database.session() as session:
        session.execute(update(Account).values(password_hash=weak))
    assert accounts.sign_in("li.xiao", PASSWORD).token
    with database.reading() as session:
        kept = session.execute(select(Account.password_hash)).scalar_one()
    assert kept != weak
    assert accounts.sign_in("li.xiao", PASSWORD).token


def test_a_reset_in_the_middle_of_a_sign_in_counts(
    accounts: Accounts, agent: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old password was right when it was looked at, and is no longer when it lets in."""
    from bot.accounts import passwords

    matches = passwords.matches

    def slowly(kept: str | None, password: str) -> bool:
        right = matches(kept, password)
        monkeypatch.setattr(passwords, "matches", matches)
        accounts.reset(agent.staff.id)
        return right

    monkeypatch.setattr(passwords, "matches", slowly)
    with pytest.raises(WrongCredentials):
        accounts.sign_in("li.xiao", PASSWORD)


def test_a_provider_vouches_only_for_those_who_work_here(
    accounts: Accounts, agent: Person, administrator: Person
) -> None:
    assert accounts.session(accounts.sign_in_vouched("Li.Xiao").token) == agent.staff
    visit = accounts.visit(accounts.sign_in_vouched("boss").token)
    assert visit and visit.duty == ""  # the second factor is the provider's affair
    accounts.disable(agent.staff.id)
    for login in ("li.xiao", "nobody", ""):
        with pytest.raises(UnknownAccount):
            accounts.sign_in_vouched(login)
    assert len(accounts.list()) == 2


def test_what_happens_to_an_account_is_on_record(
    accounts: Accounts, agent: Person, database: Database
) -> None:
    accounts.sign_in("li.xiao", PASSWORD)
    accounts.disable(agent.staff.id)
    assert events(database, agent.staff.id) == [
        "created",
        "password_changed",
        "signed_in",
        "disabled",
    ]


def test_many_sign_ins_at_once_all_succeed(accounts: Accounts) -> None:
    people = [hire(accounts) for _ in range(4)]
    tokens: list[str] = []
    failed: list[BaseException] = []

    def come(person: Person) -> None:
        try:
            tokens.append(accounts.sign_in(person.staff.login, PASSWORD, address="h").token)
        except BaseException as error:
            failed.append(error)

    crowd = [threading.Thread(target=come, args=(one,)) for one in people for _ in range(2)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert failed == []
    assert len({accounts.session(token) for token in tokens}) == 4
