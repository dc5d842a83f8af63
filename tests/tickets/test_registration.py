from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import text

from bot.calendar.clock import FixedClock
from bot.database import Database
from bot.language import ticket_number
from bot.tickets import registration
from bot.tickets.complaint import Complaint
from bot.tickets.service import Tickets

MakeComplaint = Callable[..., Complaint]


def test_a_registered_complaint_has_a_speakable_number_and_its_deadline(
    tickets: Tickets, complaint: MakeComplaint, clock: FixedClock
) -> None:
    view = tickets.register(complaint(), "bot")
    assert ticket_number.is_valid(view.number) and view.number.startswith("26")
    assert (view.state, view.state_text) == ("registered", "已登记，等待转送")
    assert view.is_open and not view.repeat
    assert view.registered_at == clock.now()
    assert view.phone_tail == "8000"
    # Seven working days over two holidays and two weekends worked instead.
    assert view.deadlines["forward"].day == date(2026, 10, 12)
    assert not view.deadlines["forward"].provisional
    assert "管理办法" in view.deadlines["forward"].law


def test_a_view_holds_no_narrative_and_shows_no_phone_in_its_repr(
    tickets: Tickets, complaint: MakeComplaint
) -> None:
    made = complaint()
    view = tickets.register(made, "bot")
    for personal in ("王建国", "13800138000", "8000", "年费没告诉我"):
        assert personal not in repr(view)
    for personal in ("王建国", "13800138000", "年费没告诉我", "把年费退给我"):
        assert personal not in repr(made)


def test_handing_in_the_same_again_gives_the_same_ticket_without_an_event(
    tickets: Tickets, complaint: MakeComplaint
) -> None:
    first = tickets.register(complaint(idempotency_key="once"), "bot")
    again = tickets.register(complaint(idempotency_key="once"), "bot")
    assert again == first
    assert [event.kind for event in tickets.events(first.number)] == ["registered"]


def test_the_same_matter_of_the_same_person_goes_into_the_open_ticket(
    tickets: Tickets, complaint: MakeComplaint
) -> None:
    first = tickets.register(complaint(), "bot")
    again = tickets.register(complaint(narrative="又扣了一次", idempotency_key="second"), "bot")
    assert again.number == first.number and again.repeat
    event = tickets.events(first.number)[-1]
    assert event.kind == "repeated" and event.words is not None
    assert "又扣了一次" in event.words
    # Sent once more by a flaky connection, it is not added once more.
    assert tickets.register(complaint(idempotency_key="second"), "bot").repeat
    assert len(tickets.events(first.number)) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"phone": "13900139000"},
        {"institution_id": "abc", "institution_name": "农业银行"},
        {"intent": "complain_service"},
        {"kind": "suggestion"},
        {"phone": None},
    ],
)
def test_another_person_institution_or_matter_is_another_ticket(
    tickets: Tickets, complaint: MakeComplaint, changes: dict[str, str]
) -> None:
    first = tickets.register(complaint(), "bot")
    other = tickets.register(complaint(**changes), "bot")
    assert other.number != first.number and not other.repeat


def test_the_same_person_is_known_by_identity_number_too(
    tickets: Tickets, complaint: MakeComplaint
) -> None:
    first = tickets.register(complaint(id_number="11010519491231002X"), "bot")
    again = tickets.register(complaint(phone="13900139000", id_number="11010519491231002x"), "bot")
    assert again.number == first.number


def test_an_institution_without_an_id_is_known_by_its_name_in_either_script(
    tickets: Tickets, complaint: MakeComplaint
) -> None:
    unknown = {"institution_id": None}
    first = tickets.register(complaint(institution_name="某某農商銀行", **unknown), "bot")
    again = tickets.register(complaint(institution_name=" 某某农商银行", **unknown), "bot")
    assert again.number == first.number


def test_what_was_closed_may_be_complained_about_anew(
    tickets: Tickets, complaint: MakeComplaint
) -> None:
    first = tickets.register(complaint(), "bot")
    tickets.withdraw(first.number, "不投诉了", "consumer")
    assert tickets.register(complaint(), "bot").number != first.number


def test_an_anonymous_report_never_meets_another(
    tickets: Tickets, complaint: MakeComplaint
) -> None:
    nobody = {"kind": "report", "intent": "report_violation", "phone": None, "person_name": None}
    first = tickets.register(complaint(**nobody), "bot")
    second = tickets.register(complaint(**nobody), "bot")
    assert first.number != second.number
    assert first.phone_tail is None
    assert set(first.deadlines) == {"report_accept"}


def test_settled_directly_is_an_end_that_can_still_become_a_ticket(
    tickets: Tickets, complaint: MakeComplaint
) -> None:
    view = tickets.settle_directly(complaint(), "bot")
    assert view.state == "settled_directly" and not view.is_open
    assert view.closed_at is not None and view.deadlines == {}
    kinds = [(event.old_state, event.new_state) for event in tickets.events(view.number)]
    assert kinds == [(None, "registered"), ("registered", "settled_directly")]
    again = tickets.reject_outcome(view.number, "打了没人接", "consumer")
    assert again.state == "registered" and again.is_open
    assert "forward" in again.deadlines


def test_threads_that_hand_in_the_same_matter_make_one_ticket(
    tickets: Tickets, complaint: MakeComplaint
) -> None:
    numbers: list[str] = []
    handed_in: list[Complaint] = [complaint() for _ in range(6)]

    def hand_in(one: Complaint) -> None:
        numbers.append(tickets.register(one, "bot").number)

    threads = [threading.Thread(target=hand_in, args=(one,)) for one in handed_in]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(numbers) == 6 and len(set(numbers)) == 1


def test_a_race_that_the_database_decides_ends_in_the_open_ticket(
    tickets: Tickets, complaint: MakeComplaint, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = tickets.register(complaint(), "bot")
    looks = iter([True])
    find = registration._open_ticket
    monkeypatch.setattr(
        registration,
        "_open_ticket",
        lambda *given: None if next(looks, False) else find(*given),
    )
    assert tickets.register(complaint(), "bot").number == first.number


def test_nothing_personal_can_be_read_in_the_database(
    tickets: Tickets, complaint: MakeComplaint, database: Database
) -> None:
    view = tickets.register(complaint(id_number="11010519491231002X"), "bot")
    tickets.add(view.number, "柜员叫李四", "consumer")
    with database.engine.connect() as connection:
        dump = "".join(
            repr([bytes(value) if isinstance(value, memoryview) else value for value in row])
            for table in ("tickets", "ticket_events", "ticket_event_words", "submissions")
            for row in connection.execute(text(f"SELECT * FROM {table}"))
        )
    for personal in ("13800138000", "11010519491231002X", "王建国", "三百六", "退给我", "李四"):
        assert personal not in dump
        assert repr(personal.encode())[2:-1] not in dump


@pytest.mark.parametrize(
    "hostile", ["\ud800坏", "空\x00字节", "😀" * 2000, "'; DROP TABLE tickets;--"]
)
def test_whatever_strangers_type_can_be_registered(
    tickets: Tickets, complaint: MakeComplaint, hostile: str
) -> None:
    made = complaint(
        narrative=hostile,
        institution_id=None,
        institution_name=hostile,
        branch=hostile,
        product=hostile,
        demand_text=hostile,
        occurred=hostile,
        conversation_id=hostile,
        idempotency_key=hostile,
        extra={"note": hostile},
    )
    view = tickets.register(made, "bot")
    assert tickets.register(made, "bot").number == view.number
