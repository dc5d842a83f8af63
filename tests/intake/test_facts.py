"""Every fact is kept, whatever had been asked."""

from __future__ import annotations

import pytest

from bot.directory.directory import Directory
from bot.intake.draft import Draft
from bot.intake.facts import begun, note_facts
from tests.intake.words import hear


def noted(
    draft: Draft, text: str, directory: Directory, *, mends: bool = False, **how: object
) -> Draft:
    return note_facts(draft, hear(text, **how), directory, mends=mends)  # type: ignore[arg-type]


def test_one_breath_fills_many_fields(directory: Directory) -> None:
    draft = noted(
        Draft(),
        "交通银行朝阳支行上个月没经我同意扣了我一千二的保险费，要求把钱退给我",
        directory,
        intent="complain_insurance_sales",
    )
    assert (draft.institution, draft.branch) == ("交通银行", "朝阳支行")
    assert (draft.amount, draft.occurred) == ("1200.00", "2026-10-01/2026-10-31")
    assert (draft.demands, draft.demand) == (("refund",), "把钱退给我")
    assert draft.intent == "complain_insurance_sales"
    assert draft.matter


def test_of_several_sums_the_largest_is_what_it_is_about(directory: Directory) -> None:
    assert noted(Draft(), "交了五万只退两万", directory).amount == "50000.00"


def test_a_correction_takes_the_last_sum(directory: Directory) -> None:
    before = Draft(amount="50000.00")
    assert noted(before, "不是五万，是三万", directory, mends=True).amount == "30000.00"
    assert noted(before, "还有三万", directory).amount == "50000.00"


def test_an_age_is_no_date(directory: Directory) -> None:
    assert noted(Draft(), "我今年68了，想把钱退回来", directory).occurred is None
    assert noted(Draft(), "今年的事", directory).occurred is not None


def test_an_ambiguous_name_is_narrowed_by_what_was_said_before(directory: Directory) -> None:
    asked = noted(Draft(), "投诉平安", directory)
    assert asked.institution is None
    assert len(asked.candidates) > 1
    settled = noted(asked, "平安银行", directory)
    assert (settled.institution_id, settled.candidates) == ("pab", ())


def test_a_name_once_settled_changes_only_by_correction(directory: Directory) -> None:
    icbc = noted(Draft(), "工商银行", directory)
    assert noted(icbc, "农业银行的柜台也看过", directory).institution_id == "icbc"
    assert noted(icbc, "不是工行，是农行", directory, mends=True).institution_id == "abc"


@pytest.mark.parametrize("text", ["河口县惠民村镇银行不让我取钱"])
def test_an_unknown_institution_is_kept_by_name(text: str, directory: Directory) -> None:
    draft = noted(Draft(), text, directory)
    assert (draft.institution, draft.institution_id) == ("河口县惠民村镇银行", None)


def test_the_first_sure_matter_names_the_complaint(directory: Directory) -> None:
    fees = noted(Draft(), "年费乱扣我的钱", directory, intent="complain_fees")
    service = noted(fees, "柜员态度还特别差", directory, intent="complain_service")
    assert service.intent == "complain_fees"
    assert len(service.matter) == 2


def test_a_doubtful_guess_gives_way_to_a_sure_matter(directory: Directory) -> None:
    guess = noted(Draft(), "他们老是这个样子", directory, intent="complain_loan", confidence=0.3)
    assert (guess.intent, guess.is_guess) == ("complain_loan", True)
    sure = noted(guess, "天天打电话催收", directory, intent="complain_collection")
    assert (sure.intent, sure.is_guess) == ("complain_collection", False)


def test_the_same_words_are_kept_once(directory: Directory) -> None:
    once = noted(Draft(), "年费乱扣我的钱", directory, intent="complain_fees")
    assert noted(once, "年费乱扣我的钱", directory, intent="complain_fees").matter == once.matter


@pytest.mark.parametrize("text", ["退钱", "不是招商，是招联金融"])
def test_a_bare_word_or_correction_is_no_story(text: str, directory: Directory) -> None:
    assert noted(Draft(), text, directory, intent="complain_loan").matter == ()


def test_what_was_told_before_the_questions_is_not_lost(directory: Directory) -> None:
    draft = begun("report_fraud", hear("有人冒充工商银行让我转了五万"), directory)
    assert (draft.institution_id, draft.amount) == ("icbc", "50000.00")
    assert draft.matter == ("有人冒充工商银行让我转了五万",)
    assert begun(None, hear("工行"), directory).matter == ()
