"""jambonz: its hooks are read, and its own schemas find nothing wrong with the answers."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from pydantic import ValidationError

from bot.channels.ivr.jambonz import Jambonz
from bot.channels.messages import PhoneTurn, Said
from tests.channels.ivr.jambonz_answers import DIALLED, TURN, body, written
from tests.channels.ivr.jambonz_hooks import CALL, HOOKS
from tests.channels.ivr.requests_made import (
    DIGITS,
    FIRM,
    NOW,
    OPEN,
    TRANSFER,
    answer_of,
    hotline_with,
    refused,
    request_of,
)

SECRET = "a webhook secret for tests"


def read(path: str, hook: str | dict[str, Any]) -> PhoneTurn | None:
    return Jambonz().read(request_of(path, body(HOOKS[hook][1] if isinstance(hook, str) else hook)))


# --- What arrives


@pytest.mark.parametrize(
    ("path", "hook", "expected"),
    [
        ("/ivr/jambonz", "start", ("0", "start", None, None, None)),
        (TURN, "speech", ("3", "speech", "我要投诉普发银行", 0.83, None)),
        (TURN, "early hint", ("3", "speech", "人工", 0.5, None)),
        (TURN, "keys", ("3", "dtmf", None, None, "31010119900101001*")),
        (TURN, "timeout", ("3", "noinput", None, None, None)),
        (TURN, "recogniser failed", ("3", "nomatch", "", None, None)),
        (TURN, "unsure", ("3", "nomatch", "是的", 0.21, None)),
        (TURN, "nothing heard", ("3", "noinput", None, None, None)),
        (TURN + "&event=continue", "redirect", ("3", "continue", None, None, None)),
        ("/ivr/jambonz/status", "ended", ("end", "hangup", None, None, None)),
        (TURN, "ended", ("end", "hangup", None, None, None)),
    ],
)
def test_events(path: str, hook: str, expected: tuple[Any, ...]) -> None:
    turn = read(path, hook)
    assert turn is not None
    assert (turn.turn, turn.event, turn.text, turn.confidence, turn.digits) == expected
    named = (turn.call_id, turn.caller, turn.callee)
    assert named == (CALL["call_sid"], "+8613800138000", "12378")


@pytest.mark.parametrize(
    ("path", "hook"),
    [
        (TURN, "partial"),
        ("/ivr/jambonz/status", "ringing"),
        ("/ivr/jambonz/status", "redirect"),
        ("/ivr/jambonz/status", "agent's leg ended"),
    ],
)
def test_what_asks_for_nothing_gets_an_empty_answer(path: str, hook: str) -> None:
    assert read(path, hook) is None
    assert written(None, path, hook) is None


@pytest.mark.parametrize("status", ["completed", "failed", "busy", "no-answer"])
def test_a_final_status_is_the_end_of_the_call(status: str) -> None:
    turn = read("/ivr/jambonz/status", {**CALL, "call_status": status})
    assert turn is not None and (turn.turn, turn.event) == ("end", "hangup")


def test_the_other_hypotheses_come_along() -> None:
    turn = read(TURN, "speech")
    assert turn is not None
    assert [(one.text, one.confidence) for one in turn.nbest] == [("我要投诉浦发银行", 0.41)]


def test_a_withheld_number_is_no_number() -> None:
    for sender in ("anonymous", "sip:anonymous@anonymous.invalid", "Restricted", ""):
        turn = read("/ivr/jambonz", {**CALL, "from": sender})
        assert turn is not None and turn.caller is None


def heard(**speech: Any) -> dict[str, Any]:
    return {**CALL, "reason": "speechDetected", "speech": speech}


@pytest.mark.parametrize(
    "reported", [0, -1, 1.01, "high", True, None, [], {}, 10**400, float("1e309")]
)
def test_a_confidence_that_is_none_is_not_known(reported: Any) -> None:
    hook = heard(alternatives=[{"transcript": "人工", "confidence": reported}])
    request = request_of(TURN, json.dumps(hook).replace("Infinity", "1e309").encode())
    turn = Jambonz().read(request)
    assert turn is not None and (turn.text, turn.confidence) == ("人工", None)


def test_what_is_too_much_is_cut() -> None:
    alternatives = [{"transcript": "长" * 2500, "confidence": 0.9}, *[{"transcript": "短"}] * 30]
    turn = read(TURN, heard(alternatives=alternatives))
    assert turn is not None and turn.text == "长" * 2000 and len(turn.nbest) == 9
    keys = read(TURN, {**CALL, "reason": "dtmfDetected", "digits": "7A" * 60})
    assert keys is not None and keys.digits == "7" * 32


def test_null_is_as_good_as_missing() -> None:
    turn = read(TURN, {**CALL, "reason": "timeout", "speech": None, "digits": None, "from": None})
    assert turn is not None and (turn.event, turn.caller) == ("noinput", None)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"call_sid": None}, "call_sid"),
        ({"call_sid": 7}, "call_sid"),
        ({"call_sid": ""}, "call_id"),
        ({"call_sid": "c" * 129}, "call_id"),
        ({"reason": "dance"}, "reason"),
        ({"reason": ["timeout"]}, "reason"),
        ({"digits": 1}, "digits"),
        ({"from": {"number": "1"}}, "from"),
        ({"speech": "我要投诉"}, "speech"),
        ({"speech": {"alternatives": "我要投诉"}}, "speech"),
        ({"speech": {"alternatives": [{"transcript": 5}]}}, "transcript"),
        ({"speech": {"alternatives": ["我要投诉"]}}, "alternatives"),
    ],
)
def test_wrong_fields_are_named(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as error:
        read(TURN, {**CALL, "reason": "timeout", **wrong})
    assert field in [str(part) for one in error.value.errors() for part in one["loc"]]


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b"null", 400),
        (b"\xff\xfe", 400),
        (b"[" * 50_000, 400),
        (b'{"call_sid": NaN}', 400),
        (b'{"call_sid": "' + b"a" * 70_000 + b'"}', 413),
    ],
)
def test_bodies_that_are_no_hook_are_refused(content: bytes, status: int) -> None:
    assert refused(lambda: Jambonz().read(request_of(TURN, content)))[0] == status


@pytest.mark.parametrize("query", ["turn=-1", "turn=x", "turn=1234567", "turn=3&event=start"])
def test_an_address_that_is_not_ours_is_refused(query: str) -> None:
    attempt = lambda: read(f"/ivr/jambonz/turn?{query}", "timeout")  # noqa: E731
    assert refused(attempt) == (422, "invalid_field")


# --- Who may speak

BODY = body(HOOKS["speech"][1])
STAMP = int(NOW.timestamp())


def sign(stamp: int | str = STAMP, content: bytes = BODY, secret: str = SECRET) -> str:
    """Sign as jambonz-feature-server does (lib/utils/base-requestor.js)."""
    signed = f"{stamp}.".encode() + content
    return f"t={stamp},v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def admit(signature: str, content: bytes = BODY, secret: str = SECRET) -> None:
    request = request_of(TURN, content, {"jambonz-signature": signature})
    return Jambonz().admit(request, hotline_with(jambonz_secret=secret), NOW)


@pytest.mark.parametrize("late", [0, 299, 300, -300])
def test_a_right_signature_is_admitted_for_a_while(late: int) -> None:
    assert admit(sign(STAMP - late)) is None


@pytest.mark.parametrize(
    ("signature", "code"),
    [
        ("", "bad_timestamp"),
        ("t=,v1=", "bad_timestamp"),
        ("t=1e9,v1=00", "bad_timestamp"),
        ("v1=00,t=1", "bad_timestamp"),
        (f"t={STAMP}", "bad_signature"),
        (f"t={STAMP},v1=", "bad_signature"),
        (f"t={STAMP},v1=签名", "bad_signature"),
        (sign().replace("v1=", "v0="), "bad_signature"),
        (sign(secret="another"), "bad_signature"),
        (sign(content=BODY.replace(b"0.83", b"0.84")), "bad_signature"),
        (sign(content=BODY + b"\n"), "bad_signature"),
        (sign().replace(f"t={STAMP}", f"t={STAMP - 1}"), "bad_signature"),
        (sign(STAMP - 301), "stale"),
        (sign(STAMP + 301), "stale"),
    ],
)
def test_a_wrong_signature_is_refused(signature: str, code: str) -> None:
    assert refused(lambda: admit(signature)) == (401, code)


def test_without_a_secret_there_is_no_door() -> None:
    assert refused(lambda: admit(sign(), secret="")) == (404, "not_found")
    assert refused(lambda: admit(sign(secret=""), secret="")) == (404, "not_found")


# --- What is answered


def test_a_question_is_a_gather() -> None:
    verbs = written(answer_of("gather", FIRM, OPEN))
    assert verbs[:2] == [
        {"verb": "say", "text": FIRM.text},
        {
            "verb": "gather",
            "actionHook": "/ivr/jambonz/turn?turn=4",
            "input": ["speech", "digits"],
            "timeout": 6,
            "numDigits": 1,
            "interDigitTimeout": 3,
            "bargein": True,
            "dtmfBargein": True,
            "minBargeinWordCount": 1,
            "recognizer": {
                "vendor": "default",
                "language": "default",
                "hints": ["人工", "再说一遍"],
            },
            "say": {"text": OPEN.text},
        },
    ]


def test_a_gather_that_fails_ends_with_a_person() -> None:
    verbs = written(answer_of("gather", OPEN))
    assert [verb["verb"] for verb in verbs] == ["gather", "say", "enqueue"]
    assert "人工" in verbs[1]["text"]


def test_digits_end_with_the_pound_key_and_are_not_cut_off() -> None:
    gather = written(answer_of("gather", FIRM, collect=DIGITS))[1]
    assert (gather["numDigits"], gather["finishOnKey"]) == (18, "#")
    assert (gather["bargein"], gather["dtmfBargein"], "say" in gather) == (False, False, False)


def test_the_first_answer_leads_to_the_first_turn_below_the_same_path() -> None:
    gather = written(answer_of("gather", OPEN), "/webhooks/phone/ivr/jambonz", "start")[0]
    assert gather["actionHook"] == "/webhooks/phone/ivr/jambonz/turn?turn=1"


def test_slow_and_loud_is_ssml() -> None:
    said = Said(text="a < b & 您慢慢说。", interruptible=True)
    verbs = written(answer_of("gather", said, rate_percent=80, loud=True))
    speak = ElementTree.fromstring(verbs[0]["say"]["text"])
    assert speak.tag == "speak" and speak[0].attrib == {"rate": "80%", "volume": "x-loud"}
    assert speak[0].text == said.text


def test_a_wait_comes_straight_back() -> None:
    back = {"verb": "redirect", "actionHook": "/ivr/jambonz/turn?turn=4&event=continue"}
    assert written(answer_of("wait", FIRM)) == [{"verb": "say", "text": FIRM.text}, back]


def test_a_hang_up_says_goodbye_first() -> None:
    verbs = written(answer_of("hangup", FIRM))
    assert verbs == [{"verb": "say", "text": FIRM.text}, {"verb": "hangup"}]


def test_after_the_end_nothing_is_done() -> None:
    assert written(answer_of("none", turn="end"), "/ivr/jambonz/status", "ended") == []


@pytest.mark.parametrize(
    ("agents", "expected"),
    [
        ("agents", {"verb": "enqueue", "name": "agents"}),
        ("01088888888", {"verb": "dial", "target": [{"type": "phone", "number": "01088888888"}]}),
        (
            "sip:a@pbx.example",
            {"verb": "dial", "target": [{"type": "sip", "sipUri": "sip:a@pbx.example"}]},
        ),
        ("refer:sip:a@pbx.example", {"verb": "sip:refer", "referTo": "sip:a@pbx.example"}),
    ],
)
@pytest.mark.parametrize("action", ["transfer", "none"])
def test_a_call_is_put_through(agents: str, expected: dict[str, Any], action: str) -> None:
    assert written(answer_of(action), agents=agents) == [{**expected, "actionHook": DIALLED}]


def test_what_is_known_goes_along() -> None:
    answer = answer_of("transfer", FIRM, transfer=TRANSFER)
    dial = written(answer, agents="sip:a@pbx.example")[1]
    assert dial["tag"] == TRANSFER
    assert unquote(dial["headers"]["X-Summary"]) == "浦发银行；信用卡年费扣了三百元"
    assert written(answer)[1] == {"verb": "tag", "data": TRANSFER}
    assert "X-Summary" in written(answer, agents="refer:sip:a@pbx.example")[1]["headers"]


@pytest.mark.parametrize(
    ("hook", "told"),
    [
        ("dialled", False),
        ("bridged", False),
        ("referred", False),
        ("busy", True),
        ("queue failed", True),
        ("not referred", True),
    ],
)
def test_whoever_reached_nobody_is_told_so(hook: str, told: bool) -> None:
    verbs = written(None, DIALLED, hook)
    assert [verb["verb"] for verb in verbs] == (["say", "hangup"] if told else ["hangup"])
