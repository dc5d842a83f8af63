"""A ticket opened by its institution: all that is needed, no more, and every look on record."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.institutions.contacts import Contact
from bot.institutions.officer import officer_of
from bot.institutions.own_views import Wanted
from bot.tickets.errors import UnknownTicket
from tests.institutions.house import AGENT, ANSWER, NARRATIVE, SUPERVISOR, House

WHOLE = {"person_name": "王建国", "phone": "13800138000", "id_number": "310101199001010018"}


def test_what_is_shown_at_a_look_and_what_only_when_asked(house: House) -> None:
    officer, number = house.officer(), house.forwarded(**WHOLE)
    file = house.institutions.files.open(officer, number, "办理投诉")
    assert (file.person_name, file.phone) == ("王**", "138****8000")
    assert (file.narrative, file.demand_text) == (NARRATIVE, "把年费退给我")
    assert file.id_number == "3101**********0018"
    whole = house.institutions.files.open(officer, number, "打电话", whole=True)
    assert (whole.person_name, whole.phone) == ("王建国", "13800138000")
    assert whole.id_number == "3101**********0018"
    for shown in (file, whole):
        assert not any(value in repr(shown) for value in (*WHOLE.values(), NARRATIVE))


def test_every_look_is_on_record_before_anything_is_shown(house: House) -> None:
    staff = house.hire(name="李四")
    number = house.forwarded()
    officer = officer_of(staff)
    house.institutions.files.page(officer, Wanted())
    house.institutions.files.find(officer, number)
    assert house.accounts.looks().looks == ()
    house.institutions.files.open(officer, number, "办理投诉")
    house.institutions.files.open(officer, number, "打电话", whole=True)
    looks = house.accounts.looks().looks
    assert [(look.staff.name, look.number, look.fields, look.reason) for look in looks] == [
        ("李四", number, ("narrative", "demand", "answer", "name", "phone"), "打电话"),
        ("李四", number, ("narrative", "demand", "answer"), "办理投诉"),
    ]


def test_looks_by_a_key_are_on_record_too(house: House) -> None:
    keys, number = house.institutions.keys, house.forwarded()
    made = keys.make("icbc", "系统", ("read",), "boss")
    officer = keys.officer(made.token, "read")
    house.institutions.files.open(officer, number, "", whole=True)
    (look,) = keys.looks("icbc")
    assert (look.key_id, look.number) == (made.key.id, number)
    assert set(look.fields) >= {"name", "phone", "narrative"}
    assert house.accounts.looks().looks == ()


def test_a_look_at_what_is_not_theirs_is_no_look(house: House) -> None:
    other, number = house.officer("abc"), house.forwarded()
    with pytest.raises(UnknownTicket):
        house.institutions.files.open(other, number, "办理投诉")
    assert house.accounts.looks().looks == ()


def test_what_happened_is_told_as_institutions_hear_of_it(house: House) -> None:
    staff = house.hire(name="李四")
    officer = officer_of(staff)
    number = house.register()
    house.tickets.urge(number, "consumer")
    house.tickets.forward(number, AGENT)
    house.institutions.acts.acknowledge(officer, number)
    house.tickets.add(number, "又扣了一笔", "consumer")
    house.tickets.guide(number, "notary", AGENT)
    key = house.institutions.keys.make("icbc", "系统", ("answer",), "boss")
    robot = house.institutions.keys.officer(key.token, "answer")
    house.institutions.acts.answer(robot, number, ANSWER)
    file = house.institutions.files.open(officer, number, "办理投诉")
    assert [(one.title, one.who, one.words) for one in file.happened] == [
        ("转来新投诉", "热线", ""),
        ("已签收", "李四", ""),
        ("消费者补充情况", "消费者", "又扣了一笔"),
        ("答复期限重新起算", "消费者", ""),
        ("已答复", "接口 系统", ""),
    ]
    assert file.answers[0].findings == ANSWER.findings


def test_the_version_changes_with_whatever_happens(house: House) -> None:
    officer, number, acts = house.officer(), house.forwarded(), house.institutions.acts
    colleague = house.hire()
    versions = [house.institutions.files.version(officer, number)]
    for act in (
        lambda: acts.acknowledge(officer, number),
        lambda: acts.assign(officer, number, "昌平支行"),
        lambda: acts.give(officer, number, colleague.id),
        lambda: acts.contacted(officer, number, Contact("phone", reached=False)),
        lambda: house.tickets.urge(number, "consumer"),
        lambda: acts.ask_extension(officer, number, "要调录像"),
        lambda: house.tickets.decide_extension(number, SUPERVISOR, granted=True, why="好"),
        lambda: acts.answer(officer, number, ANSWER),
    ):
        act()
        versions.append(house.institutions.files.version(officer, number))
    assert len(set(versions)) == len(versions)
    assert house.institutions.files.open(officer, number, "办理").version == versions[-1]


def test_when_the_person_is_forgotten_so_are_the_notes(house: House) -> None:
    officer, number, acts = house.officer(), house.forwarded(), house.institutions.acts
    acts.contacted(officer, number, Contact("phone", reached=True, note="王建国说周五再打"))
    acts.answer(officer, number, ANSWER)
    house.tickets.close(number, "", AGENT)
    house.fixed.move(timedelta(days=1200))
    assert house.tickets.erase(number, "consumer").done
    file = house.institutions.files.open(officer, number, "办理投诉", whole=True)
    assert [(one.way, one.note) for one in file.contacts] == [("phone", "")]
    assert (file.person_name, file.phone, file.narrative) == (None, None, None)
    assert file.erased_at is not None


def test_a_review_has_a_result_and_is_no_second_answer(house: House) -> None:
    officer, number = house.officer(), house.forwarded()
    acts = house.institutions.acts
    acts.answer(officer, number, ANSWER)
    house.tickets.review(number, "还是不对", "consumer")
    acts.decide_review(officer, number, ANSWER)
    file = house.institutions.files.open(officer, number, "办理投诉")
    titles = [one.title for one in file.happened]
    assert titles[-3:] == ["已答复", "消费者申请核查", "核查有了结果"]
