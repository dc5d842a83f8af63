from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from bot.calendar.clock import FixedClock
from bot.database import Database
from bot.tickets.complaint import Complaint
from bot.tickets.contents import FollowUpResult
from bot.tickets.errors import EventsAreFinal
from bot.tickets.models import EventWords, Ticket, TicketEvent
from bot.tickets.retention import PERSONAL, Erasure
from bot.tickets.service import Tickets
from tests.tickets.people import AGENT, ANSWER, ICBC, SUPERVISOR

MakeComplaint = Callable[..., Complaint]


@pytest.fixture
def closed(tickets: Tickets, complaint: MakeComplaint) -> str:
    number = tickets.register(complaint(id_number="11010519491231002X"), "bot").number
    tickets.add(number, "柜员叫李四", "consumer")
    tickets.withdraw(number, "算了", "consumer")
    return number


def test_an_open_ticket_is_kept(tickets: Tickets, complaint: MakeComplaint) -> None:
    number = tickets.register(complaint(), "bot").number
    assert tickets.erase(number, "consumer") == Erasure(done=False, kept_until=None)
    assert tickets.events(number)[-1].kind == "erasure_requested"
    assert tickets.status(number, "8000") is not None


def test_a_closed_ticket_is_kept_for_three_years(
    tickets: Tickets, closed: str, clock: FixedClock
) -> None:
    last_day = date(2029, 9, 24)
    assert tickets.erase(closed, "consumer") == Erasure(done=False, kept_until=last_day)
    clock.move(timedelta(days=1096))
    assert not tickets.erase(closed, "consumer").done
    clock.move(timedelta(days=1))
    assert tickets.erase(closed, "consumer").done


def test_erasing_takes_the_person_and_leaves_the_record(
    tickets: Tickets, closed: str, clock: FixedClock, database: Database
) -> None:
    clock.move(timedelta(days=1097))
    tickets.erase(closed, "consumer")
    with database.reading() as session:
        ticket = session.execute(select(Ticket).where(Ticket.number == closed)).scalar_one()
        assert [getattr(ticket, column) for column in PERSONAL] == [None] * len(PERSONAL)
        assert ticket.institution_id == "icbc" and ticket.erased_at == clock.now()
    events = tickets.events(closed)
    assert [event.kind for event in events] == ["registered", "added", "moved", "erased"]
    assert all(event.words is None for event in events)
    assert tickets.status(closed, "8000") is None


def test_purging_takes_only_what_is_over(
    tickets: Tickets, complaint: MakeComplaint, closed: str, clock: FixedClock
) -> None:
    clock.move(timedelta(days=30))
    younger = tickets.register(complaint(intent="complain_loan"), "bot").number
    tickets.withdraw(younger, "", "consumer")
    still_open = tickets.register(complaint(intent="complain_account"), "bot").number
    assert tickets.purge(clock.now()) == 0
    clock.move(timedelta(days=1096 - 30 + 1))
    assert tickets.purge(clock.now()) == 1
    assert tickets.purge(clock.now()) == 0
    tails = [tickets.find(number).phone_tail for number in (closed, younger, still_open)]
    assert tails == [None, "8000", "8000"]
    clock.move(timedelta(days=3000))
    assert tickets.purge(clock.now()) == 1
    assert tickets.find(still_open).phone_tail == "8000"


def test_purging_goes_in_batches(
    tickets: Tickets, complaint: MakeComplaint, clock: FixedClock
) -> None:
    for intent in ("complain_loan", "complain_fees", "complain_account"):
        tickets.withdraw(tickets.register(complaint(intent=intent), "bot").number, "", "consumer")
    clock.move(timedelta(days=2000))
    assert [tickets.purge(clock.now(), batch=2) for _ in range(3)] == [2, 1, 0]


def test_events_cannot_be_changed_through_the_session(
    database: Database, tickets: Tickets, closed: str
) -> None:
    assert tickets.events(closed)
    with pytest.raises(EventsAreFinal), database.session() as session:
        session.execute(select(TicketEvent)).scalars().first().actor = "someone else"
    with pytest.raises(EventsAreFinal), database.session() as session:
        session.delete(session.execute(select(TicketEvent)).scalars().first())


@pytest.mark.parametrize(
    "statement",
    [
        update(TicketEvent).values(actor="someone else"),
        delete(TicketEvent),
        text("UPDATE ticket_events SET kind = 'nothing'"),
        text("DELETE FROM ticket_events"),
        update(EventWords).values(text="something else"),
    ],
    ids=str,
)
def test_events_cannot_be_changed_past_the_session(
    database: Database, tickets: Tickets, closed: str, statement: object
) -> None:
    before = tickets.events(closed)
    with pytest.raises(DBAPIError, match="are final"), database.engine.begin() as connection:
        connection.execute(statement)
    assert tickets.events(closed) == before


def test_what_people_wrote_about_a_case_goes_too(
    tickets: Tickets, answered: str, clock: FixedClock, database: Database
) -> None:
    tickets.reopen(answered, "新材料", AGENT)
    tickets.ask_extension(answered, "要问客户经理李四", ICBC)
    tickets.decide_extension(answered, SUPERVISOR, granted=True, why="李四出差")
    tickets.answer(answered, replace(ANSWER, remedy_words="可找李四"), ICBC)
    tickets.follow_up(answered, FollowUpResult(True, 5, nps=9, words="李四道歉了"), AGENT)
    tickets.close(answered, "", AGENT)
    clock.move(timedelta(days=1097))
    assert tickets.erase(answered, "consumer").done
    file = tickets.details(answered)
    assert [(row.findings, row.reasons, row.remedy_words) for row in file.answers] == [
        (None, None, "")
    ] * 2
    assert [(row.why, row.decision_why) for row in file.extensions] == [(None, None)]
    (kept,) = file.follow_ups
    assert (kept.score, kept.nps, kept.words) == (5, 9, None)  # figures name nobody
    assert all("李四" not in event.why for event in file.events)
