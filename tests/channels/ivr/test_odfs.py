"""The dialect of Huawei's dialogue interface, after its description; no platform has run it."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from pydantic import ValidationError

from bot.channels.errors import Refusal
from bot.channels.ivr.odfs import Odfs
from tests.channels.ivr.clouds import (
    SECRET,
    hotline,
    request,
)
from tests.channels.ivr.odfs_requests import BEGIN, TRANSFERRED, body, read

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=timezone.utc)


def event(content: bytes) -> tuple[str, str | None, str | None]:
    turn = read(content)
    assert turn
    return turn.event, turn.text, turn.digits


def test_a_call_begins() -> None:
    turn = read(body(8, BEGIN))
    assert turn and (turn.call_id, turn.event) == ("1528780879-9581", "start")
    assert (turn.caller, turn.callee) == ("13500000001", "12378")


@pytest.mark.parametrize(
    ("kind", "said", "expected"),
    [
        ("1", "帮我查一下我的话费", ("speech", "帮我查一下我的话费", None)),
        ("1", "", ("noinput", None, None)),
        ("1", "timeout", ("noinput", None, None)),
        ("1", "nomatch", ("nomatch", None, None)),
        ("1", "88100@1", ("nomatch", None, None)),
        ("1", "sys_err", ("nomatch", None, None)),
        ("2", "201801", ("dtmf", None, "201801")),
        ("2", "31010119900101001*", ("dtmf", None, "31010119900101001*")),
        ("2", 5, ("dtmf", None, "5")),
        ("2", "timeout", ("noinput", None, None)),
        ("2", "nomatch", ("nomatch", None, None)),
        ("3", "playover", ("continue", None, None)),
        ("3", "", ("noinput", None, None)),
        ("4", "recordend", ("noinput", None, None)),
        ("-1", "sys_err", ("nomatch", None, None)),
        ("-1", "hangup", ("hangup", None, None)),
        ("1", "hangup", ("hangup", None, None)),
        (1, "退钱", ("speech", "退钱", None)),
    ],
)
def test_what_happened_after_an_interaction(kind: Any, said: Any, expected: Any) -> None:
    assert event(body(flow_result_type=kind, input=said)) == expected


@pytest.mark.parametrize(
    ("action", "values", "expected"),
    [
        (11, {"trans_result": "0"}, None),
        (11, {"trans_result": "1"}, "noinput"),
        (11, {"trans_result": ""}, "noinput"),
        (11, {"trans_result": "0", "input": "hangup"}, "hangup"),
        (10, {}, "hangup"),
    ],
)
def test_what_happened_after_a_transfer(
    action: int, values: dict[str, str], expected: str | None
) -> None:
    turn = read(body(action, {**TRANSFERRED, **values}))
    assert (turn.event if turn else None) == expected


def test_a_retry_has_the_same_key_and_a_new_event_another() -> None:
    def key(**values: Any) -> str:
        turn = read(body(**values))
        assert turn
        return turn.turn

    assert key() == key(auth_token="a newer token of the same platform")
    others = [
        key(),
        key(inter_idx="2"),
        key(result_time="2018090407:16:9"),
        key(begin_play="x"),
        key(input="别的"),
        key(flow_result_type="2", input="1"),
        key(action=11),
    ]
    assert len(set(others)) == len(others)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (body(7), "unknown_action"),
        (body("9"), "unknown_action"),
        (body(9.5), "unknown_action"),
        (body(True), "unknown_action"),
        (body(None), "unknown_action"),
        (body([9]), "unknown_action"),
        (body(input=["工行"]), "invalid_field"),
        (body(input={"$ne": 1}), "invalid_field"),
        (body(input=True), "invalid_field"),
        (body(input="长" * 1025), "invalid_field"),
        (body(flow_result_type="1" * 9), "invalid_field"),
        (body(8, {**BEGIN, "call_sor_id": "1" * 65}), "invalid_field"),
        (body(inparams=[]), "invalid_field"),
        (b'{"inaction": 9}', "invalid_field"),
        (b"", "invalid_json"),
    ],
)
def test_what_is_no_event_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        read(content)


@pytest.mark.parametrize(
    "content", [body(flow_result_type="2", input="12a"), body(flow_result_type="2", input="1" * 33)]
)
def test_wrong_keys_are_refused(content: bytes) -> None:
    with pytest.raises(ValidationError, match="digits"):
        read(content)


def admit(content: bytes, token: str = SECRET) -> tuple[int, str]:
    with pytest.raises(Refusal) as refusal:
        Odfs().admit(request("/ivr/odfs", content), hotline(odfs_token=token), NOW)
    return refusal.value.status, refusal.value.code


def test_without_a_token_there_is_no_door() -> None:
    assert admit(body(), token="") == (404, "not_found")
    assert admit(body(auth_token=""), token="") == (404, "not_found")


def test_the_right_token_opens() -> None:
    made = request("/ivr/odfs", body())
    assert Odfs().admit(made, hotline(odfs_token=SECRET), NOW) is None
    assert read(made.body)


@pytest.mark.parametrize("token", ["", None, SECRET + "0", SECRET[:-1], SECRET.upper(), "令牌", 5])
def test_any_other_token_is_refused(token: Any) -> None:
    assert admit(body(auth_token=token)) == (401, "bad_token")
