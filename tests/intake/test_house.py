"""An institution's own hotline: whom a complaint is about, and which outlet."""

from __future__ import annotations

import dataclasses

import pytest

from bot.directory.directory import Directory
from bot.house_profile import House
from bot.intake.draft import CALLBACK, REPORT, Draft, next_question, questions_for
from bot.intake.hearing import fill
from bot.intake.house import heard_at, settled_at, verdict_at
from bot.profile import Profile, load_profile
from tests.intake.words import hear

DIRECTORY = Directory.load()
HOUSE = House("ccb", "本行", ("你们", "贵行", "本地农信"), asks_branch=True)
UNNAMED = dataclasses.replace(HOUSE, institution=None)
BRANCH, CENTRE = load_profile("bank-branch"), load_profile("card-centre")
HOTLINE = load_profile("nfra-12378")


def about(text: str, house: House = HOUSE) -> Draft:
    """Return what is told in one utterance, as the house takes it."""
    heard = heard_at(house, hear(text, "complain_fees"))
    return settled_at(house, fill(Draft(), heard, None, DIRECTORY).draft)


@pytest.mark.parametrize(
    ("text", "institution", "id"),
    [
        ("扣了我三百块年费", "本行", "ccb"),
        ("建行扣了我三百块年费", "本行", "ccb"),
        ("我要投诉建设银行乱扣年费", "本行", "ccb"),
        ("我要投诉招商银行乱扣年费", "招商银行", "cmb"),
        ("你们大堂经理让我买了国寿的保险，亏了三万", "本行", "ccb"),
        ("人家农行都不收年费，凭什么扣我三百", "本行", "ccb"),
        ("投诉本地农信社乱扣钱三百块", "本行", "ccb"),
        ("河口县惠民村镇银行扣了我三百块", "河口县惠民村镇银行", None),
    ],
)
def test_whom_it_is_about(text: str, institution: str, id: str | None) -> None:
    told = about(text)
    assert (told.institution, told.institution_id) == (institution, id)


def test_a_house_without_an_id_is_itself_all_the_same() -> None:
    assert about("扣了我三百块年费", UNNAMED).institution == "本行"
    assert about("我要投诉建设银行乱扣年费", UNNAMED).institution == "建设银行"


def test_elsewhere_nothing_is_taken_for_granted() -> None:
    heard = hear("人家农行都不收年费，凭什么扣我三百", "complain_fees")
    assert heard_at(None, heard) is heard
    assert settled_at(None, Draft()).institution is None


def test_of_several_bearers_of_a_name_the_house_is_meant() -> None:
    heard = hear("平安扣了我三百块", "complain_fees").latest("institution")
    assert heard is not None and len(heard.candidates) > 1
    house = dataclasses.replace(HOUSE, institution=heard.candidates[0])
    assert about("平安扣了我三百块", house).institution == "本行"
    assert about("平安扣了我三百块").candidates == heard.candidates


@pytest.mark.parametrize(
    ("draft", "within", "number"),
    [
        (Draft(), True, None),
        (Draft(institution="本行", institution_id="ccb"), True, None),
        (Draft(institution="招商银行", institution_id="cmb"), False, "12378"),
        (Draft(institution="支付宝", institution_id="alipay"), False, "12363"),
        (Draft(institution="鑫隆财富"), False, None),
    ],
)
def test_a_house_answers_for_itself_alone(draft: Draft, within: bool, number: str | None) -> None:
    verdict = verdict_at(draft, BRANCH, DIRECTORY)
    assert (verdict is None) is within
    told = verdict.authority.number if verdict and verdict.authority else None
    assert told == number


@pytest.mark.parametrize(
    ("draft", "within"),
    [
        (Draft(institution="招商银行", institution_id="cmb"), True),
        (Draft(institution="支付宝", institution_id="alipay"), False),
        (Draft(institution="鑫隆财富"), True),
        (Draft(), True),
    ],
)
def test_a_hotline_of_the_supervisor_answers_as_before(draft: Draft, within: bool) -> None:
    assert (verdict_at(draft, HOTLINE, DIRECTORY) is None) is within


OWN = Draft(institution="本行", matter=("扣了我三百块年费",), intent="complain_fees")


@pytest.mark.parametrize(
    ("profile", "draft", "question"),
    [
        (BRANCH, OWN, "institution"),
        (BRANCH, OWN.with_(branch="城关支行"), "demand"),
        (BRANCH, OWN.with_(branch=""), "demand"),
        (CENTRE, OWN, "demand"),
        (CENTRE, Draft(), "matter"),
        (CENTRE, OWN.with_(kind=REPORT), "person_name"),
        (BRANCH, Draft(kind=CALLBACK), "phone"),
        (HOTLINE, Draft(), "institution"),
    ],
)
def test_what_is_asked_first(profile: Profile, draft: Draft, question: str) -> None:
    assert next_question(draft, profile, DIRECTORY) == question


@pytest.mark.parametrize("profile", [BRANCH, CENTRE])
def test_nobody_is_sent_to_ring_the_line_that_is_ours(profile: Profile) -> None:
    named = OWN.with_(institution_id="ccb")
    assert "quick_way" not in questions_for(named, profile, DIRECTORY)


@pytest.mark.parametrize(
    ("text", "branch"),
    [
        ("城关支行", "城关支行"),
        ("就在东门那个网点", "东门那个网点"),
        ("三中对面", "三中对面"),
        ("不是网点，手机上办的", ""),
        ("记不清了", ""),
        ("我叫陈阿妹", ""),
        ("138****0003", ""),
        ("幺三五零五九三零零零三", ""),
        ("把五万块钱退给我", ""),
        ("那天下着大雨我从早上八点一直等到中午才轮上", ""),
    ],
)
def test_any_answer_for_the_outlet_will_do(text: str, branch: str) -> None:
    filling = fill(OWN, heard_at(HOUSE, hear(text)), "institution", DIRECTORY)
    assert (filling.draft.branch, filling.understood) == (branch, True)


def test_a_question_in_place_of_the_outlet_is_answered_first() -> None:
    filling = fill(OWN, hear("你们处理要多久", "ask_process"), "institution", DIRECTORY)
    assert (filling.draft.branch, filling.digression) == (None, True)


def test_another_bank_named_when_the_outlet_was_asked() -> None:
    filling = fill(OWN, heard_at(HOUSE, hear("是招商银行的")), "institution", DIRECTORY)
    assert filling.draft.institution == "招商银行"


def test_the_outlet_is_mended_at_the_end() -> None:
    told = OWN.with_(branch="朝阳支行", demand="退钱")
    filling = fill(told, hear("网点不对，是海淀支行", "correct"), "summary", DIRECTORY)
    assert filling.draft.branch == "海淀支行"
