"""The dialect of Huawei's dialogue interface, after its description; no platform has run it."""

from __future__ import annotations

import itertools
import json
import re
import uuid
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import pytest
import requests
from pydantic import ValidationError

from bot.channels.errors import Refusal
from bot.channels.ivr.odfs import CALLS_REMEMBERED, Odfs
from bot.channels.messages import PhoneAnswer, PhoneTurn
from tests.channels.bad_input import HOSTILE_WORDS, WRONG_BODIES, assert_answered, by_name
from tests.channels.ivr.clouds import (
    A_NUMBER,
    KNOWN,
    SECRET,
    answer,
    cloud_server,
    hotline,
    listening,
    request,
    tickets,
)
from tests.running import RunningServer

WRONG_JSON = {name: case for name, case in WRONG_BODIES.items() if name != "nothing"}
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=timezone.utc)
# The request samples of cec_07_0856 to 0858, with the platform's clock as it writes it.
BEGIN = {
    "call_id": "1528780879-9581",
    "call_sor_id": "13500000001",
    "call_dst_id": "10086",
    "real_callee": "12378",
    "entrance_id": "03",
    "auth_token": SECRET,
}
TALK = {
    "call_id": "1528780879-9581",
    "call_dst_id": "10086",
    "flow_result_type": "1",
    "input": "帮我查一下我的话费",
    "inter_idx": "1",
    "begin_play": "2018090407:16:24",
    "end_play": "2018090407:16:30",
    "result_time": "2018090407:16:3",
    "inter_no": "0",
    "auth_token": SECRET,
}
TRANSFERRED = {
    "call_id": "1528780879-9581",
    "call_dst_id": "10086",
    "begin_trans": "2018090407:16:24",
    "end_trans": "2018090407:16:30",
    "trans_result": "0",
    "auth_token": SECRET,
}


def body(action: Any = 9, inparams: Any = None, **values: Any) -> bytes:
    content = {
        "userid": "1528780879-9581",
        "inaction": action,
        "inparams": {**TALK, **values} if inparams is None else inparams,
        "extparams": {"transin_data": "95,22714,0,,1,1,,test_gdj_01005"},
    }
    return json.dumps(content).encode()


def read(content: bytes, dialect: Odfs | None = None) -> PhoneTurn | None:
    return (dialect or Odfs()).read(request("/ivr/odfs", content))


def event(content: bytes) -> tuple[str, str | None, str | None]:
    turn = read(content)
    assert turn
    return turn.event, turn.text, turn.digits


# --- What happened -------------------------------------------------------------------------------


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


# --- What to do ----------------------------------------------------------------------------------


def written(dialect: Odfs, content: bytes, given: PhoneAnswer | None) -> tuple[int, dict[str, Any]]:
    made = request("/ivr/odfs", content)
    turn = dialect.read(made)
    if turn and given:
        given = given.copy(update={"call_id": turn.call_id, "turn": turn.turn})
    response = dialect.write(made, hotline(), turn, given if turn else None)
    result = json.loads(response.body)
    assert (result["ret"], result["userid"]) == (0, "1528780879-9581")
    assert result["outparams"]["call_id"] == "1528780879-9581"
    return result["outaction"], result["outparams"]


PLAYED = body(flow_result_type="3", input="playover")


def test_a_question() -> None:
    action, values = written(Odfs(), body(), answer("gather", "您好。", "您说。"))
    assert action == 9
    assert (values["prompt_type"], values["language"]) == ("2", "0")
    assert values["prompt_text"] == "您好。您说。"
    assert (values["model_type"], values["timeout"]) == ("1110100", "6")
    assert values["inter_idx"] == "2"


@pytest.mark.parametrize(
    ("collect", "model"),
    [
        ({}, "1110100"),
        (A_NUMBER, "1111101"),
        ({"max_digits": 18, "end_key": "#"}, "1111801"),
        ({"max_digits": 150, "end_key": "#"}, "1119901"),
    ],
)
def test_a_star_is_always_an_ordinary_key(collect: dict[str, Any], model: str) -> None:
    given = answer("gather", "请按键。", collect=listening(**collect))
    assert written(Odfs(), body(), given)[1]["model_type"] == model


def test_the_elderly_get_more_time() -> None:
    given = answer("gather", "您说。", collect=listening(timeout_s=9.0, between_keys_s=5.0))
    _, values = written(Odfs(), body(), given)
    assert (values["timeout"], values["collectTimeout"]) == ("9", "5")


def test_a_moment_is_an_announcement() -> None:
    action, values = written(Odfs(), body(), answer("wait", "请稍等。"))
    assert (action, values["model_type"], values["prompt_text"]) == (9, "1000000", "请稍等。")


def test_after_a_moment_comes_the_question() -> None:
    dialect = Odfs()
    written(dialect, body(), answer("wait", "请稍等。"))
    assert written(dialect, PLAYED, answer("gather", "您说。"))[1]["model_type"] == "1110100"


def test_a_caller_who_talks_to_a_person_is_left_alone() -> None:
    action, values = written(Odfs(), body(), answer("none"))
    assert (action, values["prompt_text"], values["model_type"]) == (9, "", "1100000")


LAST_WORDS = [
    (answer("hangup", "再见。"), 10, {"release_reason": "0"}),
    (
        answer("transfer", "我给您转人工。", transfer=KNOWN),
        11,
        {
            "trans_type": "1",
            "route_value": "agents",
            "trans_data": json.dumps(KNOWN, ensure_ascii=False),
        },
    ),
]


@pytest.mark.parametrize(("given", "action", "expected"), LAST_WORDS, ids=["hangup", "transfer"])
@pytest.mark.parametrize("end", ["playover", "timeout", "nomatch", "sys_err"])
def test_last_words_are_played_before_the_deed(
    given: PhoneAnswer, action: int, expected: dict[str, str], end: str
) -> None:
    dialect = Odfs()
    first, values = written(dialect, body(), given)
    assert (first, values["prompt_text"]) == (9, given.say[0].text)
    assert values["model_type"] == "1000000"
    done, values = written(dialect, body(flow_result_type="3", input=end), given)
    assert done == action
    assert expected.items() <= values.items()


@pytest.mark.parametrize(("given", "action", "expected"), LAST_WORDS, ids=["hangup", "transfer"])
def test_without_words_the_deed_is_done_at_once(
    given: PhoneAnswer, action: int, expected: dict[str, str]
) -> None:
    done, values = written(Odfs(), body(), given.copy(update={"say": []}))
    assert done == action and expected.items() <= values.items()


@pytest.mark.parametrize(("given", "action", "expected"), LAST_WORDS, ids=["hangup", "transfer"])
def test_last_words_after_a_moment_are_still_heard(
    given: PhoneAnswer, action: int, expected: dict[str, str]
) -> None:
    dialect = Odfs()
    written(dialect, body(), answer("wait", "请稍等。"))
    assert written(dialect, PLAYED, given)[1]["prompt_text"] == given.say[0].text
    assert written(dialect, PLAYED, given)[0] == action


def test_last_words_that_were_lost_are_said_again() -> None:
    dialect, given = Odfs(), answer("hangup", "再见。")
    assert written(dialect, body(), given) == written(dialect, body(), given)


def test_a_caller_who_hangs_up_amid_last_words_has_hung_up() -> None:
    dialect = Odfs()
    written(dialect, body(), answer("hangup", "再见。"))
    turn = read(body(input="hangup"), dialect)
    assert turn and turn.event == "hangup"


def test_last_words_of_abandoned_calls_are_forgotten() -> None:
    dialect = Odfs()
    for number in range(CALLS_REMEMBERED + 10):
        dialect._remember(str(number))
    assert len(dialect._last_words) == CALLS_REMEMBERED


@pytest.mark.parametrize(
    "content", [body(input="hangup"), body(11, TRANSFERRED), body(10, TRANSFERRED)]
)
def test_nothing_due_lets_the_call_go(content: bytes) -> None:
    assert written(Odfs(), content, answer("none"))[0] == 10


@pytest.mark.parametrize(
    ("given", "index"), [("7", "8"), ("", "1"), ("x", "1"), ("9" * 20, "1"), ("٣", "1"), (3, "4")]
)
def test_interactions_are_counted_for_the_platform(given: Any, index: str) -> None:
    content = body(inter_idx=given)
    assert written(Odfs(), content, answer("gather", "您说。"))[1]["inter_idx"] == index


# --- Who may speak -------------------------------------------------------------------------------


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


# --- A server ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """The hotline with a token that it shares with the platform."""
    with cloud_server(tmp_path_factory.mktemp("var")) as running:
        yield running


class Platform:
    """A platform that does as it is told, and reports."""

    def __init__(self, server: RunningServer) -> None:
        self.server = server
        self.call = f"call-{uuid.uuid4().hex}"
        self.clock = itertools.count()
        self.last: dict[str, Any] = {"outaction": 8, "outparams": {}}

    def report(self, **values: Any) -> dict[str, Any]:
        """Send what happened, with the action that was last asked for."""
        told = {
            "call_id": self.call,
            "call_dst_id": "12378",
            "auth_token": SECRET,
            "inter_idx": self.last["outparams"].get("inter_idx", ""),
            "result_time": str(next(self.clock)),
            **values,
        }
        content = {"userid": self.call, "inaction": self.last["outaction"], "inparams": told}
        response = requests.post(self.server.url + "/ivr/odfs", json=content, timeout=30)
        assert response.status_code == 200, response.text
        self.last = response.json()
        outparams: dict[str, Any] = self.last["outparams"]
        if outparams.get("model_type") == "1000000":  # an announcement: play it, and report
            after = self.report(flow_result_type="3", input="playover")
            return {"announced": outparams["prompt_text"], **after}
        return outparams

    def hear(self, words: str) -> str:
        text: str = self.report(flow_result_type="1", input=words)["prompt_text"]
        return text


def test_a_complaint_becomes_a_ticket_and_the_call_ends(server: RunningServer) -> None:
    known = tickets(server)
    platform = Platform(server)
    opening = platform.report(call_sor_id="13812345678")
    assert "智能" in opening["prompt_text"] and platform.last["outaction"] == 9
    platform.hear("我要投诉普发银行他这个信用卡年费给我扣了三百块钱我要求他给我退了")
    assert "没听到" in platform.report(flow_result_type="3", input="timeout")["prompt_text"]
    platform.hear("我叫王小明")
    assert platform.last["outparams"]["model_type"] == "1111101"
    summary = platform.report(flow_result_type="2", input="13800138000")["prompt_text"]
    assert "浦发银行" in summary and "八零零零" in summary
    platform.hear("对的没错")
    registered = platform.hear("不用了你直接给我登记吧")
    assert tickets(server) == known + 1
    assert "登记" in registered and not re.search(r"\d{5}", registered)
    platform.report(flow_result_type="-1", input="hangup")
    assert platform.last["outaction"] == 10


def test_endless_silence_ends_with_a_word_and_then_a_release(server: RunningServer) -> None:
    platform = Platform(server)
    platform.report()
    words = []
    for _ in range(12):
        values = platform.report(flow_result_type="3", input="timeout")
        words.append(values.get("announced", ""))
        if platform.last["outaction"] == 10:
            break
    assert platform.last["outaction"] == 10
    assert "再见" in words[-1]


@pytest.mark.parametrize("words", by_name(HOSTILE_WORDS))
def test_hostile_words_are_words(server: RunningServer, words: str) -> None:
    known = len(server.log)
    platform = Platform(server)
    platform.report()
    assert_answered(platform.hear(words[:1024]))
    assert "Traceback" not in server.log[known:]


@pytest.mark.parametrize(("content", "status", "code"), by_name(WRONG_JSON))
def test_wrong_bodies_are_refused(
    server: RunningServer, content: bytes, status: int, code: str
) -> None:
    known = len(server.log)
    response = requests.post(server.url + "/ivr/odfs", data=content, timeout=30)
    assert response.json()["error"]["code"] == code
    assert response.status_code == status
    assert "Traceback" not in server.log[known:]
