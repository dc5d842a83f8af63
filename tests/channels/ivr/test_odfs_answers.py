"""What Huawei's platform is told to do."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.channels.ivr.odfs import CALLS_REMEMBERED, Odfs
from bot.channels.messages import PhoneAnswer
from tests.channels.ivr.clouds import (
    A_NUMBER,
    KNOWN,
    answer,
    hotline,
    listening,
    request,
)
from tests.channels.ivr.odfs_requests import TRANSFERRED, body, read


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
