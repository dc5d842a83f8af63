"""Last days worked out by hand from the law and the published calendars: see deadlines.csv."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.calendar.clock import SHANGHAI, FixedClock
from bot.calendar.working_days import WorkingCalendar
from bot.database import Database
from bot.privacy.encryption import Cipher
from bot.tickets.complaint import Complaint
from bot.tickets.service import Tickets
from bot.tickets.views import Due, TicketView
from tests.databases import new_file
from tests.tickets.people import AGENT, ANSWER, DAY, REVIEWER, SUPERVISOR, profile_of

ROWS = list(csv.DictReader(Path(__file__).with_name("deadlines.csv").open(encoding="utf-8")))
Start = Callable[[Tickets, FixedClock, Callable[..., Complaint]], str]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One for all: dates are counted in Python, whatever stores them."""
    database = Database(new_file(tmp_path_factory.mktemp("deadlines")))
    yield database
    database.close()


def registered(**changes: Any) -> Start:
    def start(tickets: Tickets, clock: FixedClock, complaint: Callable[..., Complaint]) -> str:
        made = complaint(idempotency_key=str(next(KEYS)), phone=None, **changes)
        return tickets.register(made, "bot").number

    return start


KEYS = iter(range(10**6))


def forwarded(**changes: Any) -> Start:
    def start(tickets: Tickets, clock: FixedClock, complaint: Callable[..., Complaint]) -> str:
        return tickets.forward(registered(**changes)(tickets, clock, complaint), AGENT).number

    return start


def extended(times: int) -> Start:
    """Extended some days later: the total still counts from the day of receipt."""

    def start(tickets: Tickets, clock: FixedClock, complaint: Callable[..., Complaint]) -> str:
        number = forwarded(intent="complain_payment")(tickets, clock, complaint)
        for _ in range(times):
            clock.move(4 * DAY)
            tickets.ask_extension(number, "情况复杂", AGENT)
            tickets.decide_extension(number, SUPERVISOR, granted=True, why="同意")
        return number

    return start


def answered(tickets: Tickets, clock: FixedClock, complaint: Callable[..., Complaint]) -> str:
    return tickets.answer(forwarded()(tickets, clock, complaint), ANSWER, AGENT).number


def reviewed(tickets: Tickets, clock: FixedClock, complaint: Callable[..., Complaint]) -> str:
    return tickets.review(answered(tickets, clock, complaint), "不认可", "consumer").number


def accepted(tickets: Tickets, clock: FixedClock, complaint: Callable[..., Complaint]) -> str:
    return tickets.accept_report(REPORT(tickets, clock, complaint), REVIEWER).number


REPORT = registered(kind="report", intent="report_violation")
CREDIT = {"intent": "complain_credit_report"}
STARTS: dict[tuple[str, str], Start] = {
    ("nfra-12378", "forward"): registered(),
    ("nfra-12378", "acknowledge"): forwarded(),
    ("nfra-12378", "answer"): forwarded(),
    ("nfra-12378", "answer_complex"): extended(1),
    ("nfra-12378", "answer_extended"): extended(2),
    ("nfra-12378", "review_request"): answered,
    ("nfra-12378", "review_decision"): reviewed,
    ("nfra-12378", "report_accept"): REPORT,
    ("nfra-12378", "report_investigate"): accepted,
    ("nfra-12378", "callback"): registered(kind="callback", intent="request_human"),
    ("pbc-12363", "forward"): registered(intent="complain_payment"),
    ("pbc-12363", "answer"): forwarded(intent="complain_payment"),
    ("pbc-12363", "answer_extended"): extended(1),
    ("pbc-12363", "objection"): forwarded(**CREDIT),
    ("pbc-12363", "credit_complaint"): registered(**CREDIT),
}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['rule']}-{row['since']}")
def test_the_last_day_is_that_worked_out_by_hand(
    row: dict[str, str],
    database: Database,
    cipher: Cipher,
    complaint: Callable[..., Complaint],
) -> None:
    since = datetime.strptime(row["since"], "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)
    clock = FixedClock(since)
    tickets = Tickets(database, profile_of(row["profile"]), WorkingCalendar.load(), clock)
    number = STARTS[row["profile"], row["rule"]](tickets, clock, complaint)
    due = due_of(tickets.find(number), row["rule"])
    assert due.day == date.fromisoformat(row["expected"]), row["why"]
    assert due.provisional == (row["provisional"] == "yes")
    (kept,) = (line for line in tickets.details(number).deadlines if line.name == row["rule"])
    assert kept.since == since.date()


def due_of(view: TicketView, rule: str) -> Due:
    assert rule in view.deadlines, f"{rule} does not run, but {set(view.deadlines)}"
    return view.deadlines[rule]


def test_the_table_covers_every_clock_and_three_years() -> None:
    assert len(ROWS) >= 30
    assert {(row["profile"], row["rule"]) for row in ROWS} == set(STARTS)
    assert {row["since"][:4] for row in ROWS} >= {"2024", "2025", "2026"}
    assert all(row["why"] for row in ROWS)


def test_every_clock_of_the_two_hotlines_is_in_the_table() -> None:
    for profile in ("nfra-12378", "pbc-12363"):
        loaded = profile_of(profile)
        started = {
            name for clock in loaded.clocks.values() for names in clock.values() for name in names
        }
        started |= set(loaded.life.extensions)
        in_the_table = {rule for name, rule in STARTS if name == profile}
        # The other hotline has these in common: the same rule object, counted by the same calendar.
        shared = {"acknowledge", "callback"} if profile == "pbc-12363" else set()
        assert started <= in_the_table | shared
