"""Every look at personal data is on record, and stays there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.accounts.looks import PAGE, LookFilter, field_titles
from bot.accounts.service import Accounts
from bot.calendar.clock import FixedClock
from bot.database import Database
from tests.accounts.staff import Person, hire

pytestmark = pytest.mark.usefixtures("quick_hashes")


def test_a_look_says_who_when_whose_what_and_why(
    accounts: Accounts, agent: Person, clock: FixedClock
) -> None:
    accounts.looked(agent.staff, "2611230018", ("name", "phone"), " 回电给王先生 ")
    (look,) = accounts.looks().looks
    assert look.staff == agent.staff
    assert look.at == clock.now()
    assert (look.number, look.conversation) == ("2611230018", None)
    assert look.fields == ("name", "phone")
    assert look.reason == "回电给王先生"
    assert "王先生" not in repr(look)


def test_a_look_at_a_conversation(accounts: Accounts, agent: Person) -> None:
    accounts.looked(agent.staff, conversation="c0ffee", what="phone", reason="接待")
    (look,) = accounts.looks().looks
    assert (look.number, look.conversation, look.fields) == (None, "c0ffee", ("phone",))


def test_a_look_at_nothing_is_a_mistake(accounts: Accounts, agent: Person) -> None:
    with pytest.raises(ValueError, match="ticket or at a conversation"):
        accounts.looked(agent.staff, what="phone", reason="接待")
    assert accounts.looks().looks == ()


def test_the_reason_is_kept_sealed_and_bounded(
    accounts: Accounts, agent: Person, database: Database
) -> None:
    accounts.looked(agent.staff, "2611230018", "phone", "找王建国" + "啊" * 900)
    with database.engine.connect() as connection:
        kept = str(connection.exec_driver_sql("SELECT * FROM looks").fetchall())
    assert "王建国" not in kept
    assert len(accounts.looks().looks[0].reason) == 500


@pytest.fixture
def week(accounts: Accounts, agent: Person, clock: FixedClock) -> tuple[Person, Person]:
    """Two people who looked at two tickets and a conversation, a day apart each."""
    other = hire(accounts, "supervisor", login="wang")
    for person, number, conversation in (
        (agent, "1", None),
        (other, "1", None),
        (agent, "2", "c0ffee"),
        (other, None, "c0ffee"),
    ):
        accounts.looked(person.staff, number, "phone", conversation=conversation)
        clock.move(timedelta(days=1))
    return agent, other


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, [4, 3, 2, 1]),
        ({"login": "li.xiao"}, [3, 1]),
        ({"login": "nobody"}, []),
        ({"number": "1"}, [2, 1]),
        ({"conversation": "c0ffee"}, [4, 3]),
        ({"login": "wang", "number": "1"}, [2]),
        ({"days": (1, 3)}, [3, 2]),
        ({"days": (3, 9)}, [4]),
    ],
)
def test_looks_can_be_narrowed(
    accounts: Accounts,
    week: tuple[Person, Person],
    clock: FixedClock,
    wanted: dict[str, object],
    found: list[int],
) -> None:
    begun = clock.now() - timedelta(days=4)
    exact = {name: value for name, value in wanted.items() if name != "days"}
    days: tuple[int, int] | None = wanted.get("days")  # type: ignore[assignment]
    span = (
        {"since": begun + timedelta(days=days[0]), "until": begun + timedelta(days=days[1])}
        if days
        else {}
    )
    looks = accounts.looks(LookFilter(**exact, **span)).looks  # type: ignore[arg-type]
    assert [(look.at - begun).days + 1 for look in looks] == found


def test_looks_come_page_by_page(accounts: Accounts, agent: Person) -> None:
    for number in range(PAGE + 3):
        accounts.looked(agent.staff, str(number), "phone")
    first, second, third = (accounts.looks(page=page) for page in (1, 2, 3))
    assert (len(first.looks), first.more) == (PAGE, True)
    assert ([look.number for look in second.looks], second.more) == (["2", "1", "0"], False)
    assert (third.looks, third.more) == ((), False)


def test_who_has_left_stays_on_record(accounts: Accounts, agent: Person) -> None:
    accounts.looked(agent.staff, "1", "phone")
    accounts.disable(agent.staff.id)
    assert accounts.looks().looks[0].staff.login == "li.xiao"


def test_fields_have_chinese_titles() -> None:
    assert field_titles()["id_number"] == "证件号"
