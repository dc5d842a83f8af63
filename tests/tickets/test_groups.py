from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.calendar.clock import FixedClock
from bot.calendar.working_days import WorkingCalendar
from bot.database import Database
from bot.privacy.encryption import Cipher
from bot.tickets.complaint import Complaint
from bot.tickets.errors import (
    NotAllowed,
    NotJoinable,
    TooManyRepresentatives,
    UnknownGroup,
    UnknownTicket,
    WrongInput,
)
from bot.tickets.service import Tickets
from tests.tickets.people import AGENT, ANSWER, DAY, ICBC, profile_of

MakeComplaint = Callable[..., Complaint]
Register = Callable[..., str]


@pytest.fixture
def someone(tickets: Tickets, complaint: MakeComplaint) -> Register:
    """Register a complaint of somebody new about the same bank."""
    phones = iter(range(13900000000, 13900000099))

    def register(**changes: object) -> str:
        made = complaint(**({"phone": str(next(phones))} | changes))
        return tickets.register(made, "bot").number

    return register


@pytest.fixture
def group(tickets: Tickets, number: str) -> str:
    return tickets.open_group(number, "某某理财延期兑付", AGENT).name


def test_a_group_is_named_by_its_first_ticket(
    tickets: Tickets, number: str, clock: FixedClock
) -> None:
    view = tickets.open_group(number, " 某某理财延期兑付 ", AGENT)
    assert (view.name, view.title, view.members) == (number, "某某理财延期兑付", (number,))
    assert (view.institution_id, view.opened_at) == ("icbc", clock.now())
    assert (view.representatives, view.major_since) == ((), None)
    assert tickets.find(number).group == number
    assert "理财" not in repr(view)


def test_opening_again_changes_nothing(tickets: Tickets, number: str, group: str) -> None:
    tickets.join(number, group, AGENT, representative=True)
    again = tickets.open_group(number, "换个名字", AGENT)
    assert again == tickets.group(group)
    assert (again.title, again.representatives) == ("某某理财延期兑付", (number,))
    assert [event.kind for event in tickets.events(number)].count("joined_group") == 1


def test_others_join(tickets: Tickets, group: str, number: str, someone: Register) -> None:
    other = someone()
    view = tickets.join(other, group, AGENT)
    assert view.members == (number, other)
    assert tickets.join(other, group, AGENT) == view
    events = [event for event in tickets.events(other) if event.kind == "joined_group"]
    assert [(event.actor, event.about) for event in events] == [(AGENT, group)]


def test_five_speak_for_all(tickets: Tickets, group: str, someone: Register) -> None:
    speakers = [someone() for _ in range(5)]
    for number in speakers:
        tickets.join(number, group, AGENT, representative=True)
    sixth = someone()
    with pytest.raises(TooManyRepresentatives) as refused:
        tickets.join(sixth, group, AGENT, representative=True)
    assert refused.value.most == 5
    assert tickets.find(sixth).group is None
    view = tickets.join(speakers[0], group, AGENT, representative=False)
    assert view.representatives == tuple(speakers[1:])
    assert sixth in tickets.join(sixth, group, AGENT, representative=True).representatives


def test_twenty_are_a_major_complaint(
    tickets: Tickets, group: str, number: str, someone: Register, clock: FixedClock
) -> None:
    for _ in range(18):
        tickets.join(someone(), group, AGENT)
    assert tickets.group(group).major_since is None and not tickets.find(number).major
    clock.move(DAY)
    twentieth = someone()
    view = tickets.join(twentieth, group, AGENT)
    assert len(view.members) == 20 and view.major_since == clock.now()
    assert tickets.find(number).major and tickets.find(twentieth).major
    alarm = tickets.events(twentieth)[-1]
    assert (alarm.kind, alarm.about) == ("major_group", group)
    clock.move(DAY)
    last = someone()
    assert tickets.join(last, group, AGENT).major_since == view.major_since
    assert "major_group" not in [event.kind for event in tickets.events(last)]
    assert [found.name for found in tickets.groups(major=True)] == [group]
    assert tickets.groups(major=False) == ()


def test_the_profile_says_how_many_are_many(
    database: Database, cipher: Cipher, clock: FixedClock, complaint: MakeComplaint
) -> None:
    profile = profile_of("nfra-12378")
    limit = replace(profile.life.major_group, number=2)
    strict = replace(profile, life=replace(profile.life, major_group=limit))
    tickets = Tickets(database, strict, WorkingCalendar.load(), clock)
    first = tickets.register(complaint(), "bot").number
    second = tickets.register(complaint(phone="13900139000"), "bot").number
    tickets.open_group(first, "事由", AGENT)
    assert tickets.join(second, first, AGENT).major_since is not None


def test_who_withdrew_does_not_count(tickets: Tickets, group: str, someone: Register) -> None:
    for _ in range(18):
        tickets.join(someone(), group, AGENT)
    gone = someone()
    assert tickets.join(gone, group, AGENT).major_since is not None
    assert tickets.group(group).members[-1] == gone


def test_who_withdrew_before_does_not_make_it_major(
    tickets: Tickets, group: str, someone: Register
) -> None:
    leaving = someone()
    tickets.join(leaving, group, AGENT)
    tickets.withdraw(leaving, "", "consumer")
    for _ in range(18):
        view = tickets.join(someone(), group, AGENT)
    assert len(view.members) == 20 and view.major_since is None


def test_leaving(tickets: Tickets, group: str, number: str, someone: Register) -> None:
    other = someone()
    tickets.join(other, group, AGENT, representative=True)
    assert tickets.leave_group(other, AGENT).members == (number,)
    assert tickets.find(other).group is None
    with pytest.raises(NotJoinable) as refused:
        tickets.leave_group(other, AGENT)
    assert refused.value.reason == "not_in_a_group"
    assert tickets.join(other, group, AGENT).representatives == ()


def test_the_first_may_leave_and_come_back(
    tickets: Tickets, group: str, number: str, someone: Register
) -> None:
    other = someone()
    tickets.join(other, group, AGENT)
    tickets.leave_group(number, AGENT)
    assert tickets.group(group).members == (other,)
    assert tickets.open_group(number, "换个名字", AGENT).members == (number, other)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"institution_id": "abc", "institution_name": "农业银行"}, "other_institution"),
        ({"kind": "report", "intent": "report_violation"}, "no_complaint"),
    ],
)
def test_who_does_not_belong(
    tickets: Tickets, group: str, someone: Register, changes: dict[str, str], reason: str
) -> None:
    other = someone(**changes)
    with pytest.raises(NotJoinable) as refused:
        tickets.join(other, group, AGENT)
    assert refused.value.reason == reason
    assert len(tickets.events(other)) == 1


def test_what_is_over_does_not_join(tickets: Tickets, group: str, someone: Register) -> None:
    other = someone()
    tickets.withdraw(other, "", "consumer")
    with pytest.raises(NotJoinable):
        tickets.join(other, group, AGENT)
    with pytest.raises(NotJoinable):
        tickets.open_group(other, "事由", AGENT)


def test_nobody_is_in_two_groups(tickets: Tickets, group: str, someone: Register) -> None:
    other = someone()
    tickets.open_group(other, "另一件", AGENT)
    with pytest.raises(NotJoinable) as refused:
        tickets.join(other, group, AGENT)
    assert refused.value.reason == "in_another_group"
    member = someone()
    tickets.join(member, group, AGENT)
    with pytest.raises(NotJoinable):
        tickets.open_group(member, "自立门户", AGENT)


def test_a_member_that_is_over_stays_and_may_still_speak(
    tickets: Tickets, group: str, number: str
) -> None:
    tickets.forward(number, AGENT)
    tickets.answer(number, ANSWER, ICBC)
    tickets.close(number, "", AGENT)
    assert tickets.join(number, group, AGENT, representative=True).representatives == (number,)


@pytest.mark.parametrize("name", ["2612345670", "", "x" * 5000, "\ud800"], ids=range(4))
def test_a_group_that_is_not_there(tickets: Tickets, number: str, name: str) -> None:
    with pytest.raises(UnknownGroup):
        tickets.join(number, name, AGENT)
    with pytest.raises(UnknownGroup):
        tickets.group(name)
    with pytest.raises(UnknownTicket):
        tickets.open_group(name, "事由", AGENT)


def test_a_title_is_needed(tickets: Tickets, number: str) -> None:
    for title in ("", "题" * 81):
        with pytest.raises(WrongInput):
            tickets.open_group(number, title, AGENT)


@pytest.mark.parametrize("actor", ["consumer", ICBC, "chore"])
def test_only_staff_makes_groups(
    tickets: Tickets, group: str, number: str, someone: Register, actor: str
) -> None:
    other = someone()
    with pytest.raises(NotAllowed):
        tickets.join(other, group, actor)
    with pytest.raises(NotAllowed):
        tickets.open_group(other, "事由", actor)
    with pytest.raises(NotAllowed):
        tickets.leave_group(number, actor)


def test_the_newest_group_comes_first(
    tickets: Tickets, group: str, someone: Register, clock: FixedClock
) -> None:
    clock.move(DAY)
    newer = tickets.open_group(someone(), "另一件", AGENT).name
    assert [found.name for found in tickets.groups()] == [newer, group]
