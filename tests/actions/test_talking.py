"""Actions that drills do not reach: doubt, repetition, offers, failure."""

from __future__ import annotations

from typing import Any

import pytest

from actions.base import HotlineAction, Turn
from actions.complaint import Calm, Cancel, ValidateComplaintForm
from actions.knowledge import Answer, FindContact, WhereToGo
from actions.offers import TakeOffer
from actions.people import Emergency, Fraud, Handoff
from actions.questions import AskInstitution, AskSummary
from actions.small_talk import Anger, Fallback, Repeat
from bot.hotline import Hotline
from bot.intake.draft import Draft
from tests.actions.conftest import Run
from tests.waiting import waiting

FEES = Draft(
    intent="complain_fees", institution="工商银行", institution_id="icbc", matter=("年费",)
)


class Broken(HotlineAction):
    action_name = "action_broken"

    def act(self, turn: Turn) -> list[dict[str, Any]]:
        raise RuntimeError("the database is away")


async def test_a_failure_is_answered(run: Run) -> None:
    outcome = await run(Broken(), "你好")
    assert outcome.said == ["say_apology"]
    assert outcome.events == []


async def test_danger_comes_before_any_action(run: Run) -> None:
    outcome = await run(Answer(), "我不想活了，怎么查征信", "ask_credit_report")
    assert outcome.follows == ["action_emergency"]
    assert outcome.said == []


async def test_a_danger_that_was_answered_does_not_stop_the_talk(run: Run) -> None:
    told = {"danger": "self_harm"}
    outcome = await run(Answer(), "我不想活了，怎么查征信", "ask_credit_report", slots=told)
    assert outcome.said == ["say_ask_credit_report"]


async def test_another_danger_is_answered_anew(run: Run) -> None:
    outcome = await run(Emergency(), "我家着火了，快", "emergency", slots={"danger": "self_harm"})
    assert outcome.said == ["say_emergency_fire"]


@pytest.mark.parametrize(
    ("text", "intent", "wording"),
    [
        ("年费乱收", "complain_fees", "say_calm"),
        ("你们这些骗子", "complain_fees", "say_calm_furious"),
        ("走投无路了", "complain_loan", "say_calm_desperate"),
        ("亏了十万块", "complain_wealth", "say_calm_large_sum"),
        ("天天打电话", "complain_collection", "say_calm_collection"),
        ("举报一家公司", "report_violation", "say_calm_report"),
    ],
)
async def test_each_mood_is_met(run: Run, text: str, intent: str, wording: str) -> None:
    assert (await run(Calm(), text, intent)).said == [wording]


@pytest.mark.parametrize(("confidence", "named"), [(0.8, False), (0.79, True), (0.3, True)])
async def test_what_is_not_plain_is_named_at_once(run: Run, confidence: float, named: bool) -> None:
    outcome = await run(Calm(), "年费乱收", "complain_fees", confidence=confidence)
    assert outcome.said == ["say_calm_unsure" if named else "say_calm"]


async def test_nobody_is_calmed_who_is_sent_on(run: Run) -> None:
    assert (await run(Calm(), "支付宝冻结了我的账户", "complain_account")).said == []


async def test_a_story_told_before_is_gone_on_with(run: Run) -> None:
    slots = {"draft": FEES.to_dict(), "pending": "register"}
    outcome = await run(Calm(), "还有短信费", "complain_fees", slots=slots)
    assert outcome.said == []
    assert "draft" not in outcome.slots


async def test_another_matter_after_a_cancelled_one_begins_anew(run: Run) -> None:
    slots = {"draft": FEES.to_dict(), "pending": "resume"}
    outcome = await run(Calm(), "车险一直不赔", "complain_insurance_claim", slots=slots)
    assert outcome.slots["draft"]["institution"] is None


async def test_what_a_stranger_hears_of_an_unproved_draft_is_nothing(run: Run) -> None:
    slots = {"draft": FEES.to_dict(), "pending": "resume_tail"}
    outcome = await run(Calm(), "我要投诉建行", "file_complaint", slots=slots)
    assert outcome.slots["draft"]["institution"] is None


def ranking(*names: str) -> list[dict[str, Any]]:
    return [{"name": name, "confidence": 0.2} for name in names]


async def test_doubt_offers_three_matters(run: Run) -> None:
    likely = ranking("nlu_fallback", "complain_fees", "affirm", "ask_contact", "ask_scope", "thank")
    outcome = await run(Fallback(), "嗯哪", "nlu_fallback", ranking=likely)
    assert outcome.said == ["say_did_you_mean"]
    assert outcome.messages[0]["guesses"] == "收费或利息、查机构电话，还是该找哪个部门"
    assert len(outcome.messages[0]["buttons"]) == 3
    assert outcome.slots["unclear"] == "嗯哪"


async def test_doubt_without_a_guess_says_so(run: Run) -> None:
    outcome = await run(Fallback(), "阿巴", "nlu_fallback", ranking=ranking("nlu_fallback"))
    assert outcome.said == ["say_not_understood"]


@pytest.mark.parametrize(("misses", "elderly"), [(1, False), (0, True)])
async def test_then_a_person_is_asked(run: Run, misses: int, elderly: bool) -> None:
    slots = {"misses": misses, "elderly": elderly}
    outcome = await run(Fallback(), "阿巴", "nlu_fallback", slots=slots)
    assert outcome.follows == ["action_handoff"]


async def test_the_first_words_of_an_elderly_person_may_be_unclear(run: Run) -> None:
    outcome = await run(Fallback(), "闺女啊我今年八十一了", "nlu_fallback")
    assert outcome.follows == []
    assert outcome.slots["elderly"] is True


async def test_the_last_words_are_repeated_with_their_buttons(run: Run) -> None:
    said = {
        "event": "bot",
        "text": "退钱还是道歉？",
        "data": {"buttons": [{"title": "退钱", "payload": "退钱"}]},
    }
    outcome = await run(Repeat(), "再说一遍", "repeat", events=[said])
    assert outcome.messages[0]["text"] == "退钱还是道歉？"
    assert outcome.messages[0]["buttons"][0]["title"] == "退钱"


async def test_nothing_to_repeat(run: Run) -> None:
    assert (await run(Repeat(), "再说一遍", "repeat")).said == ["say_listening"]


async def test_anger_in_the_middle_is_not_a_new_offer(run: Run) -> None:
    calm = await run(Anger(), "滚", "express_anger")
    busy = await run(Anger(), "滚", "express_anger", slots={"draft": FEES.to_dict()})
    assert calm.said == ["say_anger", "say_offer_registering"]
    assert busy.said == ["say_anger_in_form"]


@pytest.mark.parametrize(
    ("pending", "intent", "text", "said", "follows"),
    [
        ("register", "affirm", "好的", [], ["complaint_form"]),
        ("resume", "affirm", "继续", [], ["complaint_form"]),
        ("resume", "inform", "农业银行", [], ["complaint_form"]),
        ("handoff", "affirm", "好", [], ["action_handoff"]),
        ("register", "deny", "不用", ["say_offer_declined"], []),
        ("safety", "deny", "没有", ["say_not_safe"], ["action_handoff"]),
        ("safety", "inform", "出来了", ["say_safe"], ["action_listen"]),
        (None, "affirm", "嗯知道了", ["say_noted"], []),
        (None, "deny", "没有了", ["say_offer_declined"], []),
        (None, "inform", "13800138000", ["say_listening"], []),
    ],
)
async def test_offers(
    run: Run, pending: str, intent: str, text: str, said: list[str], follows: list[str]
) -> None:
    slots = {"pending": pending, "draft": FEES.to_dict()}
    outcome = await run(TakeOffer(), text, intent, slots=slots)
    assert (outcome.said, outcome.follows) == (said, follows)


@pytest.mark.parametrize(
    ("tail", "misses", "said"),
    [
        ("零零零零", None, []),
        ("尾号0000", None, []),
        ("0000", 1, []),
        ("1234", None, ["say_resume_tail_again"]),
        ("1234", 1, ["say_resume_not_matched"]),
    ],
)
async def test_a_dropped_call_is_taken_up_by_its_tail(
    run: Run, tail: str, misses: int | None, said: list[str]
) -> None:
    left = FEES.with_(phone="138****0000")
    slots = {"pending": "resume_tail", "draft": left.to_dict(), "misses": misses}
    assert (await run(TakeOffer(), tail, slots=slots)).said == said


async def test_a_misheard_tail_is_asked_once_more_before_the_draft_goes(run: Run) -> None:
    left = FEES.with_(phone="138****0000").to_dict()
    slots = {"pending": "resume_tail", "draft": left}
    first = (await run(TakeOffer(), "1234", slots=slots)).slots
    assert (first["requested_slot"], first["misses"]) == ("phone_tail", 1)
    assert not {"draft", "pending"} & set(first)
    second = (await run(TakeOffer(), "1234", slots={**slots, **first})).slots
    assert (second["draft"], second["pending"], second["requested_slot"]) == (None, None, None)


async def test_at_most_four_bearers_of_a_name_are_offered(run: Run, hotline: Hotline) -> None:
    many = Draft(candidates=tuple(one.id for one in hotline.directory.resolve("平安")))
    outcome = await run(AskInstitution(), slots={"draft": many.to_dict()})
    assert len(many.candidates) > 4
    assert len(outcome.messages[0]["buttons"]) == 4


async def test_a_summary_knows_whether_it_was_changed(run: Run) -> None:
    told = FEES.with_(demand="退钱", person_name="王**", phone="138****8000")
    first = await run(AskSummary(), slots={"draft": told.to_dict()})
    shown = Draft.from_dict(first.slots["draft"])
    again = await run(AskSummary(), slots={"draft": shown.to_dict()})
    mended = await run(AskSummary(), slots={"draft": shown.with_(demand="道歉").to_dict()})
    said = [outcome.said for outcome in (first, again, mended)]
    assert said == [["say_summary"], ["say_summary_again"], ["say_summary_mended"]]


async def test_what_is_heard_of_a_demand_is_its_kind_and_what_is_read_the_own_words(
    run: Run,
) -> None:
    told = FEES.with_(demand="把扣的年费都退给我", demands=("refund",), phone="138****8000")
    said = (await run(AskSummary(), slots={"draft": told.to_dict()})).messages[0]
    assert (said["demand"], said["spoken_demand"]) == ("把扣的年费都退给我", "退款")
    assert (said["spoken_gist"], said["phone_tail"]) == ("收费或利息", "八零零零")


async def test_a_second_try_at_a_name_is_taken_and_hidden(run: Run) -> None:
    asking = FEES.with_(demand="退钱", misses=1).to_dict()
    slots = {"draft": asking, "requested_slot": "person_name", "elderly": True}
    draft = Draft.from_dict(
        (await run(ValidateComplaintForm(), "燥敏", slots=slots)).slots["draft"]
    )
    assert draft.person_name == "某*"
    assert draft.misses == 0


async def test_an_old_caller_too_may_say_the_name_twice(run: Run) -> None:
    asking = FEES.with_(demand="退钱").to_dict()
    slots = {"draft": asking, "requested_slot": "person_name", "elderly": True}
    outcome = await run(ValidateComplaintForm(), "燥敏", slots=slots)
    assert Draft.from_dict(outcome.slots["draft"]).misses == 1
    assert outcome.follows == []


@pytest.mark.parametrize(
    ("draft", "elderly", "skill"),
    [
        (FEES, False, "bank"),
        (FEES, True, "elderly"),
        (Draft(intent="report_fraud"), True, "fraud"),
        (Draft(intent="complain_insurance_claim"), False, "insurance"),
        (Draft(institution="支付宝", institution_id="alipay"), False, "payment"),
    ],
)
async def test_the_right_person_is_asked_for(
    run: Run, hotline: Hotline, draft: Draft, elderly: bool, skill: str
) -> None:
    slots = {"draft": draft.to_dict(), "elderly": elderly}
    outcome = await run(Handoff(), "人工", "request_human", slots=slots)
    assert outcome.said == ["say_handoff_waiting"]
    assert [view.skill for view in waiting(hotline.handoffs)] == [skill]


@pytest.mark.parametrize(
    ("said", "draft", "skill"),
    [
        ("找个会讲粤语的人工", FEES, "cantonese"),
        ("搵識講廣東話嘅人", FEES, "cantonese"),
        ("找个会讲粤语的人工", Draft(intent="report_fraud"), "fraud"),
    ],
)
async def test_whoever_asks_for_a_dialect_waits_for_somebody_who_speaks_it(
    run: Run, hotline: Hotline, said: str, draft: Draft, skill: str
) -> None:
    await run(Handoff(), said, "request_human", slots={"draft": draft.to_dict(), "elderly": True})
    assert [view.skill for view in waiting(hotline.handoffs)] == [skill]


async def test_a_person_learns_what_is_known_but_no_number(run: Run) -> None:
    told = FEES.with_(person_name="王**", phone="138****8000", amount="360.00")
    outcome = await run(Handoff(), "人工", "request_human", slots={"draft": told.to_dict()})
    handed = outcome.messages[-1]["custom"]["transfer"]
    assert handed["gist"] == "收费或利息，360元"
    assert handed["known"] == ["person_name", "phone"]
    assert "8000" not in str(handed)


async def test_fraud_sends_to_the_police_once(run: Run) -> None:
    first = await run(Fraud(), "刚被骗了五万，对方冒充工商银行", "report_fraud")
    assert first.said == ["say_fraud", "say_fraud_offer"]
    slots = {"draft": first.slots["draft"], "pending": "register"}
    again = await run(Fraud(), "我真的被骗了怎么办", "report_fraud", slots=slots)
    assert again.said == ["say_fraud_again", "say_fraud_offer"]


async def test_fraud_in_the_middle_of_a_form_asks_nothing_besides(run: Run) -> None:
    slots = {"draft": FEES.to_dict()}
    how = {"slots": slots, "form": "complaint_form"}
    assert (await run(Fraud(), "我被骗了", "report_fraud", **how)).said == ["say_fraud"]


async def test_leaving_a_ticket_question_is_not_leaving_a_complaint(run: Run) -> None:
    assert (await run(Cancel(), "算了", "cancel", form="ticket_form")).said == ["say_ticket_left"]
    assert (await run(Cancel(), "算了", "cancel")).said == ["say_nothing_to_cancel"]
    slots = {"draft": FEES.to_dict()}
    told = await run(Cancel(), "算了", "cancel", slots=slots, form="complaint_form")
    assert told.said == ["say_cancelled"]
    assert told.slots["pending"] == "resume"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("工商银行归谁管", ["say_scope_ours", "say_offer_registering"]),
        ("支付宝归谁管", ["say_scope_theirs"]),
        ("公积金找谁", ["say_scope_theirs"]),
        ("这个归谁管", ["say_ask_scope"]),
    ],
)
async def test_whose_business_it_is(run: Run, text: str, said: list[str]) -> None:
    assert (await run(WhereToGo(), text, "ask_scope")).said == said


async def test_in_a_form_the_institution_complained_about_is_meant(run: Run) -> None:
    how = {"slots": {"draft": FEES.to_dict()}, "form": "complaint_form"}
    assert (await run(WhereToGo(), "归你们管吗", "ask_scope", **how)).said == ["say_scope_ours"]
    told = await run(FindContact(), "电话多少", "ask_contact", **how)
    assert told.messages[0]["hotline"] == "95588"


async def test_a_number_that_nobody_vouches_for_is_not_told(run: Run, hotline: Hotline) -> None:
    unsure = next(one for one in hotline.directory.all() if not one.tellable_hotline)
    draft = Draft(institution=unsure.display, institution_id=unsure.id)
    outcome = await run(FindContact(), "电话", "ask_contact", slots={"draft": draft.to_dict()})
    assert outcome.said == ["say_contact_unsure"]


async def test_hardship_is_heard_once(run: Run) -> None:
    text = "招商银行信用卡欠了八万还不上，能不能商量分期还"
    outcome = await run(Answer(), text, "ask_repayment_plan")
    assert outcome.said == ["say_ask_repayment_plan", "say_offer_registering"]
    assert outcome.slots["draft"]["institution"] == "招商银行"
    assert outcome.slots["draft"]["demand"] is None
