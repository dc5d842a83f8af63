from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from bot.calendar.clock import FixedClock
from bot.database import Database
from bot.tickets.complaint import Complaint
from bot.tickets.contents import LONGEST_FINDINGS, Answer
from bot.tickets.errors import IllegalMove, NotAllowed, UnknownTicket, WrongInput
from bot.tickets.service import Tickets
from tests.tickets.people import AGENT, ANSWER, DAY, ICBC, OTHER_BANK, REVIEWER

MakeComplaint = Callable[..., Complaint]


def test_an_answer_ends_the_wait_and_starts_the_time_for_a_review(
    tickets: Tickets, forwarded: str, clock: FixedClock
) -> None:
    clock.move(10 * DAY)
    view = tickets.answer(forwarded, ANSWER, ICBC)
    assert (view.state, view.answered_at) == ("answered", clock.now())
    # 4 October and 30 days is 3 November.
    assert {name: due.day for name, due in view.deadlines.items()} == {
        "review_request": date(2026, 11, 3)
    }


def test_the_answer_is_on_file(tickets: Tickets, forwarded: str) -> None:
    tickets.answer(forwarded, replace(ANSWER, outcome="granted", paid=Decimal("360")), ICBC)
    (kept,) = tickets.details(forwarded).answers
    assert (kept.kind, kept.actor) == ("answer", ICBC)
    assert (kept.findings, kept.reasons) == (ANSWER.findings, ANSWER.reasons)
    assert kept.remedies == ("review", "mediation", "litigation")
    assert kept.remedy_words == ANSWER.remedy_words
    assert (kept.outcome, kept.paid) == ("granted", Decimal("360.00"))


def test_the_answer_is_sealed_in_the_database(
    tickets: Tickets, forwarded: str, database: Database
) -> None:
    tickets.answer(forwarded, ANSWER, ICBC)
    with database.reading() as session:
        row = session.execute(text("SELECT * FROM ticket_answers")).mappings().one()
    for column in ("findings", "reasons", "remedies", "remedy_words"):
        stored = bytes(row[column])
        assert len(stored) > 20
        assert "年费".encode() not in stored and b"review" not in stored


def test_nothing_of_an_answer_shows_in_a_repr() -> None:
    assert "年费" not in repr(ANSWER)


def test_the_very_same_answer_again_changes_nothing(
    tickets: Tickets, forwarded: str, clock: FixedClock
) -> None:
    paid = replace(ANSWER, paid=Decimal("360.005"))
    first = tickets.answer(forwarded, paid, ICBC)
    clock.move(DAY)
    assert tickets.answer(forwarded, paid, ICBC) == first
    assert len(tickets.details(forwarded).answers) == 1


def test_another_answer_after_the_answer_is_refused(tickets: Tickets, answered: str) -> None:
    for other, actor in ((replace(ANSWER, findings="另一种说法"), ICBC), (ANSWER, AGENT)):
        with pytest.raises(IllegalMove):
            tickets.answer(answered, other, actor)
    assert len(tickets.details(answered).answers) == 1


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"findings": "  "}, "findings", "missing"),
        ({"findings": "查" * (LONGEST_FINDINGS + 1)}, "findings", "too_long"),
        ({"reasons": ""}, "reasons", "missing"),
        ({"reasons": "因" * 4001}, "reasons", "too_long"),
        ({"remedies": ()}, "remedies", "missing"),
        ({"remedies": ("review", "revolution")}, "remedies", "unknown"),
        ({"remedy_words": "路" * 1001}, "remedy_words", "too_long"),
        ({"outcome": "great"}, "outcome", "unknown"),
        ({"paid": Decimal("-1")}, "paid", "out_of_range"),
        ({"paid": Decimal("NaN")}, "paid", "out_of_range"),
        ({"paid": Decimal("1e40")}, "paid", "out_of_range"),
    ],
)
def test_an_answer_that_lacks_something_is_refused(
    tickets: Tickets, forwarded: str, changes: dict[str, Any], field: str, problem: str
) -> None:
    with pytest.raises(WrongInput) as refused:
        tickets.answer(forwarded, replace(ANSWER, **changes), ICBC)
    assert (refused.value.field, refused.value.problem) == (field, problem)
    view = tickets.find(forwarded)
    assert view.state == "forwarded" and tickets.details(forwarded).answers == ()


def test_as_much_as_fits_is_taken(tickets: Tickets, forwarded: str) -> None:
    tickets.answer(forwarded, replace(ANSWER, findings="查" * LONGEST_FINDINGS), ICBC)
    assert tickets.details(forwarded).answers[0].findings == "查" * LONGEST_FINDINGS


def test_a_report_is_answered_by_the_house_and_needs_no_way_on(
    tickets: Tickets, report: str
) -> None:
    tickets.accept_report(report, REVIEWER)
    opinion = Answer(findings="查实", reasons="依据办法", remedies=())
    with pytest.raises(UnknownTicket):
        tickets.answer(report, opinion, ICBC)
    assert tickets.answer(report, opinion, REVIEWER).state == "answered"


@pytest.mark.parametrize(
    ("actor", "error"),
    [("consumer", NotAllowed), ("bot", NotAllowed), (OTHER_BANK, UnknownTicket)],
)
def test_not_everybody_answers(
    tickets: Tickets, forwarded: str, actor: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        tickets.answer(forwarded, ANSWER, actor)
    assert tickets.find(forwarded).state == "forwarded"


def test_reopening_lets_the_time_for_the_answer_run_anew(
    tickets: Tickets, answered: str, clock: FixedClock
) -> None:
    clock.move(5 * DAY)
    view = tickets.reopen(answered, "消费者找到了当时的录音", AGENT)
    assert (view.state, set(view.deadlines)) == ("in_progress", {"answer"})
    assert view.deadlines["answer"].day == date(2026, 10, 14)  # 29 September and 15 days
    second = tickets.answer(answered, replace(ANSWER, findings="补充核查"), ICBC)
    assert second.state == "answered" and len(tickets.details(answered).answers) == 2


def test_only_what_was_answered_is_reopened(tickets: Tickets, forwarded: str) -> None:
    with pytest.raises(IllegalMove):
        tickets.reopen(forwarded, "新材料", AGENT)


def test_a_house_without_forwarding_answers_itself(
    tickets: Tickets, complaint: MakeComplaint
) -> None:
    number = tickets.register(complaint(kind="suggestion", intent="suggestion"), "bot").number
    tickets.acknowledge(number, AGENT)
    answer = Answer(findings="已采纳", reasons="建议合理", remedies=())
    assert tickets.answer(number, answer, AGENT).state == "answered"
