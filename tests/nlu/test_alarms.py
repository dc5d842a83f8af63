"""Alarms are raised early, and only they."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.alarms import CONFIDENCE, Alarms, first_in

THRESHOLDS = {"emergency": 0.15, "report_fraud": 0.35}


def _read(text: str, **shares: float) -> Message:
    ranking = [{"name": name, "confidence": share} for name, share in shares.items()]
    message = Message({"text": text, "intent_ranking": ranking})
    if ranking:
        message.set("intent", ranking[0])
    return Alarms(THRESHOLDS).process([message])[0]


@pytest.mark.parametrize(
    ("shares", "raised"),
    [
        ({"complain_collection": 0.6, "emergency": 0.2}, "emergency"),
        ({"complain_collection": 0.6, "emergency": 0.1}, "complain_collection"),
        ({"ask_product": 0.5, "report_fraud": 0.4}, "report_fraud"),
        ({"report_fraud": 0.5, "emergency": 0.3}, "emergency"),
        ({"ask_product": 0.6, "request_human": 0.4}, "ask_product"),
    ],
)
def test_an_alarm_needs_less_confidence_than_other_intents(
    shares: dict[str, float], raised: str
) -> None:
    message = _read("这事怎么办", **shares)
    assert message.get("intent")["name"] == raised
    assert message.get("intent_ranking")[0]["name"] == raised


def test_plain_words_of_danger_are_an_alarm_whatever_the_classifier_thinks() -> None:
    assert _read("我不想活了", chitchat=0.9).get("intent")["name"] == "emergency"


def test_what_is_no_alarm_is_left_as_it_was() -> None:
    message = _read("年费怎么收的", ask_product=0.7, complain_fees=0.3)
    assert message.get("intent") == {"name": "ask_product", "confidence": 0.7}


def test_the_others_share_what_an_alarm_leaves() -> None:
    ranking: list[dict[str, Any]] = [
        {"name": "chitchat", "confidence": 0.6},
        {"name": "emergency", "confidence": 0.2},
        {"name": "greet", "confidence": 0.2},
    ]
    raised = first_in(ranking, "emergency")
    assert [each["name"] for each in raised] == ["emergency", "chitchat", "greet"]
    assert sum(each["confidence"] for each in raised) == pytest.approx(1.0)
    assert raised[0]["confidence"] == CONFIDENCE
    assert raised[1]["confidence"] == pytest.approx(raised[2]["confidence"] * 3)


def test_a_message_that_nothing_was_made_of_raises_no_alarm() -> None:
    assert _read("").get("intent") is None
