"""Who is taken on, changed, disabled; and that somebody stays who can manage it."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.accounts.errors import LastAdministrator, LoginTaken, UnknownAccount, WrongField
from bot.accounts.register import checked_login, folded
from bot.accounts.roles import ROLES, all_roles
from bot.accounts.service import Accounts, open_accounts
from bot.accounts.staff import Particulars, Staff
from bot.calendar.clock import FixedClock
from bot.database import Database
from bot.privacy.encryption import Cipher
from bot.settings import Settings, SettingsError
from tests.accounts.staff import Person, hire

pytestmark = pytest.mark.usefixtures("quick_hashes")


def test_the_roles_are_the_five_of_the_house() -> None:
    assert {id: role.title for id, role in all_roles().items()} == {
        "agent": "坐席",
        "supervisor": "班长",
        "institution": "机构经办",
        "reviewer": "复核",
        "administrator": "管理员",
    }
    assert [id for id, role in all_roles().items() if role.of_institution] == ["institution"]
    assert all(role.may for role in all_roles().values())


def test_an_account_says_who_somebody_is(accounts: Accounts) -> None:
    given = accounts.create(
        "Wang.Fang@ICBC", Particulars(" 王芳 ", "institution", "icbc", " 昌平支行 ", ("fraud",))
    )
    assert given.staff == Staff(
        id=given.staff.id,
        login="wang.fang@icbc",
        name="王芳",
        role="institution",
        institution_id="icbc",
        branch="昌平支行",
        skills=("fraud",),
        number="机构01",
    )
    assert given.password not in repr(given)
    member = accounts.find("WANG.FANG@ICBC")
    assert member and member.staff == given.staff
    assert member.must_change_password and not member.has_second_factor
    assert accounts.get(given.staff.id) == member


def test_only_officers_belong_to_an_institution(accounts: Accounts) -> None:
    given = accounts.create("li", Particulars("李晓", "agent", "icbc", "昌平支行"))
    assert (given.staff.institution_id, given.staff.branch) == (None, None)


def test_numbers_follow_one_another_and_belong_to_one_person(accounts: Accounts) -> None:
    people = [hire(accounts, role).staff for role in ("agent", "supervisor", "agent")]
    assert [one.number for one in people] == ["坐席01", "班长02", "坐席03"]
    accounts.disable(people[2].id)
    assert hire(accounts).staff.number == "坐席04"
    promoted = accounts.change(people[0].id, Particulars("李晓", "supervisor"))
    assert promoted.number == "班长01"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "   "}, "name"),
        ({"name": "长" * 41}, "name"),
        ({"name": "两\n行"}, "name"),
        ({"name": "空\0字节"}, "name"),
        ({"role": "root"}, "role"),
        ({"role": ""}, "role"),
        ({"role": "institution"}, "institution"),
        ({"role": "institution", "institution_id": "  "}, "institution"),
        ({"role": "institution", "institution_id": "icbc", "branch": "长" * 81}, "branch"),
        ({"skills": ("x" * 41,)}, "skills"),
        ({"skills": ("x",) * 21}, "skills"),
    ],
)
def test_wrong_particulars_are_refused_by_name(
    accounts: Accounts, agent: Person, changes: dict[str, Any], field: str
) -> None:
    particulars = Particulars(**({"name": "王芳", "role": "agent"} | changes))
    with pytest.raises(WrongField) as refused:
        accounts.create("wang", particulars)
    assert refused.value.field == field
    assert accounts.find("wang") is None
    with pytest.raises(WrongField):
        accounts.change(agent.staff.id, particulars)
    member = accounts.get(agent.staff.id)
    assert member and member.staff == agent.staff


@pytest.mark.parametrize("login", ["", "x", "-x", "王芳", "a b", "a\0b", "a/b", "x" * 65, "a<b"])
def test_logins_are_plain(accounts: Accounts, login: str) -> None:
    with pytest.raises(WrongField) as refused:
        accounts.create(login, Particulars("王芳", "agent"))
    assert refused.value.field == "login"


@given(st.text(max_size=300))
def test_whatever_is_typed_as_login_can_be_looked_up(text: str) -> None:
    login = folded(text)
    assert len(login) <= 64
    assert all(sign.isprintable() for sign in login)
    login.encode()
    with suppress(WrongField):
        assert checked_login(text) == login


def test_a_login_is_given_once(accounts: Accounts, agent: Person) -> None:
    with pytest.raises(LoginTaken):
        accounts.create("LI.XIAO", Particulars("另一个", "agent"))
    accounts.disable(agent.staff.id)
    with pytest.raises(LoginTaken):
        accounts.create("li.xiao", Particulars("另一个", "agent"))


def test_people_taken_on_at_once_get_numbers_of_their_own(accounts: Accounts) -> None:
    numbers: list[str] = []
    failed: list[BaseException] = []

    def take_on(n: int) -> None:
        try:
            numbers.append(accounts.create(f"new{n}", Particulars("新人", "agent")).staff.number)
        except BaseException as error:
            failed.append(error)

    crowd = [threading.Thread(target=take_on, args=(n,)) for n in range(5)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert failed == []
    assert sorted(numbers) == ["坐席01", "坐席02", "坐席03", "坐席04", "坐席05"]


@pytest.mark.parametrize("account_id", ["", "nobody", "\0", "0" * 32, "x" * 500])
def test_who_is_not_there_cannot_be_changed(accounts: Accounts, account_id: str) -> None:
    assert accounts.get(account_id) is None
    if "\0" in account_id:
        return
    for act in (accounts.disable, accounts.enable, accounts.reset, accounts.sign_out_everywhere):
        with pytest.raises(UnknownAccount):
            act(account_id)


def test_disabling_and_enabling_twice_changes_nothing_more(
    accounts: Accounts, agent: Person, clock: FixedClock
) -> None:
    accounts.disable(agent.staff.id)
    accounts.disable(agent.staff.id)
    member = accounts.get(agent.staff.id)
    assert member and member.disabled_at == clock.now()
    first, second = (accounts.enable(agent.staff.id) for _ in range(2))
    assert first.password != second.password
    member = accounts.get(agent.staff.id)
    assert member and member.disabled_at is None and member.must_change_password


def test_the_last_administrator_stays(accounts: Accounts, administrator: Person) -> None:
    for act in (
        lambda: accounts.disable(administrator.staff.id),
        lambda: accounts.change(administrator.staff.id, Particulars("陈一", "agent")),
    ):
        with pytest.raises(LastAdministrator):
            act()
    accounts.change(administrator.staff.id, Particulars("陈一一", "administrator"))
    second = hire(accounts, "administrator")
    accounts.disable(administrator.staff.id)
    with pytest.raises(LastAdministrator):
        accounts.disable(second.staff.id)


def test_two_administrators_cannot_remove_one_another(accounts: Accounts) -> None:
    people = [hire(accounts, "administrator").staff.id for _ in range(2)]
    refused: list[Exception] = []

    def remove(account_id: str) -> None:
        try:
            accounts.disable(account_id)
        except LastAdministrator as error:
            refused.append(error)

    both = [threading.Thread(target=remove, args=(one,)) for one in people]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(refused) == 1
    assert len([member for member in accounts.list() if member.disabled_at is None]) == 1


def test_everybody_is_listed_in_the_order_they_came(accounts: Accounts) -> None:
    assert accounts.is_empty() and accounts.list() == ()
    people = [hire(accounts, role).staff for role in ROLES]
    accounts.disable(people[0].id)
    assert [member.staff for member in accounts.list()] == people
    assert not accounts.is_empty()


@pytest.mark.parametrize(
    ("given", "required"),
    [
        ("", {"administrator"}),
        ("none", set()),
        ("administrator, supervisor", {"administrator", "supervisor"}),
    ],
)
def test_the_setting_says_who_needs_a_second_factor(
    tmp_path: Any,
    database: Database,
    cipher: Cipher,
    clock: FixedClock,
    given: str,
    required: set[str],
) -> None:
    environ = {"XIAOBAO_VAR": str(tmp_path), "XIAOBAO_SECOND_FACTOR": given}
    settings = Settings.from_environment(environ)
    assert open_accounts(settings, database, cipher, clock).second_factor_for == required


def test_a_role_that_does_not_exist_is_said(
    tmp_path: Any, database: Database, cipher: Cipher, clock: FixedClock
) -> None:
    environ = {"XIAOBAO_VAR": str(tmp_path), "XIAOBAO_SECOND_FACTOR": "boss"}
    with pytest.raises(SettingsError, match="'boss' is no role"):
        open_accounts(Settings.from_environment(environ), database, cipher, clock)
