"""What officers do: within their institution, within their branch, on what they have seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.institutions.contacts import Contact
from bot.institutions.errors import (
    ChangedMeanwhile,
    NotOfInstitution,
    OnlyHeadOffice,
    UnknownColleague,
    WrongField,
)
from bot.institutions.officer import Officer, officer_of
from bot.institutions.own_acts import OwnActs
from bot.institutions.own_views import Wanted
from bot.tickets.contents import Answer
from bot.tickets.errors import IllegalMove, UnknownTicket
from tests.institutions.house import AGENT, ANSWER, House

CONTACT = Contact("phone", reached=False, note="没人接")
Act = Callable[[OwnActs, Officer, str], None]
ACTS: dict[str, Act] = {
    "acknowledge": lambda acts, officer, number: acts.acknowledge(officer, number),
    "acknowledge_urge": lambda acts, officer, number: acts.acknowledge_urge(officer, number),
    "assign": lambda acts, officer, number: acts.assign(officer, number, "昌平支行"),
    "give": lambda acts, officer, number: acts.give(officer, number, officer.actor[-32:]),
    "answer": lambda acts, officer, number: acts.answer(officer, number, ANSWER),
    "decide_review": lambda acts, officer, number: acts.decide_review(officer, number, ANSWER),
    "ask_extension": lambda acts, officer, number: acts.ask_extension(officer, number, "要调录像"),
    "contacted": lambda acts, officer, number: acts.contacted(officer, number, CONTACT),
    "check": lambda acts, officer, number: acts.check(officer, number),
}


@pytest.mark.parametrize("name", ACTS)
def test_nothing_can_be_done_to_what_is_not_theirs(house: House, name: str) -> None:
    """Another's number, one that there is not, and what is no number: all the same."""
    number, waiting = house.forwarded(), house.register()
    house.institutions.acts.assign(house.officer(), number, "海淀支行")
    before = house.tickets.events(number)
    for officer, tried in (
        (house.officer("abc"), number),
        (house.officer("abc", "海淀支行"), number),
        (house.officer("icbc", "昌平支行"), number),
        (house.officer(), waiting),
        (house.officer(), "2600000000"),
        (house.officer(), "' or 1=1 --"),
    ):
        with pytest.raises(UnknownTicket) as unknown:
            ACTS[name](house.institutions.acts, officer, tried)
        assert str(unknown.value) == "there is no ticket with this number"
    assert house.tickets.events(number) == before


def test_every_act_of_the_class_is_tried_above() -> None:
    public = {name for name in vars(OwnActs) if not name.startswith("_")}
    assert public - {"colleagues"} == set(ACTS)


def test_only_people_of_institutions_are_officers(house: House) -> None:
    for role in ("agent", "supervisor", "reviewer", "administrator"):
        with pytest.raises(NotOfInstitution):
            officer_of(house.hire(None, role=role))


@pytest.mark.parametrize("name", ["assign", "decide_review"])
def test_some_things_are_for_the_head_office(house: House, name: str) -> None:
    number = house.forwarded()
    house.institutions.acts.assign(house.officer(), number, "昌平支行")
    with pytest.raises(OnlyHeadOffice):
        ACTS[name](house.institutions.acts, house.officer(branch="昌平支行"), number)


def test_an_officers_day(house: House) -> None:
    acts, officer = house.institutions.acts, house.officer()
    number = house.forwarded()
    acts.acknowledge(officer, number)
    acts.assign(officer, number, "昌平支行")
    branch = house.officer(branch="昌平支行")
    acts.contacted(branch, number, CONTACT)
    acts.ask_extension(branch, number, "要调录像")
    acts.answer(branch, number, ANSWER)
    trail = [(event.kind, event.new_state, event.actor) for event in house.tickets.events(number)]
    assert trail[2:] == [
        ("moved", "in_progress", officer.actor),
        ("assigned", None, officer.actor),
        ("extension_asked", None, branch.actor),
        ("moved", "answered", branch.actor),
        ("extension_lapsed", None, branch.actor),
    ]


def test_a_colleague_gets_it_and_with_it_the_branch(house: House) -> None:
    acts, files, officer = house.institutions.acts, house.institutions.files, house.officer()
    there = house.hire(branch="昌平支行", name="赵六")
    number = house.forwarded()
    acts.give(officer, number, there.id)
    acts.give(officer, number, there.id)
    file = files.open(officer, number, "办理")
    assert (file.own.handler, file.own.ticket.assigned) == ("赵六", "昌平支行")
    assert [one.to for one in file.given] == ["赵六"]
    acts.assign(officer, number, "海淀支行")  # the colleague no longer sees it
    assert files.open(officer, number, "办理").own.handler == ""


def test_who_can_be_given_a_ticket(house: House) -> None:
    acts, number = house.institutions.acts, house.forwarded()
    head, here = house.officer(), house.officer(branch="昌平支行")
    acts.assign(head, number, "昌平支行")
    elsewhere, stranger = house.hire(branch="海淀支行"), house.hire("abc")
    gone = house.hire()
    house.accounts.disable(gone.id)
    agent = house.hire(None, role="agent")
    assert head.staff is not None
    assert here.staff is not None
    assert {one.id for one in acts.colleagues(here)} == {head.staff.id, here.staff.id}
    assert {one.id for one in acts.colleagues(head)} == {
        head.staff.id,
        here.staff.id,
        elsewhere.id,
    }
    for nobody in (stranger.id, gone.id, agent.id, elsewhere.id, ""):
        with pytest.raises(UnknownColleague):
            acts.give(here, number, nobody)
    acts.give(here, number, head.staff.id)  # back to the head office
    assert house.institutions.files.page(head, _handled_by(head)).total == 1


def _handled_by(officer: Officer) -> Wanted:
    assert officer.staff is not None
    return Wanted("all", handler=officer.staff.id)


def test_who_looked_before_somebody_acted_is_told_so(house: House) -> None:
    acts, files, officer = house.institutions.acts, house.institutions.files, house.officer()
    number = house.forwarded()
    seen = files.version(officer, number)
    acts.acknowledge(officer, number, seen)
    for act in (
        lambda: acts.assign(officer, number, "昌平支行", seen),
        lambda: acts.answer(officer, number, ANSWER, seen),
        lambda: acts.contacted(officer, number, CONTACT, seen),
        lambda: acts.check(officer, number, seen),
    ):
        with pytest.raises(ChangedMeanwhile):
            act()
    acts.answer(officer, number, ANSWER, files.version(officer, number))


def test_two_who_answer_do_not_overwrite_each_other(house: House) -> None:
    acts, one, other = house.institutions.acts, house.officer(), house.officer()
    number = house.forwarded()
    acts.answer(one, number, ANSWER)
    acts.answer(one, number, ANSWER)
    with pytest.raises(IllegalMove):
        acts.answer(other, number, Answer("别的说法", "别的理由", ("review",)))
    answers = house.institutions.files.open(one, number, "办理").answers
    assert [answer.findings for answer in answers] == [ANSWER.findings]


def test_contacts_are_noted_once_each_and_only_while_it_is_open(house: House) -> None:
    acts, officer, number = house.institutions.acts, house.officer(), house.forwarded()
    acts.contacted(officer, number, CONTACT)
    acts.contacted(officer, number, CONTACT)
    acts.contacted(officer, number, Contact("message", reached=True))
    house.fixed.move(timedelta(minutes=2))
    acts.contacted(officer, number, Contact("message", reached=True))
    file = house.institutions.files.open(officer, number, "办理")
    assert [(one.way, one.reached, one.note) for one in file.contacts] == [
        ("phone", False, "没人接"),
        ("message", True, ""),
        ("message", True, ""),
    ]
    house.tickets.withdraw(number, "", "consumer")
    for act in (
        lambda: acts.contacted(officer, number, CONTACT),
        lambda: acts.give(officer, number, officer.actor.partition("/")[2]),
    ):
        with pytest.raises(IllegalMove):
            act()


@pytest.mark.parametrize(
    ("contact", "field"),
    [(Contact("pigeon", reached=True), "way"), (Contact("phone", True, "长" * 501), "note")],
)
def test_wrong_contacts(house: House, contact: Contact, field: str) -> None:
    with pytest.raises(WrongField) as wrong:
        house.institutions.acts.contacted(house.officer(), house.forwarded(), contact)
    assert wrong.value.field == field


def test_the_office_above_decides_a_review(house: House) -> None:
    acts, officer, number = house.institutions.acts, house.officer(), house.forwarded()
    acts.answer(officer, number, ANSWER)
    house.tickets.review(number, "不认可", "consumer")
    acts.decide_review(officer, number, Answer("重新核实", "退还年费", ("litigation",)))
    file = house.institutions.files.open(officer, number, "办理")
    assert [answer.kind for answer in file.answers] == ["answer", "review"]
    assert file.own.ticket.state == "answered"


def test_urging_is_heard(house: House) -> None:
    officer, number = house.officer(), house.forwarded()
    house.tickets.urge(number, AGENT)
    assert house.institutions.files.find(officer, number).open_urges == 1
    house.institutions.acts.acknowledge_urge(officer, number)
    assert house.institutions.files.find(officer, number).open_urges == 0
