from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from bot.calendar.clock import FixedClock
from bot.calendar.working_days import WorkingCalendar
from bot.database import Database
from bot.privacy.encryption import Cipher
from bot.tickets.complaint import Complaint
from bot.tickets.errors import NotAllowed, NotExtendable, NothingAsked, WrongInput
from bot.tickets.service import Tickets
from tests.tickets.people import AGENT, ANSWER, DAY, ICBC, REVIEWER, SUPERVISOR, profile_of

MakeComplaint = Callable[..., Complaint]


def test_an_extension_is_asked_and_granted(
    tickets: Tickets, forwarded: str, clock: FixedClock
) -> None:
    clock.move(10 * DAY)
    wish = tickets.ask_extension(forwarded, "要向总行调档案", ICBC)
    assert (wish.state, wish.to, wish.asked_by) == ("asked", "answer_complex", ICBC)
    assert wish.day == date(2026, 10, 24)
    asked = tickets.find(forwarded)
    assert (asked.extension, set(asked.deadlines)) == ("answer_complex", {"answer", "acknowledge"})
    clock.move(DAY)
    decided = tickets.decide_extension(forwarded, SUPERVISOR, granted=True, why="情况属实")
    assert (decided.state, decided.decided_by, decided.decided_at) == (
        "granted",
        SUPERVISOR,
        clock.now(),
    )
    view = tickets.find(forwarded)
    assert view.extension is None
    assert view.deadlines["answer_complex"].day == date(2026, 10, 24)  # 30 days from receipt
    assert "answer" not in view.deadlines


def test_the_answer_may_be_extended_twice_from_the_same_day(
    tickets: Tickets, forwarded: str, clock: FixedClock
) -> None:
    for day in (date(2026, 10, 24), date(2026, 11, 23)):
        clock.move(10 * DAY)
        assert tickets.ask_extension(forwarded, "复杂", ICBC).day == day
        tickets.decide_extension(forwarded, REVIEWER, granted=True, why="同意")
    assert tickets.find(forwarded).deadlines["answer_extended"].day == date(2026, 11, 23)
    with pytest.raises(NotExtendable):
        tickets.ask_extension(forwarded, "再等等", ICBC)


def test_a_refusal_leaves_the_clock_alone_and_may_be_asked_anew(
    tickets: Tickets, forwarded: str
) -> None:
    before = tickets.find(forwarded).deadlines
    tickets.ask_extension(forwarded, "忙", ICBC)
    refused = tickets.decide_extension(forwarded, SUPERVISOR, granted=False, why="理由不充分")
    assert (refused.state, refused.decision_why) == ("refused", "理由不充分")
    assert tickets.find(forwarded).deadlines == before
    assert tickets.ask_extension(forwarded, "需要司法鉴定", ICBC).state == "asked"
    assert [wish.state for wish in tickets.details(forwarded).extensions] == ["refused", "asked"]


def test_asking_and_deciding_again_change_nothing(tickets: Tickets, forwarded: str) -> None:
    first = tickets.ask_extension(forwarded, "复杂", ICBC)
    assert tickets.ask_extension(forwarded, "真的复杂", ICBC) == first
    granted = tickets.decide_extension(forwarded, SUPERVISOR, granted=True, why="同意")
    assert tickets.decide_extension(forwarded, SUPERVISOR, granted=True, why="同意") == granted
    with pytest.raises(NothingAsked):
        tickets.decide_extension(forwarded, SUPERVISOR, granted=False, why="不同意")
    kinds = [event.kind for event in tickets.events(forwarded)]
    assert kinds[2:] == ["extension_asked", "extension_granted"]


def test_nothing_asked_is_nothing_to_decide(tickets: Tickets, forwarded: str) -> None:
    with pytest.raises(NothingAsked):
        tickets.decide_extension(forwarded, SUPERVISOR, granted=True, why="同意")


@pytest.mark.parametrize("actor", [ICBC, AGENT, "consumer", "chore", "administrator:1"])
def test_only_the_right_roles_decide(tickets: Tickets, forwarded: str, actor: str) -> None:
    tickets.ask_extension(forwarded, "复杂", ICBC)
    with pytest.raises(NotAllowed):
        tickets.decide_extension(forwarded, actor, granted=True, why="同意")
    assert tickets.find(forwarded).extension == "answer_complex"


def test_nobody_decides_on_an_own_wish(tickets: Tickets, forwarded: str) -> None:
    tickets.ask_extension(forwarded, "机构来电申请", SUPERVISOR)
    with pytest.raises(NotAllowed):
        tickets.decide_extension(forwarded, SUPERVISOR, granted=True, why="同意")
    assert (
        tickets.decide_extension(forwarded, REVIEWER, granted=True, why="同意").state == "granted"
    )


def test_the_profile_says_who_grants_the_longest(
    database: Database, cipher: Cipher, clock: FixedClock, complaint: MakeComplaint
) -> None:
    profile = profile_of("nfra-12378")
    life = replace(profile.life, extensions={"answer_complex": ("reviewer",)})
    strict = Tickets(database, replace(profile, life=life), WorkingCalendar.load(), clock)
    number = strict.forward(strict.register(complaint(), "bot").number, AGENT).number
    strict.ask_extension(number, "复杂", ICBC)
    with pytest.raises(NotAllowed):
        strict.decide_extension(number, SUPERVISOR, granted=True, why="同意")
    assert strict.decide_extension(number, REVIEWER, granted=True, why="同意").state == "granted"


def test_it_is_too_late_to_ask_when_the_time_is_over(
    tickets: Tickets, forwarded: str, clock: FixedClock
) -> None:
    clock.move(15 * DAY)  # noon of the last day
    tickets.ask_extension(forwarded, "复杂", ICBC)
    tickets.decide_extension(forwarded, SUPERVISOR, granted=False, why="太晚")
    clock.move(DAY)
    with pytest.raises(NotExtendable):
        tickets.ask_extension(forwarded, "复杂", ICBC)


def test_only_an_awaited_answer_is_extended(tickets: Tickets, number: str, answered: str) -> None:
    for ticket in (number, answered):
        with pytest.raises(NotExtendable):
            tickets.ask_extension(ticket, "复杂", AGENT)


@pytest.mark.parametrize("why", ["", " \n", "因" * 501])
def test_a_wish_needs_a_reason_that_fits(tickets: Tickets, forwarded: str, why: str) -> None:
    with pytest.raises(WrongInput):
        tickets.ask_extension(forwarded, why, ICBC)
    tickets.ask_extension(forwarded, "复杂", ICBC)
    with pytest.raises(WrongInput):
        tickets.decide_extension(forwarded, SUPERVISOR, granted=True, why=why)


def test_a_wish_lapses_with_the_answer(tickets: Tickets, forwarded: str) -> None:
    tickets.ask_extension(forwarded, "复杂", ICBC)
    assert tickets.answer(forwarded, ANSWER, ICBC).extension is None
    assert tickets.details(forwarded).extensions[0].state == "lapsed"
    assert tickets.events(forwarded)[-1].kind == "extension_lapsed"
    with pytest.raises(NothingAsked):
        tickets.decide_extension(forwarded, SUPERVISOR, granted=True, why="同意")


def test_a_wish_lapses_when_new_facts_restart_the_clock(
    tickets: Tickets, forwarded: str, clock: FixedClock
) -> None:
    tickets.ask_extension(forwarded, "复杂", ICBC)
    clock.move(2 * DAY)
    view = tickets.add(forwarded, "又找到一份合同", "consumer")
    assert view.extension is None and view.deadlines["answer"].day == date(2026, 10, 11)
    assert tickets.ask_extension(forwarded, "还要再核", ICBC).day == date(2026, 10, 26)


def test_a_profile_without_a_middle_time_extends_to_the_longest(
    credit_tickets: Tickets, complaint: MakeComplaint
) -> None:
    number = credit_tickets.register(complaint(intent="complain_payment"), "bot").number
    credit_tickets.forward(number, AGENT)
    assert credit_tickets.ask_extension(number, "复杂", ICBC).to == "answer_extended"
