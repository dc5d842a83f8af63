"""What is wanted of a ticket that exists, and how a complaint becomes one."""

from __future__ import annotations

from typing import Any

import pytest

from actions.conclusion import Conclude
from actions.tickets import ServeTicket, ValidateTicketForm
from bot.hotline import Hotline
from bot.intake.draft import CALLBACK, DECLINED, REPORT, Draft
from bot.tickets.complaint import Complaint
from tests.actions.conftest import Outcome, Run

TOLD = Draft(
    intent="complain_fees",
    institution="工商银行",
    institution_id="icbc",
    matter=("扣了我的年费",),
    demand="退钱",
    person_name="王建国",
    phone="13800138000",
)


@pytest.fixture
def number(hotline: Hotline) -> str:
    complaint = Complaint(
        kind="complaint",
        intent="complain_fees",
        institution_id="icbc",
        institution_name="工商银行",
        narrative="年费",
        channel="chat",
        conversation_id="before",
        idempotency_key="before",
        phone="13800138000",
    )
    return hotline.tickets.register(complaint, actor="test").number


def asking(purpose: str, number: str, **more: Any) -> dict[str, Any]:
    request = {"purpose": purpose, "ticket_id": number, "phone_tail": "8000", **more}
    return {"slots": {"ticket_request": request}}


async def serve(run: Run, purpose: str, number: str, **more: Any) -> Outcome:
    outcome: Outcome = await run(ServeTicket(), **asking(purpose, number, **more))
    return outcome


async def test_status_tells_what_the_day_is_for(run: Run, number: str, hotline: Hotline) -> None:
    assert (await serve(run, "status", number)).said == ["say_ticket_status_forward"]
    hotline.tickets.forward(number, actor="test")
    assert (await serve(run, "status", number)).said == ["say_ticket_status_answer"]
    hotline.tickets.move(number, "answered", "", "test")
    assert (await serve(run, "status", number)).said == ["say_ticket_status_open"]
    hotline.tickets.withdraw(number, reason="", actor="test")
    assert (await serve(run, "status", number)).said == ["say_ticket_status_done"]


async def test_a_wrong_tail_and_a_wrong_number_sound_alike(run: Run, number: str) -> None:
    wrong_tail = await serve(run, "status", number, phone_tail="1234")
    wrong_number = await serve(run, "status", "2600000000")
    assert wrong_tail.said == wrong_number.said == ["say_ticket_not_found"]
    assert "proved_ticket" not in wrong_tail.slots


@pytest.mark.parametrize(
    ("state", "wording"),
    [
        ("registered", "say_ticket_objected"),
        ("settled_directly", "say_ticket_reopened"),
        ("closed", "say_ticket_rejected"),
    ],
)
async def test_an_objection_is_answered_by_what_it_does(
    run: Run, number: str, hotline: Hotline, state: str, wording: str
) -> None:
    if state != "registered":
        hotline.tickets.move(number, state, "", "test")
    outcome = await serve(run, "reject", number, ticket_detail="没有解决")
    assert outcome.said == [wording]


@pytest.mark.parametrize(("answer", "state"), [(True, "withdrawn"), (False, "registered")])
async def test_only_a_yes_withdraws(
    run: Run, number: str, hotline: Hotline, answer: bool, state: str
) -> None:
    await serve(run, "withdraw", number, confirmation=answer)
    assert hotline.tickets.find(number).state == state


async def test_a_ticket_that_has_ended_is_not_withdrawn_again(
    run: Run, number: str, hotline: Hotline
) -> None:
    hotline.tickets.withdraw(number, reason="", actor="test")
    outcome = await serve(run, "withdraw", number, confirmation=True)
    assert outcome.said == ["say_ticket_status_done"]


async def test_a_complaint_half_told_goes_on_afterwards(run: Run, number: str) -> None:
    how = asking("status", number)
    how["slots"]["draft"] = TOLD.to_dict()
    assert (await run(ServeTicket(), **how)).follows == ["complaint_form"]


async def validate(run: Run, text: str, intent: str, asked: str, **request: Any) -> Outcome:
    slots = {"requested_slot": asked, "ticket_request": request}
    outcome: Outcome = await run(
        ValidateTicketForm(), text, intent, slots=slots, form="ticket_form"
    )
    return outcome


async def test_another_wish_takes_the_place_of_the_first(run: Run) -> None:
    outcome = await validate(run, "算了我要撤诉", "withdraw_complaint", "ticket_id")
    assert outcome.slots["ticket_request"]["purpose"] == "withdraw"


async def test_a_story_is_heard_instead_of_a_number(run: Run) -> None:
    outcome = await validate(run, "工行信用卡被盗刷三千", "complain_payment", "ticket_id")
    assert outcome.events[-1]["event"] == "action_execution_rejected"
    assert outcome.follows == []


@pytest.mark.parametrize(
    ("text", "said", "follows"),
    [
        ("我没有单号了", ["say_number_lost"], ["action_listen"]),
        ("那算了", [], ["action_cancel"]),
        ("等我找找", [], []),
    ],
)
async def test_without_a_number(run: Run, text: str, said: list[str], follows: list[str]) -> None:
    outcome = await validate(run, text, "inform", "ticket_id")
    assert (outcome.said, outcome.follows) == (said, follows)


async def test_two_misses_bring_a_person(run: Run) -> None:
    outcome = await validate(run, "阿巴", "inform", "ticket_id", misses=1)
    assert outcome.follows == ["action_handoff"]


async def test_what_was_proved_once_is_not_asked_again(run: Run, number: str) -> None:
    slots = {"proved_ticket": {"ticket_id": number, "phone_tail": "8000"}}
    outcome = await run(ValidateTicketForm(), "催一下", "urge_ticket", slots=slots)
    assert outcome.slots["requested_slot"] is None


async def conclude(run: Run, draft: Draft) -> Outcome:
    outcome: Outcome = await run(Conclude(), slots={"draft": draft.to_dict()})
    return outcome


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        (TOLD, ["say_registered_complaint"]),
        (TOLD.with_(quick_way="accepted"), ["say_settled_directly"]),
        (TOLD.with_(wants_callback=True), ["say_registered_complaint", "say_callback_promised"]),
        (TOLD.with_(institution="支付宝", institution_id="alipay"), ["say_outside"]),
        (
            Draft(kind=REPORT, intent="report_violation", institution="甲", person_name=DECLINED),
            ["say_registered_report"],
        ),
        (Draft(kind=CALLBACK, phone="13800138000"), ["say_callback_ticket"]),
        (Draft(kind=CALLBACK, without_phone=True), ["say_callback_impossible"]),
        (
            TOLD.with_(phone=None, without_phone=True, wants_callback=True),
            ["say_registered_complaint", "say_callback_impossible"],
        ),
    ],
)
async def test_each_end(run: Run, draft: Draft, said: list[str]) -> None:
    assert (await conclude(run, draft)).said == said


async def test_the_same_matter_again_is_one_ticket(run: Run) -> None:
    first = await conclude(run, TOLD)
    again = await conclude(run, TOLD.with_(key="another"))
    assert again.said == ["say_registered_again"]
    assert first.messages[0]["custom"] == again.messages[0]["custom"]


async def test_handing_in_twice_is_once(run: Run, hotline: Hotline) -> None:
    first, second = await conclude(run, TOLD), await conclude(run, TOLD)
    assert first.slots["last_ticket"] == second.slots["last_ticket"]
    assert second.said == ["say_registered_complaint"]


async def test_a_callback_wanted_of_someone_outside_is_still_promised(run: Run) -> None:
    draft = Draft(kind=CALLBACK, phone="13800138000", institution="支付宝", institution_id="alipay")
    assert (await conclude(run, draft)).said == ["say_callback_ticket"]


async def test_nothing_of_the_draft_stays(run: Run) -> None:
    outcome = await conclude(run, TOLD)
    assert outcome.slots["draft"] is None
    assert outcome.slots["proved_ticket"]["phone_tail"] == "8000"
