"""One utterance against one open question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.directory.directory import Directory
from bot.intake.draft import DECLINED, QUESTIONS, REPORT, Draft
from bot.intake.hearing import fill, forget
from tests.intake.words import hear

TOLD = Draft(
    intent="complain_fees",
    institution="工商银行",
    institution_id="icbc",
    matter=("扣了我三百六的年费",),
    product="信用卡",
    amount="360.00",
    demand="退钱",
    demands=("refund",),
    person_name="王**",
    phone="138****8000",
)
DIRECTORY = Directory.load()


@pytest.mark.parametrize(
    ("text", "institution"),
    [
        ("工行", "工商银行"),
        ("就是那个浦发", "浦发银行"),
        ("叫什么鑫隆财富管理有限公司", "鑫隆财富管理有限公司"),
    ],
)
def test_which_institution(text: str, institution: str) -> None:
    filling = fill(Draft(), hear(text), "institution", DIRECTORY)
    assert filling.draft.institution == institution
    assert filling.understood


def test_an_ambiguous_answer_is_asked_back() -> None:
    filling = fill(Draft(), hear("平安"), "institution", DIRECTORY)
    assert filling.draft.institution is None
    assert len(filling.draft.candidates) > 1


def test_an_unclear_name_is_explained_and_counted() -> None:
    filling = fill(Draft(), hear("就楼下那个"), "institution", DIRECTORY)
    assert filling.problem == "say_institution_unclear"
    assert filling.draft.misses == 1


@pytest.mark.parametrize("intent", ["chitchat", "out_of_scope"])
def test_a_failed_answer_is_not_taken_for_idle_talk(intent: str) -> None:
    filling = fill(Draft(), hear("就楼下那个", intent), "institution", DIRECTORY)
    assert not filling.digression
    assert filling.draft.misses == 1


def test_a_question_in_the_middle_is_answered_and_costs_nothing() -> None:
    draft = Draft(institution="工商银行", misses=1)
    filling = fill(draft, hear("你们要多久啊", "ask_process"), "matter", DIRECTORY)
    assert filling.digression
    assert filling.draft == draft


def test_a_matter_told_with_i_want_to_complain_gets_the_likeliest_name() -> None:
    heard = hear(
        "取款机吞了我五百块钱", "inform", complaints=("complain_payment", "complain_service")
    )
    filling = fill(Draft(intent="file_complaint"), heard, "matter", DIRECTORY)
    assert filling.draft.intent == "complain_payment"


def test_a_corrected_name_is_no_matter() -> None:
    draft = Draft(intent="file_complaint", institution="招商银行", institution_id="cmb")
    heard = hear("不是招商，是招联金融", "correct")
    filling = fill(draft, heard, "matter", DIRECTORY)
    assert filling.draft.matter == ()
    assert filling.draft.institution == "招联金融"


@pytest.mark.parametrize(
    ("text", "intent", "demands"),
    [
        ("退钱", "inform", ("refund",)),
        ("解冻！", "complain_account", ("stop_behaviour",)),
        ("让我把钱取出来", "complain_account", ("other",)),
        ("一个公道", "inform", ("other",)),
        ("给个说法，把钱退了", "complain_fees", ("explain", "refund")),
    ],
)
def test_what_is_wanted(text: str, intent: str, demands: tuple[str, ...]) -> None:
    filling = fill(TOLD.with_(demand=None, demands=()), hear(text, intent), "demand", DIRECTORY)
    assert filling.draft.demands == demands
    assert filling.draft.demand


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("当时说的稳赚不赔，什么风险都没讲", "complain_wealth"),
        ("给我找个真人", "request_human"),
        ("这个要办多久", "ask_process"),
        ("嗯", "affirm"),
    ],
)
def test_what_is_not_a_wish(text: str, intent: str) -> None:
    filling = fill(TOLD.with_(demand=None, demands=()), hear(text, intent), "demand", DIRECTORY)
    assert filling.draft.demand is None


@pytest.mark.parametrize(
    ("text", "name"), [("王建国", "王建国"), ("免贵姓马", "马"), ("李阿姨", "李阿姨")]
)
def test_a_name(text: str, name: str) -> None:
    draft = TOLD.with_(person_name=None)
    assert fill(draft, hear(text), "person_name", DIRECTORY).draft.person_name == name


@pytest.mark.parametrize(
    ("text", "misses", "name"),
    [("燥敏", 0, None), ("燥敏", 1, "燥敏"), ("我叫环雪梅", 1, "环雪梅")],
)
def test_a_name_asked_for_again_is_taken_as_heard(text: str, misses: int, name: str | None) -> None:
    draft = TOLD.with_(person_name=None, misses=misses)
    assert fill(draft, hear(text), "person_name", DIRECTORY).draft.person_name == name


@pytest.mark.parametrize("text", ["好的", "不是", "多少钱", "不想说"])
def test_an_answer_of_another_kind_is_no_name_even_then(text: str) -> None:
    draft = TOLD.with_(person_name=None, misses=1)
    assert fill(draft, hear(text), "person_name", DIRECTORY).draft.person_name is None


def test_what_wants_something_else_is_no_name_even_then() -> None:
    draft = TOLD.with_(person_name=None, misses=1)
    filling = fill(draft, hear("查进度", "ask_ticket_status"), "person_name", DIRECTORY)
    assert filling.draft.person_name is None


def test_who_complains_is_told_why_the_name_is_needed() -> None:
    filling = fill(
        TOLD.with_(person_name=None), hear("不想留名字", "deny"), "person_name", DIRECTORY
    )
    assert filling.problem == "say_why_name"
    assert filling.draft.person_name is None


def test_who_reports_may_stay_anonymous_even_by_asking() -> None:
    draft = Draft(kind=REPORT, intent="report_violation", institution="某公司", matter=("集资",))
    filling = fill(draft, hear("匿名可以吗", "ask_process"), "person_name", DIRECTORY)
    assert filling.draft.person_name == DECLINED
    assert not filling.digression


@pytest.mark.parametrize(
    ("text", "problem"),
    [("1381818000", "say_phone_wrong"), ("不方便留电话", "say_why_phone"), ("等一下", None)],
)
def test_no_phone(text: str, problem: str | None) -> None:
    filling = fill(TOLD.with_(phone=None), hear(text, "ask_contact", 0.3), "phone", DIRECTORY)
    assert filling.problem == problem
    assert filling.draft.phone is None


@pytest.mark.parametrize(
    ("said", "tries", "refused"),
    [
        (["等一下"], 1, False),
        (["幺三八零零幺三八磷零", "138001380"], 2, False),
        (["不方便留电话"], 1, True),
        (["不方便留电话", "等一下"], 2, True),
        (["不方便留电话", "幺三八零零幺三八"], 2, False),
        (["我没有手机"], 0, False),
        (["13800138000"], 0, False),
    ],
)
def test_each_number_that_was_not_understood_counts(
    said: list[str], tries: int, refused: bool
) -> None:
    draft = TOLD.with_(phone=None)
    for words in said:
        draft = fill(draft, hear(words), "phone", DIRECTORY).draft
    assert (draft.phone_tries, draft.phone_refused) == (tries, refused)


def test_another_question_is_no_try_at_a_number() -> None:
    missed = fill(TOLD.with_(phone=None, demand=None), hear("啊"), "demand", DIRECTORY).draft
    assert (missed.misses, missed.phone_tries) == (1, 0)


def test_a_refused_phone_is_no_question_about_phones() -> None:
    heard = hear("不方便留电话", "ask_contact", 0.9)
    assert not fill(TOLD.with_(phone=None), heard, "phone", DIRECTORY).digression


@pytest.mark.parametrize("text", ["123456789012345678", "110101199003078031"])
def test_a_wrong_identity_number(text: str) -> None:
    filling = fill(TOLD, hear(text), "id_number", DIRECTORY)
    assert filling.problem == "say_id_wrong"


def test_the_summary_is_confirmed() -> None:
    assert fill(TOLD, hear("对", "affirm"), "summary", DIRECTORY).draft.summary is True


def test_a_yes_that_mends_is_not_yet_a_yes() -> None:
    filling = fill(TOLD, hear("对，但是电话错了", "affirm"), "summary", DIRECTORY)
    assert filling.draft.summary is None
    assert filling.draft.phone is None


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("金额不对，是两万一", "amount", "21000.00"),
        ("不是工行，是农行", "institution", "农业银行"),
        ("电话是13911110005", "phone", "13911110005"),
    ],
)
def test_anything_can_be_mended_at_the_summary(text: str, field: str, value: str) -> None:
    filling = fill(TOLD, hear(text, "correct"), "summary", DIRECTORY)
    assert getattr(filling.draft, field) == value
    assert filling.draft.summary is None


def test_a_bare_no_is_asked_back() -> None:
    filling = fill(TOLD, hear("不对", "deny"), "summary", DIRECTORY)
    assert filling.problem == "say_which_is_wrong"
    assert filling.draft.misses == 0


def test_a_decision_is_not_undone_by_a_doubtful_wish_for_a_person() -> None:
    draft = TOLD.with_(summary=True)
    heard = hear("不用打了，直接帮我转过去", "request_human", 0.6)
    filling = fill(draft, heard, "quick_way", DIRECTORY)
    assert filling.draft.quick_way == "declined"
    assert not filling.digression


def test_a_doubtful_alarm_does_not_undo_a_decision() -> None:
    heard = hear("不打，我不想再跟他们说话", "emergency", 0.46)
    filling = fill(TOLD.with_(summary=True), heard, "quick_way", DIRECTORY)
    assert filling.draft.quick_way == "declined"
    assert not filling.digression


@pytest.mark.parametrize("text", ["我没有手机啊", "儿子的行不", "只有座机"])
def test_another_phone_will_do(text: str) -> None:
    filling = fill(TOLD.with_(phone=None), hear(text), "phone", DIRECTORY)
    assert filling.problem == "say_other_phone"
    assert filling.draft.misses == 0


def test_a_matter_told_anew_at_the_summary_is_taken_at_once() -> None:
    heard = hear("事情写错了，不是年费，是额度被降了", complaints=("complain_credit_card",))
    draft = fill(TOLD, heard, "summary", DIRECTORY).draft
    assert (draft.intent, draft.matter) == ("complain_credit_card", (heard.text,))


def test_candidates_answer_which_institution() -> None:
    filling = fill(Draft(), hear("中国人保", "ask_contact"), "institution", DIRECTORY)
    assert filling.draft.candidates
    assert not filling.digression


def test_danger_is_answered_whatever_else_was_told() -> None:
    heard = hear("退钱，不然我不活了", "emergency")
    filling = fill(TOLD.with_(demand=None, demands=()), heard, "demand", DIRECTORY)
    assert filling.draft.demand
    assert filling.digression


def test_more_of_the_same_fraud_is_no_new_alarm() -> None:
    draft = TOLD.with_(intent="report_fraud")
    heard = hear("对方还让我下了一个软件共享屏幕", "report_fraud")
    filling = fill(draft, heard, "demand", DIRECTORY)
    assert not filling.digression
    assert heard.text in filling.draft.matter


def test_two_misses_are_counted_and_a_fact_forgives_them() -> None:
    draft = fill(Draft(), hear("呃那个"), "institution", DIRECTORY).draft
    draft = fill(draft, hear("就那家呗"), "institution", DIRECTORY).draft
    assert draft.misses == 2
    assert fill(draft, hear("工行"), "institution", DIRECTORY).draft.misses == 0


@pytest.mark.parametrize("question", ["institution", "matter", "demand", "person_name", "phone"])
def test_what_is_forgotten_is_asked_again(question: str) -> None:
    forgotten = forget(TOLD.with_(summary=True), question)
    assert forgotten.answer_to(question) is None
    assert forgotten.summary is None


@given(text=st.text(max_size=60), asked=st.sampled_from([None, *QUESTIONS]))
def test_nothing_that_is_said_breaks_it(text: str, asked: str | None) -> None:
    filling = fill(Draft(), hear(text), asked, DIRECTORY)
    assert filling.draft.misses in (0, 1)
