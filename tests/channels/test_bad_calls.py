"""Whatever a platform sends wrongly, and whatever a caller says: a precise answer."""

from __future__ import annotations

from typing import Any

import pytest

from tests.channels.bad_input import HOSTILE_WORDS, WRONG_BODIES, assert_answered, by_name
from tests.channels.people import Platform
from tests.running import RunningServer

pytestmark = pytest.mark.usefixtures("still_up")


@pytest.mark.parametrize("words", by_name(HOSTILE_WORDS))
def test_hostile_words_on_the_telephone_are_words(platform: Platform, words: str) -> None:
    platform.hear("我要投诉工行")
    answer = platform.hear(words, confidence=0.9, nbest=[{"text": words, "confidence": 0.4}])
    assert_answered(answer)


@pytest.mark.parametrize(("body", "status", "code"), by_name(WRONG_BODIES))
def test_wrong_bodies_are_refused_at_the_telephone_door(
    platform: Platform, body: bytes, status: int, code: str
) -> None:
    answered, answer = platform.post_body(body)
    assert (answered, answer["error"]["code"]) == (status, code)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"call_id": None}, "call_id"),
        ({"call_id": ""}, "call_id"),
        ({"call_id": "c" * 129}, "call_id"),
        ({"call_id": 5}, "call_id"),
        ({"turn": None}, "turn"),
        ({"turn": True}, "turn"),
        ({"turn": 1.5}, "turn"),
        ({"turn": "第一"}, "turn"),
        ({"event": "dance"}, "event"),
        ({"event": ["speech"]}, "event"),
        ({"text": 5}, "text"),
        ({"text": "长" * 2001}, "text"),
        ({"confidence": "high"}, "confidence"),
        ({"confidence": "0.9"}, "confidence"),
        ({"confidence": True}, "confidence"),
        ({"confidence": 1.01}, "confidence"),
        ({"confidence": -1}, "confidence"),
        ({"nbest": "工行"}, "nbest"),
        ({"nbest": [{"text": "工行", "score": 1}]}, "nbest.0.score"),
        ({"nbest": [{"text": "工行"}] * 11}, "nbest"),
        ({"event": "dtmf"}, "digits"),
        ({"event": "dtmf", "digits": ""}, "digits"),
        ({"event": "dtmf", "digits": "12a4"}, "digits"),
        ({"event": "dtmf", "digits": "1" * 33}, "digits"),
        ({"event": "dtmf", "digits": 1}, "digits"),
        ({"caller": {"number": "1"}}, "caller"),
        ({"caller": "1" * 65}, "caller"),
        ({"elder": "yes"}, "elder"),
        ({"meta": "x"}, "meta"),
        ({"priority": 1}, "priority"),
    ],
)
def test_wrong_fields_are_named_to_the_platform(
    platform: Platform, wrong: dict[str, Any], field: str
) -> None:
    right = {"call_id": platform.call, "turn": "9", "event": "speech", "text": "工行"}
    status, answer = platform.post({**right, **wrong})
    assert (status, answer["error"]["code"]) == (422, "invalid_field")
    assert answer["error"]["message"].startswith(f"{field}: ")
    # Nothing was stored: the same turn, sent rightly, is a new one.
    assert platform.post(right)[0] == 200


def test_lone_surrogates_in_every_field_of_a_call(server: RunningServer) -> None:
    platform = Platform(server, call="call-\ud800-1", caller="138\udfff")
    platform.send("start")
    assert_answered(
        platform.hear("工行\ud83d", nbest=[{"text": "\udc00"}], meta={"\ud800": "\udfff"})
    )
