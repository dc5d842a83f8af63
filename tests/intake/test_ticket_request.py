from __future__ import annotations

import pytest

from bot.intake.ticket_request import TicketRequest, take_in
from bot.language.ticket_number import make
from tests.intake.words import hear

NUMBER = make(2026, "4839105")


@pytest.mark.parametrize(
    "text",
    [
        f"{NUMBER}，8000",
        f"单号{NUMBER}，尾号8000",
        f"查一下{NUMBER} 后四位是八零零零",
        f"{NUMBER} 8000",
        f"{NUMBER}8000",
        "二六四八三九一零五三八零零零",
    ],
)
def test_number_and_tail_in_one_breath(text: str) -> None:
    request = take_in(TicketRequest(), hear(text), "ticket_id")
    assert (request.ticket_id, request.phone_tail) == (NUMBER, "8000")


@pytest.mark.parametrize("text", ["8000", "八零零零", "是8000吧", "尾号8000"])
def test_a_bare_tail_where_it_was_asked(text: str) -> None:
    assert take_in(TicketRequest(), hear(text), "phone_tail").phone_tail == "8000"


def test_four_digits_are_no_tail_unless_asked_or_named() -> None:
    assert take_in(TicketRequest(), hear("扣了我8000块"), "ticket_id").phone_tail is None


def test_the_tail_of_a_whole_number() -> None:
    assert take_in(TicketRequest(), hear("13800138000"), "phone_tail").phone_tail == "8000"


@pytest.mark.parametrize("text", [f"{NUMBER[:-1]}48000", f"{NUMBER}80001", f"1{NUMBER}8000"])
def test_digits_that_run_on_are_no_number_with_a_tail(text: str) -> None:
    request = take_in(TicketRequest(), hear(text), "ticket_id")
    assert (request.ticket_id, request.phone_tail) == (None, None)


def test_a_wrong_check_digit_is_no_number() -> None:
    wrong = NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10)
    request = take_in(TicketRequest(), hear(wrong), "ticket_id")
    assert request.ticket_id is None
    assert request.misses == 1


@pytest.mark.parametrize(
    ("text", "intent", "answer"),
    [
        ("确定", "affirm", True),
        ("先不撤", "withdraw_complaint", False),
        ("等等我想想", "cancel", False),
        ("还是撤了吧", "withdraw_complaint", None),
    ],
)
def test_only_a_clear_yes_withdraws(text: str, intent: str, answer: bool | None) -> None:
    request = TicketRequest("withdraw", NUMBER, "8000")
    assert take_in(request, hear(text, intent), "confirmation").confirmation is answer


def test_details_told_at_once_are_not_asked_again() -> None:
    heard = hear("我不接受，合同上根本没写这笔费用", "reject_outcome")
    request = take_in(TicketRequest("reject"), heard, None)
    assert request.ticket_detail == heard.text


def test_a_number_is_no_detail() -> None:
    request = take_in(TicketRequest("add"), hear(f"{NUMBER}，8000"), "ticket_id")
    assert request.ticket_detail is None
    assert request.next_question == "ticket_detail"


@pytest.mark.parametrize(
    ("purpose", "question"),
    [("status", None), ("urge", None), ("add", "ticket_detail"), ("withdraw", "confirmation")],
)
def test_what_each_purpose_still_needs(purpose: str, question: str | None) -> None:
    assert TicketRequest(purpose, NUMBER, "8000").next_question == question


def test_a_use_forgives_misses() -> None:
    missed = take_in(TicketRequest(misses=1), hear("等我找找"), "ticket_id")
    assert missed.misses == 2
    assert take_in(missed, hear(NUMBER), "ticket_id").misses == 0


def test_a_request_survives_being_written() -> None:
    request = TicketRequest("add", NUMBER, "8000", "录音", None, 1, "7")
    assert TicketRequest.from_dict(vars(request)) == request
    assert TicketRequest.from_dict(None) == TicketRequest()
