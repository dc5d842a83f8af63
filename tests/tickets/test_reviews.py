from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.calendar.clock import FixedClock
from bot.tickets.contents import FollowUpResult
from bot.tickets.errors import (
    AlreadyReviewed,
    IllegalMove,
    NotAllowed,
    TooLateForReview,
    UnknownTicket,
    WrongInput,
)
from bot.tickets.service import Tickets
from tests.tickets.people import AGENT, ANSWER, DAY, ICBC, OTHER_BANK, REVIEWER

DECISION = replace(ANSWER, findings="经复核，原处理有误。", remedies=("mediation", "litigation"))


def test_a_review_has_a_clock_of_its_own(tickets: Tickets, answered: str) -> None:
    view = tickets.review(answered, "没有解决", "consumer")
    assert (view.state, set(view.deadlines)) == ("escalated", {"review_decision"})
    assert view.deadlines["review_decision"].day == date(2026, 10, 24)
    event = tickets.events(answered)[-1]
    assert (event.words, event.why) == ("没有解决", "")


def test_it_may_be_asked_for_until_the_last_day(
    tickets: Tickets, answered: str, clock: FixedClock
) -> None:
    """Answered on 24 September: the 30th day is Saturday 24 October, so Monday counts."""
    clock.move(32 * DAY)
    assert tickets.review(answered, "没有解决", "consumer").state == "escalated"


def test_after_the_last_day_it_is_too_late(
    tickets: Tickets, answered: str, clock: FixedClock
) -> None:
    clock.move(33 * DAY)
    with pytest.raises(TooLateForReview) as refused:
        tickets.review(answered, "没有解决", "consumer")
    assert refused.value.day == date(2026, 10, 26)
    assert tickets.find(answered).state == "answered"


def test_the_time_for_a_review_outlives_the_end(
    tickets: Tickets, answered: str, clock: FixedClock
) -> None:
    tickets.follow_up(answered, FollowUpResult(reached=True, score=2), AGENT)
    tickets.close(answered, "", AGENT)
    clock.move(33 * DAY)
    with pytest.raises(TooLateForReview):
        tickets.review(answered, "想想还是不服", "consumer")
    clock.move(-DAY)
    assert tickets.review(answered, "想想还是不服", "consumer").is_open


def test_only_an_outcome_is_reviewed(tickets: Tickets, forwarded: str) -> None:
    with pytest.raises(IllegalMove):
        tickets.review(forwarded, "等不及", "consumer")


def test_the_decision_is_the_end_inside_the_house(
    tickets: Tickets, answered: str, clock: FixedClock
) -> None:
    tickets.review(answered, "没有解决", "consumer")
    clock.move(20 * DAY)
    view = tickets.decide_review(answered, DECISION, REVIEWER)
    assert (view.state, view.deadlines) == ("answered", {})
    assert [answer.kind for answer in tickets.details(answered).answers] == ["answer", "review"]
    with pytest.raises(AlreadyReviewed):
        tickets.review(answered, "还是不服", "consumer")
    assert tickets.reject_outcome(answered, "还是不服", "consumer").state == "answered"
    assert tickets.events(answered)[-1].kind == "objected"


def test_the_same_decision_again_changes_nothing(tickets: Tickets, answered: str) -> None:
    tickets.review(answered, "", "consumer")
    first = tickets.decide_review(answered, DECISION, ICBC)
    assert tickets.decide_review(answered, DECISION, ICBC) == first
    with pytest.raises(IllegalMove):
        tickets.decide_review(answered, replace(DECISION, findings="改判"), ICBC)
    assert len(tickets.details(answered).answers) == 2


def test_an_answer_after_new_facts_may_be_reviewed_again(tickets: Tickets, answered: str) -> None:
    tickets.review(answered, "", "consumer")
    tickets.decide_review(answered, DECISION, REVIEWER)
    tickets.reopen(answered, "有新证据", AGENT)
    view = tickets.answer(answered, replace(ANSWER, findings="第二次答复"), ICBC)
    assert set(view.deadlines) == {"review_request"}
    assert tickets.review(answered, "", "consumer").state == "escalated"


def test_a_decision_names_a_way_on(tickets: Tickets, answered: str) -> None:
    tickets.review(answered, "", "consumer")
    with pytest.raises(WrongInput):
        tickets.decide_review(answered, replace(DECISION, remedies=()), REVIEWER)
    assert tickets.find(answered).state == "escalated"


@pytest.mark.parametrize(
    ("actor", "error"),
    [(AGENT, NotAllowed), ("consumer", NotAllowed), (OTHER_BANK, UnknownTicket)],
)
def test_not_everybody_decides(
    tickets: Tickets, answered: str, actor: str, error: type[Exception]
) -> None:
    tickets.review(answered, "", "consumer")
    with pytest.raises(error):
        tickets.decide_review(answered, DECISION, actor)


def test_nothing_is_decided_that_was_not_asked(tickets: Tickets, answered: str) -> None:
    with pytest.raises(IllegalMove):
        tickets.decide_review(answered, DECISION, REVIEWER)


def test_an_answer_that_is_not_accepted_goes_to_review(tickets: Tickets, answered: str) -> None:
    view = tickets.reject_outcome(answered, "没有解决", "consumer")
    assert (view.state, set(view.deadlines)) == ("escalated", {"review_decision"})


def test_rejecting_before_an_answer_is_an_objection(tickets: Tickets, number: str) -> None:
    assert tickets.reject_outcome(number, "不接受", "consumer").state == "registered"
    event = tickets.events(number)[-1]
    assert (event.kind, event.words) == ("objected", "不接受")


def test_rejecting_too_late_is_an_objection(
    tickets: Tickets, answered: str, clock: FixedClock
) -> None:
    clock.move(40 * DAY)
    assert tickets.reject_outcome(answered, "不接受", "consumer").state == "answered"
    assert tickets.events(answered)[-1].kind == "objected"


def test_what_was_not_accepted_may_be_rejected(tickets: Tickets, number: str) -> None:
    tickets.not_accept(number, "不属于本线", AGENT)
    assert tickets.reject_outcome(number, "不服", "consumer").state == "escalated"
