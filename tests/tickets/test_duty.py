from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from bot.calendar.clock import FixedClock
from bot.calendar.published_years import PublishedYear
from bot.calendar.working_days import WorkingCalendar
from bot.database import Database
from bot.privacy.encryption import Cipher
from bot.tickets.complaint import Complaint
from bot.tickets.duty import Duty
from bot.tickets.service import Tickets
from tests.tickets.people import AGENT, ANSWER, DAY, ICBC, SUPERVISOR, profile_of

MakeComplaint = Callable[..., Complaint]


def told(duty: Duty) -> dict[str, list[tuple[str, int]]]:
    return {
        part: [(entry.deadline, entry.days_left) for entry in getattr(duty, part)]
        for part in ("overdue", "due", "at_risk")
    }


def test_the_day_of_a_ticket(tickets: Tickets, forwarded: str, clock: FixedClock) -> None:
    """Forwarded on 24 September: receipt by Monday the 28th, answer by 9 October."""
    assert told(tickets.duty()) == {"overdue": [], "due": [], "at_risk": []}
    clock.move(DAY)
    assert told(tickets.duty()) == {"overdue": [], "due": [], "at_risk": [("acknowledge", 3)]}
    assert told(tickets.duty(date(2026, 9, 28)))["due"] == [("acknowledge", 0)]
    tickets.acknowledge(forwarded, ICBC)
    assert told(tickets.duty(date(2026, 10, 6)))["at_risk"] == [("answer", 3)]
    assert told(tickets.duty(date(2026, 10, 9)))["due"] == [("answer", 0)]
    assert told(tickets.duty(date(2026, 10, 12)))["overdue"] == [("answer", -3)]
    tickets.answer(forwarded, ANSWER, ICBC)
    assert told(tickets.duty(date(2026, 12, 12))) == {"overdue": [], "due": [], "at_risk": []}


def test_an_entry_says_whose_duty_it_is(tickets: Tickets, number: str, clock: FixedClock) -> None:
    (forward,) = tickets.duty(date(2026, 10, 12)).due
    assert (forward.title, forward.by_institution) == ("转送机构", False)
    assert forward.law and forward.ticket == tickets.find(number)
    tickets.forward(number, AGENT)
    (answer,) = tickets.duty(date(2026, 10, 9)).due
    assert (answer.title, answer.by_institution) == ("机构答复", True)


def test_the_most_urgent_comes_first(
    tickets: Tickets, complaint: MakeComplaint, number: str, clock: FixedClock
) -> None:
    risky = tickets.register(
        complaint(intent="complain_wealth", narrative="活不下去了"), "bot"
    ).number
    clock.move(-DAY)
    older = tickets.register(complaint(phone="13900139000"), "bot").number
    listed = tickets.duty(date(2026, 10, 20)).overdue
    assert [entry.ticket.number for entry in listed] == [older, risky, number]


def test_an_institution_sees_its_own_duties_only(
    tickets: Tickets, complaint: MakeComplaint, forwarded: str
) -> None:
    tickets.register(complaint(intent="complain_loan"), "bot")  # not forwarded yet
    late = date(2026, 12, 1)
    assert len(tickets.duty(late).overdue) == 3
    own = tickets.duty(late, institution_id="icbc")
    assert [entry.deadline for entry in own.overdue] == ["acknowledge", "answer"]
    assert {entry.ticket.number for entry in own.overdue} == {forwarded}
    assert tickets.duty(late, institution_id="abc").overdue == ()


def test_the_time_to_ask_for_a_review_is_nobodys_duty(tickets: Tickets, answered: str) -> None:
    assert told(tickets.duty(date(2026, 12, 1))) == {"overdue": [], "due": [], "at_risk": []}


def test_major_complaints_are_on_the_list(
    database: Database, cipher: Cipher, clock: FixedClock, complaint: MakeComplaint
) -> None:
    profile = profile_of("nfra-12378")
    limit = replace(profile.life.major_group, number=1)
    strict = replace(profile, life=replace(profile.life, major_group=limit))
    tickets = Tickets(database, strict, WorkingCalendar.load(), clock)
    group = tickets.open_group(tickets.register(complaint(), "bot").number, "事由", AGENT)
    assert tickets.duty().major == (group,)
    assert tickets.duty(institution_id="icbc").major == ()


def reminders(tickets: Tickets, number: str) -> list[tuple[str, str, str]]:
    return [
        (event.kind, event.about, event.why)
        for event in tickets.events(number)
        if event.kind in ("reminded", "overdue")
    ]


def test_an_institution_is_reminded_once_each_time(
    tickets: Tickets, forwarded: str, clock: FixedClock
) -> None:
    """The profile says: receipt on its day, answer five, three and one days before."""
    written = []
    for _ in range(18):
        written.append(tickets.remind())
        assert tickets.remind() == 0
        clock.move(DAY)
    assert reminders(tickets, forwarded) == [
        ("reminded", "acknowledge", "2026-09-28"),
        ("overdue", "acknowledge", "2026-09-28"),
        ("reminded", "answer", "2026-10-09"),
        ("reminded", "answer", "2026-10-09"),
        ("reminded", "answer", "2026-10-09"),
        ("overdue", "answer", "2026-10-09"),
    ]
    # The 28th and 29th of September; the 4th, 6th, 8th and 10th of October.
    assert [day for day, count in enumerate(written) if count] == [4, 5, 10, 12, 14, 16]


def test_reminders_that_were_missed_become_one(
    tickets: Tickets, forwarded: str, clock: FixedClock
) -> None:
    tickets.acknowledge(forwarded, ICBC)
    clock.move(14 * DAY)
    assert tickets.remind() == 1
    assert reminders(tickets, forwarded) == [("reminded", "answer", "2026-10-09")]


def test_a_longer_time_is_reminded_of_anew(
    tickets: Tickets, forwarded: str, clock: FixedClock
) -> None:
    tickets.acknowledge(forwarded, ICBC)
    clock.move(14 * DAY)
    tickets.remind()
    tickets.ask_extension(forwarded, "复杂", ICBC)
    tickets.decide_extension(forwarded, SUPERVISOR, granted=True, why="同意")
    assert tickets.remind() == 0
    clock.move(11 * DAY)
    assert tickets.remind() == 1
    assert reminders(tickets, forwarded)[-1] == ("reminded", "answer_complex", "2026-10-24")


def test_one_chore_looks_after_all(
    late_in_the_year: None, ladder_tickets: Tickets, complaint: MakeComplaint, clock: FixedClock
) -> None:
    number = ladder_tickets.register(complaint(), "bot").number
    clock.move(15 * DAY)  # 9 January 2027: forwarding and the first step are overdue
    informed = with_calendar(ladder_tickets, {2027: ARRANGED})
    assert informed.look_after() == 4
    assert informed.look_after() == 0
    kinds = [event.kind for event in informed.events(number)[1:]]
    assert kinds == ["overdue", "overdue", "deadline_settled", "climbed"]


def test_the_house_is_told_only_when_it_is_late(
    tickets: Tickets, number: str, clock: FixedClock
) -> None:
    clock.move(18 * DAY)
    assert tickets.remind() == 0
    clock.move(DAY)
    assert tickets.remind() == 1
    assert reminders(tickets, number) == [("overdue", "forward", "2026-10-12")]
    clock.move(DAY)
    assert tickets.remind() == 0


def test_what_is_done_is_reminded_of_no_more(
    tickets: Tickets, answered: str, clock: FixedClock
) -> None:
    clock.move(100 * DAY)
    assert tickets.remind() == 0


# What the State Council might arrange for 2027: the 4th of January off, the 9th worked instead.
ARRANGED = PublishedYear(
    frozenset({date(2027, 1, 1), date(2027, 1, 4)}), frozenset({date(2027, 1, 9)})
)


@pytest.fixture
def late_in_the_year(clock: FixedClock) -> None:
    clock.set(clock.now().replace(month=12, day=25))


def with_calendar(tickets: Tickets, years: dict[int, PublishedYear]) -> Tickets:
    calendar = WorkingCalendar(WorkingCalendar.load()._years | years)
    return Tickets(tickets._database, tickets._profile, calendar, tickets._clock)


def test_a_new_calendar_settles_provisional_days(
    late_in_the_year: None, tickets: Tickets, number: str
) -> None:
    before = tickets.find(number).deadlines["forward"]
    assert (before.day, before.provisional) == (date(2027, 1, 6), True)
    assert tickets.refresh_deadlines() == 0  # nothing is known yet
    informed = with_calendar(tickets, {2027: ARRANGED})
    assert informed.refresh_deadlines() == 1
    after = informed.find(number).deadlines["forward"]
    assert (after.day, after.provisional) == (date(2027, 1, 7), False)
    event = informed.events(number)[-1]
    assert (event.kind, event.actor, event.about) == ("deadline_settled", "chore", "forward")
    assert event.why == "2027-01-06 -> 2027-01-07"
    assert informed.refresh_deadlines() == 0


def test_a_day_that_stays_is_confirmed(
    late_in_the_year: None, tickets: Tickets, number: str
) -> None:
    plain = PublishedYear(frozenset({date(2027, 1, 1)}), frozenset())
    informed = with_calendar(tickets, {2027: plain})
    assert informed.refresh_deadlines() == 1
    after = informed.find(number).deadlines["forward"]
    assert (after.day, after.provisional) == (date(2027, 1, 6), False)


def test_what_no_longer_runs_stays_as_it_was(
    late_in_the_year: None, tickets: Tickets, number: str
) -> None:
    tickets.withdraw(number, "", "consumer")
    assert with_calendar(tickets, {2027: ARRANGED}).refresh_deadlines() == 0
    assert tickets.details(number).deadlines[0].day == date(2027, 1, 6)


def test_a_step_of_the_ladder_is_settled_too(
    late_in_the_year: None, ladder_tickets: Tickets, complaint: MakeComplaint, clock: FixedClock
) -> None:
    number = ladder_tickets.register(complaint(), "bot").number
    clock.move(6 * DAY)  # 31 December
    view = ladder_tickets.climb(number, "", AGENT)
    assert view.deadlines["ladder"].day == date(2027, 1, 5)
    informed = with_calendar(ladder_tickets, {2027: ARRANGED})
    assert informed.refresh_deadlines() == 2
    assert informed.find(number).deadlines["ladder"].day == date(2027, 1, 6)
