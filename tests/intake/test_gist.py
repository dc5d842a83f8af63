from __future__ import annotations

import pytest

from bot.intake.draft import Draft
from bot.intake.gist import amount_words, gist_of, matters, when_words


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
