from __future__ import annotations

import pytest

from bot.intake.draft import Draft
from bot.intake.gist import (
    amount_words,
    demand_names,
    demand_to_hear,
    demand_to_read,
    gist_of,
    matters,
    spoken_gist,
    when_words,
)
from bot.language.lexicon import read_rules


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("360.00", "360元"),
        ("0.50", "0.5元"),
        ("10000.00", "1万元"),
        ("52000.00", "5.2万元"),
        ("123456.00", "12.3456万元"),
        (None, None),
        ("", None),
    ],
)
def test_amounts(amount: str | None, words: str | None) -> None:
    assert amount_words(amount) == words


@pytest.mark.parametrize(
    ("occurred", "words"),
    [
        ("2025-01-01/2025-12-31", "2025年"),
        ("2025-03-01/2025-03-31", "2025年3月"),
        ("2025-02-01/2025-02-28", "2025年2月"),
        ("2025-03-05", "2025年3月5日"),
        ("2025-03-05/2025-03-09", "2025年3月5日到2025年3月9日"),
        ("someday", None),
        (None, None),
    ],
)
def test_when_it_happened(occurred: str | None, words: str | None) -> None:
    assert when_words(occurred) == words


def test_a_gist_names_what_is_known_once() -> None:
    draft = Draft(intent="complain_fees", product="信用卡", amount="360.00")
    assert gist_of(draft) == "信用卡，收费或利息，360元"
    assert gist_of(Draft(intent="complain_credit_card", product="信用卡")) == "信用卡"


@pytest.mark.parametrize("intent", [None, "file_complaint", "report_violation"])
def test_a_matter_without_a_name_is_not_given_one(intent: str | None) -> None:
    assert gist_of(Draft(intent=intent)) == "您刚才说的事"


def test_every_matter_has_a_name_for_consumers() -> None:
    assert all(name and not name.isascii() for name in matters().values())


STORY = "我想退保新华保险说只能退一半交了五万只退两万多凭什么他们当时不是这么讲的"


@pytest.mark.parametrize(
    ("demand", "kinds", "heard"),
    [
        ("把扣的299块钱退给我", ("refund",), "退款"),
        ("要他们给个说法，赔偿我的拖车费", ("explain", "compensation"), "给个说法、赔偿"),
        ("退钱，道歉，赔偿", ("refund", "apology", "compensation"), "退款、道歉"),
        ("希望恢复我的额度", ("other",), "恢复我的额度"),
        ("請幫我恢復額度", ("other",), "帮我恢复额度"),
        (STORY, ("other",), "妥善处理"),
        ("换卡", (), "换卡"),
        (None, (), "妥善处理"),
        ("退", ("a kind of another version",), "妥善处理"),
    ],
)
def test_a_demand_is_heard_in_few_words(
    demand: str | None, kinds: tuple[str, ...], heard: str
) -> None:
    assert demand_to_hear(Draft(demand=demand, demands=kinds)) == heard


def test_a_demand_is_read_in_the_own_words_unless_it_is_a_story() -> None:
    assert demand_to_read(Draft(demand="把錢退給我", demands=("refund",))) == "把錢退給我"
    assert demand_to_read(Draft(demand=STORY, demands=("surrender",))) == "退保"
    assert demand_to_read(Draft()) == ""


def test_every_kind_of_demand_has_a_short_name() -> None:
    kinds = read_rules("demands.yml")["demands"]
    assert set(demand_names()) == set(kinds)
    assert all(0 < len(name) <= 6 for name in demand_names().values())


def test_the_ear_gets_the_time_only_where_there_is_room() -> None:
    draft = Draft(intent="complain_loan", product="房贷", occurred="2026-10-01/2026-10-31")
    assert spoken_gist(draft, "工行退款") == "贷款，2026年10月"
    assert spoken_gist(draft.with_(amount="52000.00"), "河口县农商银行退款") == "贷款，5.2万元"
    assert spoken_gist(Draft(product="房贷"), "") == "房贷"
    assert spoken_gist(Draft(), "") == "您刚才说的事"
