from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.calendar.clock import FixedClock
from bot.database import Database
from bot.language import ticket_number
from bot.tickets.complaint import Complaint
from bot.tickets.errors import TooManyTries, UnknownTicket
from bot.tickets.models import FailedLook
from bot.tickets.service import Tickets

MakeComplaint = Callable[..., Complaint]
NOBODYS = ticket_number.make(2026, "0000000")


@pytest.fixture
def number(tickets: Tickets, complaint: MakeComplaint) -> str:
    return tickets.register(complaint(), "bot").number


def test_number_and_tail_show_the_ticket(tickets: Tickets, number: str) -> None:
    view = tickets.status(number, "8000")
    assert view is not None and view == tickets.find(number)


@pytest.mark.parametrize("tail", ["8001", "", "800", "08000", "８０００", "八千", "\ud800", "none"])
def test_a_wrong_tail_shows_nothing(tickets: Tickets, number: str, tail: str) -> None:
    assert tickets.status(number, tail) is None


@pytest.mark.parametrize("wrong", [NOBODYS, "2612345670", "", "x" * 4000, "\ud800"])
def test_a_wrong_number_shows_nothing(tickets: Tickets, number: str, wrong: str) -> None:
    assert wrong != number
    assert tickets.status(wrong, "8000") is None


def test_a_ticket_without_a_phone_is_shown_to_nobody(
    tickets: Tickets, complaint: MakeComplaint
) -> None:
    number = tickets.register(complaint(phone=None), "bot").number
    assert tickets.status(number, "none") is None
    assert tickets.phone_tail_of(number) is None


def test_guessing_is_stopped_and_opens_again(
    tickets: Tickets, number: str, clock: FixedClock
) -> None:
    start = clock.now()
    for _ in range(5):
        assert tickets.status(number, "0000") is None
        clock.move(timedelta(minutes=1))
    with pytest.raises(TooManyTries) as locked:
        tickets.status(number, "8000")
    assert locked.value.until == start + timedelta(minutes=15)
    clock.set(locked.value.until)
    assert tickets.status(number, "8000") is not None


def test_guessing_tells_nothing_about_whether_a_number_exists(tickets: Tickets) -> None:
    for _ in range(5):
        assert tickets.status(NOBODYS, "0000") is None
    with pytest.raises(TooManyTries):
        tickets.status(NOBODYS, "0000")


def test_one_locked_number_locks_no_other(
    tickets: Tickets, complaint: MakeComplaint, number: str
) -> None:
    other = tickets.register(complaint(intent="complain_service"), "bot").number
    for _ in range(5):
        tickets.status(number, "0000")
    assert tickets.status(other, "8000") is not None


def test_old_failures_are_forgotten(
    tickets: Tickets, number: str, clock: FixedClock, database: Database
) -> None:
    tickets.status(number, "0000")
    clock.move(timedelta(hours=1))
    tickets.status(number, "8000")
    with database.reading() as session:
        assert session.execute(select(func.count(FailedLook.id))).scalar_one() == 0


def test_staff_find_a_ticket_by_its_number_alone(tickets: Tickets, number: str) -> None:
    assert tickets.find(number).phone_tail == "8000"
    assert tickets.phone_tail_of(number) == "8000"
    with pytest.raises(UnknownTicket):
        tickets.find(NOBODYS)
