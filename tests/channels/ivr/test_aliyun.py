"""The dialect of Aliyun's voice navigation."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any
from urllib.parse import urlencode

import pytest
from pydantic import ValidationError

from bot.channels.errors import Refusal
from bot.channels.ivr.aliyun import Aliyun
from bot.channels.messages import PhoneTurn
from tests.channels.ivr.clouds import (
    A_NUMBER,
    KEY_ID,
    KNOWN,
    SECRET,
    answer,
    hotline,
    listening,
    request,
)

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=timezone.utc)
HEADERS = {"x-acs-action": "Dialogue", "x-acs-signature-nonce": "n-1"}
DIALECT = Aliyun()


def read(action: str, body: bytes = b"", **values: str) -> PhoneTurn:
    headers = {**HEADERS, "x-acs-action": action}
    if body:
        headers["content-type"] = "application/x-www-form-urlencoded; charset=UTF-8"
    query = urlencode({"ConversationId": "c-1", "InstanceId": "any", **values})
    return DIALECT.read(request(f"/ivr/aliyun?{query}", body, headers))


@pytest.mark.parametrize(
    ("action", "values", "event", "text", "digits"),
    [
        ("BeginDialogue", {"CallingNumber": "1"}, "start", None, None),
        ("Dialogue", {"Utterance": "你好 小保"}, "speech", "你好 小保", None),
        ("Dialogue", {"Utterance": "", "Emotion": "anger"}, "speech", "", None),
        ("Dialogue", {}, "speech", None, None),
        ("CollectedNumber", {"Number": "31010119900101001*"}, "dtmf", None, "31010119900101001*"),
        ("CollectedNumber", {"Number": ""}, "noinput", None, None),
        ("CollectedNumber", {}, "noinput", None, None),
        ("SilenceTimeout", {"InitialContext": "{}"}, "noinput", None, None),
        ("EndDialogue", {"HangUpParams": "{}"}, "hangup", None, None),
    ],
)
def test_every_action_is_an_event(
    action: str, values: dict[str, str], event: str, text: str | None, digits: str | None
) -> None:
    turn = read(action, **values)
    assert (turn.call_id, turn.turn) == ("c-1", "n-1")
    assert (turn.event, turn.text, turn.digits) == (event, text, digits)
    assert turn.confidence is None


def test_who_calls_whom() -> None:
    turn = read("BeginDialogue", CallingNumber="13812345678", CalledNumber="12378")
    assert (turn.caller, turn.callee) == ("13812345678", "12378")
    assert read("BeginDialogue", CallingNumber="").caller is None


def test_parameters_may_come_in_a_form() -> None:
    turn = read("Dialogue", b"Utterance=%E9%80%80%E9%92%B1")
    assert (turn.event, turn.text) == ("speech", "退钱")


@pytest.mark.parametrize(
    ("action", "values", "place"),
    [
        ("Dialogue", {"ConversationId": ""}, "call_id"),
        ("Dialogue", {"ConversationId": "c" * 129}, "call_id"),
        ("Dialogue", {"Utterance": "长" * 2001}, "text"),
        ("CollectedNumber", {"Number": "12a4"}, "digits"),
        ("CollectedNumber", {"Number": "1" * 33}, "digits"),
        ("BeginDialogue", {"CallingNumber": "1" * 65}, "caller"),
    ],
)
def test_wrong_parameters_are_named(action: str, values: dict[str, str], place: str) -> None:
    with pytest.raises(ValidationError, match=place):
        read(action, **values)


@pytest.mark.parametrize("nonce", ["", "a b", "n" * 65, "第一"])
def test_a_nonce_names_the_turn(nonce: str) -> None:
    headers = {**HEADERS, "x-acs-signature-nonce": nonce}
    with pytest.raises(ValidationError, match="turn"):
        DIALECT.read(request("/?ConversationId=c-1", headers=headers))


@pytest.mark.parametrize("action", ["", "dialogue", "DebugDialogue", "DeleteInstance"])
def test_other_actions_are_refused(action: str) -> None:
    with pytest.raises(Refusal, match="unknown_action"):
        read(action)


def test_a_flood_of_parameters_is_refused() -> None:
    with pytest.raises(Refusal, match="too_many_parameters"):
        read("Dialogue", b"&".join(b"a%d=1" % n for n in range(100)))
    with pytest.raises(Refusal, match="too_large"):
        read("Dialogue", b"Utterance=" + b"a" * 70_000)


def written(action: str, *words: str, event: str = "speech", **values: Any) -> dict[str, Any]:
    turn = PhoneTurn(call_id="c-1", turn="t-1", event=event)
    given = answer(action, *words, **values)
    response = DIALECT.write(request("/"), hotline(), turn, given)
    content: dict[str, Any] = json.loads(response.body)
    assert content["RequestId"] == "t-1"
    return content


@pytest.mark.parametrize(
    ("given", "action", "parameters"),
    [
        (("gather", {}), "Broadcast", {}),
        (("wait", {}), "Broadcast", {}),
        (("none", {}), "Broadcast", {}),
        (("hangup", {}), "HangUp", {}),
        (
            ("gather", {"collect": listening(**A_NUMBER)}),
            "GatherDtmf",
            {"maxDigits": 11, "endKey": "#", "timeoutSeconds": 6.0, "betweenKeysSeconds": 3.0},
        ),
        (
            ("transfer", {"transfer": KNOWN}),
            "TransferToAgent",
            {"skillGroupId": "agents", "data": json.dumps(KNOWN, ensure_ascii=False)},
        ),
        (("transfer", {}), "TransferToAgent", {"skillGroupId": "agents", "data": "{}"}),
    ],
)
def test_every_answer_is_an_action(
    given: tuple[str, dict[str, Any]], action: str, parameters: dict[str, Any]
) -> None:
    content = written(given[0], "您好。", "请说。", **given[1])
    assert content["TextResponse"] == "您好。请说。"
    assert (content["Action"], json.loads(content["ActionParams"])) == (action, parameters)


def test_what_must_be_heard_is_not_interruptible() -> None:
    assert written("gather", "您说。")["Interruptible"] is True
    assert written("gather", "!通话会录音。", "您说。")["Interruptible"] is False


def test_after_the_end_there_is_nothing_to_say() -> None:
    assert written("none", event="hangup") == {"RequestId": "t-1"}


@pytest.mark.parametrize(
    "keys", [{}, {"aliyun_key_id": "a"}, {"aliyun_key_secret": "b"}, {"odfs_token": "c"}]
)
def test_without_a_key_there_is_no_door(keys: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refusal:
        DIALECT.admit(request("/", headers=HEADERS), hotline(**keys), NOW)
    assert (refusal.value.status, refusal.value.code) == (404, "not_found")


def test_without_a_signature_nobody_enters() -> None:
    keys = hotline(aliyun_key_id=KEY_ID, aliyun_key_secret=SECRET)
    with pytest.raises(Refusal) as refusal:
        DIALECT.admit(request("/", headers=HEADERS), keys, NOW)
    assert refusal.value.status == 401
