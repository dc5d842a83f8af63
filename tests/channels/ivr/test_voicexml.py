"""What VoiceXML interpreters submit, and who of them may."""

from __future__ import annotations

import base64
from datetime import datetime, timezone
from urllib.parse import urlencode

import pytest
from pydantic import ValidationError

from bot.channels.errors import Refusal
from bot.channels.ivr.voicexml import VoiceXml
from bot.channels.messages import PhoneTurn
from tests.channels.ivr.clouds import (
    SECRET,
    hotline,
    request,
)

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=timezone.utc)
FORM = {"content-type": "application/x-www-form-urlencoded"}
DIALECT = VoiceXml()


def read(**values: str) -> PhoneTurn:
    fields = {"call_id": "c-1", "turn": "3", "event": "speech", **values}
    return DIALECT.read(request("/ivr/vxml", urlencode(fields).encode(), FORM))


@pytest.mark.parametrize(
    ("values", "event", "text", "digits"),
    [
        ({"event": "start", "caller": "tel:+8613812345678"}, "start", None, None),
        ({"speech": "我要投诉"}, "speech", "我要投诉", None),
        ({"speech": ""}, "nomatch", None, None),
        ({"speech": "undefined"}, "nomatch", None, None),
        ({"event": "dtmf", "digits": "1380"}, "dtmf", None, "1380"),
        ({"event": "dtmf", "digits": "1 3 8 *"}, "dtmf", None, "138*"),
        ({"event": "dtmf", "digits": ""}, "nomatch", None, None),
        ({"event": "noinput", "speech": "", "digits": ""}, "noinput", None, None),
        ({"event": "nomatch"}, "nomatch", None, None),
        ({"event": "hangup"}, "hangup", None, None),
        ({"event": "continue"}, "continue", None, None),
    ],
)
def test_every_submission_is_an_event(
    values: dict[str, str], event: str, text: str | None, digits: str | None
) -> None:
    turn = read(**values)
    assert (turn.call_id, turn.event, turn.text, turn.digits) == ("c-1", event, text, digits)


def test_json_says_the_same() -> None:
    body = '{"call_id": "c-1", "turn": 3, "event": "speech", "speech": "退钱", "confidence": 0.5}'
    turn = DIALECT.read(request("/", body.encode(), {"content-type": "application/json"}))
    assert turn == read(speech="退钱", confidence="0.5")


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ("tel:+8613812345678", "+8613812345678"),
        ("sip:13812345678@pbx.example;user=phone", "13812345678"),
        ("13812345678", "13812345678"),
        ("sip:anonymous@anonymous.invalid", None),
        ("anonymous", None),
        ("undefined", None),
        ("", None),
        ("1" * 100, None),
    ],
)
def test_a_caller_is_a_number_or_nobody(given: str, number: str | None) -> None:
    assert read(event="start", caller=given).caller == number


@pytest.mark.parametrize(
    ("given", "confidence"), [("0.5", 0.5), ("1", 1.0), ("", None), ("undefined", None)]
)
def test_confidence(given: str, confidence: float | None) -> None:
    assert read(speech="对", confidence=given).confidence == confidence


def test_a_retry_has_the_same_key_and_a_late_hangup_another() -> None:
    assert read(speech="对").turn == read(speech="对").turn
    assert len({read(speech="对").turn, read(turn="4").turn, read(event="hangup").turn}) == 3


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"turn": ""}, "invalid_field"),
        ({"turn": "-1"}, "invalid_field"),
        ({"turn": "x"}, "invalid_field"),
        ({"turn": "٣"}, "invalid_field"),
        ({"turn": "1" * 10}, "invalid_field"),
        ({"speech": "对", "confidence": "high"}, "invalid_field"),
    ],
)
def test_wrong_submissions_are_refused(values: dict[str, str], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        read(**values)


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({"event": "dance"}, "event"),
        ({"event": ""}, "event"),
        ({"call_id": ""}, "call_id"),
        ({"call_id": "c" * 129}, "call_id"),
        ({"speech": "长" * 2001}, "text"),
        ({"speech": "对", "confidence": "1.5"}, "confidence"),
        ({"speech": "对", "confidence": "nan"}, "confidence"),
        ({"event": "dtmf", "digits": "1a"}, "digits"),
        ({"event": "dtmf", "digits": "1" * 33}, "digits"),
    ],
)
def test_wrong_fields_are_named(values: dict[str, str], place: str) -> None:
    with pytest.raises(ValidationError, match=place):
        read(**values)


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        (b"\xff\xfe", "application/x-www-form-urlencoded", "invalid_form"),
        (b"call_id=%ff", "application/x-www-form-urlencoded", "invalid_form"),
        (b"&".join(b"a%d=1" % n for n in range(50)), "", "invalid_form"),
        (b"x" * 70_000, "", "too_large"),
        (b"[", "application/json", "invalid_json"),
        (b"[]", "application/json", "not_an_object"),
        (b'{"call_id": {"$ne": 1}, "turn": 1}', "application/json", "invalid_field"),
        (b'{"turn": true}', "application/json", "invalid_field"),
    ],
)
def test_wrong_bodies_are_refused(body: bytes, kind: str, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        DIALECT.read(request("/", body, {"content-type": kind}))


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def admit(line: str, password: str = SECRET) -> None:
    made = request("/ivr/vxml", headers={"authorization": line})
    DIALECT.admit(made, hotline(voicexml_password=password), NOW)


def test_the_right_password_opens() -> None:
    assert admit(basic("ivr", SECRET)) is None
    assert admit(basic("ivr", SECRET).replace("Basic", "basic")) is None


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Basic",
        "Basic !",
        SECRET,
        basic("ivr", ""),
        basic("ivr", SECRET + "0"),
        basic("root", SECRET),
        basic("ivr", SECRET).replace("Basic", "Bearer"),
        "Basic \udcff",
    ],
)
def test_any_other_password_is_refused(line: str) -> None:
    with pytest.raises(Refusal) as refusal:
        admit(line)
    assert (refusal.value.status, refusal.value.code) == (401, "bad_password")


def test_without_a_password_there_is_no_door() -> None:
    with pytest.raises(Refusal) as refusal:
        admit(basic("ivr", ""), password="")
    assert (refusal.value.status, refusal.value.code) == (404, "not_found")
