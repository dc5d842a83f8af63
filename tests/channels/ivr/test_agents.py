"""What a person is told before the first hello, and where people are reached."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest

from bot.channels.ivr.agents import MAX_HEADER, briefing, summary

TRANSFER: dict[str, Any] = {
    "gist": "信用卡，收费或利息，300元",
    "institution": "浦发银行",
    "demand": "退钱",
    "amount": "300.00",
    "emotion": "calm",
    "known": ["phone"],
    "last_ticket": None,
}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "浦发银行；信用卡，收费或利息，300元；退钱"),
        ({"emotion": "furious"}, "浦发银行；信用卡，收费或利息，300元；退钱；很生气"),
        ({"last_ticket": "2648391057"}, "浦发银行；信用卡，收费或利息，300元；退钱；2648391057"),
        ({"institution": None, "demand": None}, "信用卡，收费或利息，300元"),
    ],
)
def test_a_sum_is_told_once_and_a_mood_in_words(changes: dict[str, Any], told: str) -> None:
    assert briefing({**TRANSFER, **changes}) == told


def test_who_comes_because_we_failed_is_announced_as_such() -> None:
    assert "从头问起" in briefing({"reason": "failed"})
    assert briefing(None) == ""


def test_a_long_briefing_is_cut_at_a_character() -> None:
    header = summary({**TRANSFER, "gist": "年费" * 500})
    assert len(header) <= MAX_HEADER and header.isascii()
    assert unquote(header, errors="strict").startswith("浦发银行；年费")
