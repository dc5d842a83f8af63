from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from bot.calendar.clock import FixedClock
from bot.database import Database
from bot.tickets.complaint import Complaint
from bot.tickets.contents import FollowUpResult
from bot.tickets.errors import IllegalMove, NotAllowed, NotAnswered, WrongInput
from bot.tickets.service import Tickets
from tests.tickets.people import AGENT, DAY, ICBC, REVIEWER, SUPERVISOR

MakeComplaint = Callable[..., Complaint]

MISSED = FollowUpResult(reached=False)


def test_a_score_ends_the_follow_up(tickets: Tickets, answered: str, clock: FixedClock) -> None:
    result = FollowUpResult(reached=True, score=4, nps=9, words="钱退了就好", by="phone")
    view = tickets.follow_up(answered, result, AGENT)
    assert (view.state, view.score) == ("followed_up", 4)
    (kept,) = tickets.details(answered).follow_ups
    assert (kept.reached, kept.score, kept.nps, kept.words) == (True, 4, 9, "钱退了就好")
    assert (kept.actor, kept.at, kept.by) == (AGENT, clock.now(), "phone")
    assert "review_request" in view.deadlines  # the consumer may still ask for a review


def test_what_the_consumer_said_is_sealed(
    tickets: Tickets, answered: str, database: Database
) -> None:
    tickets.follow_up(answered, FollowUpResult(True, 5, words="找王经理办的"), AGENT)
    with database.reading() as session:
        stored = session.execute(text("SELECT words FROM ticket_follow_ups")).scalar_one()
    assert "王经理".encode() not in bytes(stored)
    assert all("王经理" not in event.why for event in tickets.events(answered))


def test_three_tries_that_reach_nobody_are_enough(
    tickets: Tickets, answered: str, clock: FixedClock
) -> None:
    states = []
    for _ in range(3):
        clock.move(DAY)
        states.append(tickets.follow_up(answered, MISSED, AGENT).state)
    assert states == ["answered", "answered", "followed_up"]
    tries = [event.about for event in tickets.events(answered) if event.kind == "not_reached"]
    assert tries == ["1", "2", "3"]
    assert tickets.find(answered).score is None


def test_the_same_try_sent_again_counts_once(
    tickets: Tickets, answered: str, clock: FixedClock
) -> None:
    tickets.follow_up(answered, MISSED, AGENT)
    tickets.follow_up(answered, MISSED, AGENT)
    assert len(tickets.details(answered).follow_ups) == 1
    tickets.follow_up(answered, MISSED, SUPERVISOR)
    assert len(tickets.details(answered).follow_ups) == 2


def test_tries_before_a_second_answer_do_not_count(
    tickets: Tickets, answered: str, clock: FixedClock
) -> None:
    for _ in range(2):
        clock.move(DAY)
        tickets.follow_up(answered, MISSED, AGENT)
    tickets.reopen(answered, "新材料", AGENT)
    clock.move(DAY)
    tickets.move(answered, "answered", "", AGENT)
    clock.move(DAY)
    assert tickets.follow_up(answered, MISSED, AGENT).state == "answered"


@pytest.mark.parametrize(
    ("result", "field", "problem"),
    [
        ({"reached": True}, "score", "missing"),
        ({"reached": True, "score": 0}, "score", "out_of_range"),
        ({"reached": True, "score": 6}, "score", "out_of_range"),
        ({"reached": True, "score": 3, "nps": -1}, "nps", "out_of_range"),
        ({"reached": True, "score": 3, "nps": 11}, "nps", "out_of_range"),
        ({"reached": True, "score": 3, "words": "话" * 2001}, "words", "too_long"),
        ({"reached": True, "score": 3, "by": "pigeon"}, "by", "unknown"),
        ({"reached": False, "by": ""}, "by", "unknown"),
    ],
)
def test_a_result_that_cannot_be_is_refused(
    tickets: Tickets, answered: str, result: dict[str, Any], field: str, problem: str
) -> None:
    with pytest.raises(WrongInput) as refused:
        tickets.follow_up(answered, FollowUpResult(**result), AGENT)
    assert (refused.value.field, refused.value.problem) == (field, problem)
    assert tickets.find(answered).state == "answered"


def test_who_was_not_reached_gave_no_score(tickets: Tickets, answered: str) -> None:
    tickets.follow_up(answered, FollowUpResult(False, score=5, words="好"), AGENT)
    (kept,) = tickets.details(answered).follow_ups
    assert (kept.score, kept.nps, kept.words) == (None, None, None)


def test_the_consumer_may_answer_by_message(tickets: Tickets, answered: str) -> None:
    result = FollowUpResult(reached=True, score=5, by="message")
    assert tickets.follow_up(answered, result, "consumer").score == 5


def test_the_institution_does_not_rate_itself(tickets: Tickets, answered: str) -> None:
    with pytest.raises(NotAllowed):
        tickets.follow_up(answered, FollowUpResult(reached=True, score=5), ICBC)


def test_only_an_answer_is_followed_up_and_only_once(tickets: Tickets, forwarded: str) -> None:
    with pytest.raises(IllegalMove):
        tickets.follow_up(forwarded, MISSED, AGENT)
    tickets.move(forwarded, "answered", "", AGENT)
    tickets.follow_up(forwarded, FollowUpResult(reached=True, score=1), AGENT)
    with pytest.raises(IllegalMove):
        tickets.follow_up(forwarded, FollowUpResult(reached=True, score=5), AGENT)
    assert tickets.find(forwarded).score == 1


def test_closing_ends_every_clock(tickets: Tickets, answered: str, clock: FixedClock) -> None:
    tickets.follow_up(answered, FollowUpResult(reached=True, score=5), AGENT)
    clock.move(DAY)
    view = tickets.close(answered, "满意", AGENT)
    assert (view.state, view.is_open, view.deadlines) == ("closed", False, {})
    assert view.closed_at == clock.now()
    with pytest.raises(IllegalMove):
        tickets.close(answered, "", AGENT)


def test_a_complaint_nobody_answered_is_not_closed(tickets: Tickets, number: str) -> None:
    for act in (None, "forward", "acknowledge"):
        if act:
            getattr(tickets, act)(number, AGENT)
        with pytest.raises(NotAnswered):
            tickets.close(number, "不想办了", SUPERVISOR)


def test_a_reopened_or_reviewed_ticket_is_not_closed(tickets: Tickets, answered: str) -> None:
    tickets.reopen(answered, "新材料", AGENT)
    with pytest.raises(NotAnswered):
        tickets.close(answered, "", AGENT)
    tickets.move(answered, "answered", "", AGENT)
    tickets.review(answered, "", "consumer")
    with pytest.raises(NotAnswered):
        tickets.close(answered, "", AGENT)


def test_a_report_needs_its_opinion(tickets: Tickets, report: str) -> None:
    tickets.accept_report(report, REVIEWER)
    with pytest.raises(NotAnswered):
        tickets.close(report, "", REVIEWER)


def test_what_needs_no_answer_is_closed_at_once(tickets: Tickets, complaint: MakeComplaint) -> None:
    number = tickets.register(complaint(kind="callback", intent="request_human"), "bot").number
    assert tickets.close(number, "已回电", AGENT).state == "closed"


def test_an_institution_does_not_close(tickets: Tickets, answered: str) -> None:
    with pytest.raises(NotAllowed):
        tickets.close(answered, "", ICBC)
