"""Whatever strangers type: a clear answer, the server stays up, what was said stays."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.channels.bad_input import (
    HOSTILE_WORDS,
    WRONG_BODIES,
    WRONG_TURNS,
    assert_answered,
    by_name,
)
from tests.channels.people import Consumer, said_by_bot
from tests.running import RunningServer

pytestmark = pytest.mark.usefixtures("still_up")


@pytest.mark.parametrize("words", by_name(HOSTILE_WORDS))
def test_hostile_words_in_the_chat_are_words(consumer: Consumer, words: str) -> None:
    consumer.say("我要投诉工行")
    answer = consumer.say(words)
    assert_answered(answer)
    assert "我要投诉工行" in [message["text"] for message in consumer.history()]


@pytest.mark.parametrize("words", ["/restart", '/inform{"institution": "abc"}', "／affirm"])
def test_typed_commands_do_nothing_to_the_complaint(consumer: Consumer, words: str) -> None:
    consumer.say("我要投诉工商银行，信用卡乱收年费300元，要求退钱")
    consumer.say(words)
    consumer.say("我叫王小明")
    assert "工商银行" in consumer.say("13800138000")


@pytest.mark.parametrize("number", ["12345678901", "29912345678", "1380013800", "138001380000"])
def test_a_number_that_is_no_phone_is_asked_for_again(consumer: Consumer, number: str) -> None:
    consumer.say("工商银行信用卡年费扣了我300块，我要求他退给我")
    consumer.say("我叫王小明")
    assert "11位" in consumer.say(number)
    assert consumer.last["expects"] == {"kind": "phone"}
    assert "138****8000" in consumer.say("13800138000")


@pytest.mark.parametrize(
    "story",
    [
        "工商银行信用卡年费扣了我0元，我要求他退给我",
        "工商银行信用卡年费扣了我1000000000000000元，我要求他退给我",
        "工商银行信用卡年费扣了我99999999999999999999元，我要求他退给我",
        "工商银行2099年1月1日扣了我信用卡年费300块，我要求他退给我",
        "工商银行13月32日扣了我信用卡年费-300块，我要求他退给我",
        "<b>工商银行</b>信用卡年费扣了我300块'; DROP TABLE tickets;--，我要求他退给我😡",
    ],
)
def test_absurd_facts_are_registered_as_told(consumer: Consumer, story: str) -> None:
    consumer.say(story)
    consumer.say("我叫王小明")
    assert "工商银行" in consumer.say("13800138000")
    consumer.press("对，没错")
    assert "单号" in consumer.press("直接登记转办")


@pytest.mark.parametrize(("content", "status", "code"), by_name(WRONG_TURNS))
def test_wrong_turns_are_refused_precisely(
    consumer: Consumer, content: Any, status: int, code: str
) -> None:
    consumer.say("我要投诉工行")
    before = consumer.history()
    answered, answer = consumer.turn(content)
    assert (answered, answer["error"]["code"]) == (status, code)
    assert answer["error"]["message"]
    assert consumer.history() == before


@pytest.mark.parametrize(("body", "status", "code"), by_name(WRONG_BODIES))
def test_wrong_bodies_are_refused_in_the_chat(
    consumer: Consumer, body: bytes, status: int, code: str
) -> None:
    answered, answer = consumer.turn(body=body)
    assert (answered, answer["error"]["code"]) == (status, code)
    assert_answered(consumer.say("我要投诉工行"))


@pytest.mark.parametrize(
    "conversation", ["unknown", "x" * 300, "%00", "%ED%A0%80", "%F0%9F%98%A1", "..", "' OR 1=1 --"]
)
def test_unknown_conversations(consumer: Consumer, conversation: str) -> None:
    status, answer = consumer.ask(
        "GET", f"/chat/conversations/{conversation}/messages", headers=consumer.credentials
    )
    assert (status, answer["error"]["code"]) in ((404, "unknown_conversation"), (404, "not_found"))


@pytest.mark.parametrize(
    ("header", "status", "code"),
    [
        ({}, 401, "no_token"),
        ({"Authorization": "Bearer"}, 401, "no_token"),
        ({"Authorization": "Basic YTpi"}, 401, "no_token"),
        ({"Authorization": "Bearer wrong"}, 404, "unknown_conversation"),
        ({"Authorization": b"Bearer \xff\xfe\xed\xa0\x80"}, 404, "unknown_conversation"),
        ({"Authorization": "Bearer " + "x" * 5000}, 404, "unknown_conversation"),
    ],
)
def test_nobody_reads_or_speaks_in_a_strangers_conversation(
    consumer: Consumer, header: dict[str, Any], status: int, code: str
) -> None:
    address = f"/chat/conversations/{consumer.conversation}"
    turn = {"key": "k", "text": "我要投诉工行"}
    for method, path, content in (
        ("GET", "/messages", None),
        ("POST", "/turns", turn),
        ("PUT", "/preferences", {}),
    ):
        answered, answer = consumer.ask(method, address + path, content, headers=header)
        assert (answered, answer["error"]["code"]) == (status, code)
    assert all(message["from"] == "bot" for message in consumer.history())


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "٣", "9" * 20, "%00"])
def test_wrong_cursors(consumer: Consumer, after: str) -> None:
    path = f"/chat/conversations/{consumer.conversation}/messages?after={after}"
    status, answer = consumer.ask("GET", path, headers=consumer.credentials)
    assert (status, answer["error"]["code"]) == (422, "invalid_field")


def test_a_repeated_turn_gets_the_same_answer_and_is_stored_once(consumer: Consumer) -> None:
    turn = {"key": "once", "text": "我要投诉工行乱收费"}
    answers = [consumer.turn(turn) for _ in range(3)]
    assert answers[0][0] == 200 and answers[0] == answers[1] == answers[2]
    said = [message for message in consumer.history() if message["from"] == "consumer"]
    assert len(said) == 1


def test_a_key_said_again_with_other_words_changes_nothing(consumer: Consumer) -> None:
    first = consumer.turn({"key": "once", "text": "我要投诉工行乱收费"})
    assert consumer.turn({"key": "once", "text": "我要投诉农行"}) == first


def test_ten_messages_at_once_are_all_answered_in_order(server: RunningServer) -> None:
    consumer = Consumer(server).open()
    lines = [f"第{number}件：工行扣了我{number}00元" for number in range(1, 11)]

    def send(line: str) -> tuple[int, Any]:
        one = Consumer(server, conversation=consumer.conversation, token=consumer.token)
        return one.turn({"key": line[1:2] + "x", "text": line} if line else {})

    with ThreadPoolExecutor(10) as crowd:
        answers = list(crowd.map(send, [line.replace("第10", "第X") for line in lines]))
    assert [status for status, _ in answers] == [200] * 10
    assert all(said_by_bot(answer["messages"]) for _, answer in answers)
    history = consumer.history()
    assert [message["seq"] for message in history] == list(range(1, len(history) + 1))
    assert sum(message["from"] == "consumer" for message in history) == 10
