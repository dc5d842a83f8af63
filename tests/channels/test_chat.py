"""The web chat over REST and over its WebSocket: one conversation, whatever way it travels."""

from __future__ import annotations

import asyncio
import re

import pytest
import requests

from tests.channels.people import Consumer, said_by_bot
from tests.channels.sockets import Socket
from tests.running import RunningServer

pytestmark = pytest.mark.usefixtures("still_up")
STORY = "我要投诉工商银行，信用卡乱收年费300元，要求把钱退给我"
TICKET = r"单号 (\d{10})"


def test_from_the_first_word_to_a_ticket(consumer: Consumer) -> None:
    consumer.say(STORY)
    consumer.say("我叫王小明")
    summary = consumer.say("13800138000")
    assert "工商银行" in summary and "13800138000" not in summary
    assert consumer.last["expects"] == {"kind": "choice"}
    consumer.press("对，没错")
    assert re.search(TICKET, consumer.press("直接登记转办"))


def test_the_chat_begins_with_who_answers_and_what_is_recorded(consumer: Consumer) -> None:
    opening = said_by_bot(consumer.last["messages"])
    for words in ("12378", "人工智能", "记录", "人工"):
        assert words in opening


def test_numbers_run_without_gaps_and_messages_can_be_read_on(consumer: Consumer) -> None:
    consumer.say("我要投诉工行")
    consumer.say("乱收费")
    whole = consumer.history()
    assert [message["seq"] for message in whole] == list(range(1, len(whole) + 1))
    for after in (0, 3, len(whole), len(whole) + 5):
        assert consumer.history(after) == [m for m in whole if m["seq"] > after]


def test_the_key_of_a_turn_marks_its_message(consumer: Consumer) -> None:
    consumer.say("我要投诉工行", key="my-key:1")
    (said,) = [message for message in consumer.history() if message["from"] == "consumer"]
    assert (said["key"], said["text"]) == ("my-key:1", "我要投诉工行")


def test_a_button_is_shown_by_its_title(consumer: Consumer) -> None:
    consumer.say("我要投诉平安")
    title = consumer.last["messages"][-1]["choices"][0]["title"]
    consumer.press(title)
    assert [m["text"] for m in consumer.history() if m["from"] == "consumer"][-1] == title


def test_a_button_of_another_conversation_is_none_of_ours(server: RunningServer) -> None:
    one, other = Consumer(server).open(), Consumer(server).open()
    one.say("我要投诉平安")
    payload = one.last["messages"][-1]["choices"][0]["payload"]
    assert other.turn({"key": "k", "button": payload})[0] == 422


def test_traditional_readers_read_traditional(server: RunningServer) -> None:
    consumer = Consumer(server).open(language="zh-Hant")
    assert "您好，這裡是" in said_by_bot(consumer.last["messages"])
    assert re.search("[說什麼嗎]", consumer.say("我要投訴工商銀行亂收費"))


def test_who_writes_traditional_is_answered_so(consumer: Consumer) -> None:
    assert re.search("[這個嗎麼樣錢]", consumer.say("我要投訴中國工商銀行，信用卡亂收年費"))


def test_a_language_that_was_chosen_is_kept(consumer: Consumer) -> None:
    path = f"/chat/conversations/{consumer.conversation}/preferences"
    wish = {"language": "zh-Hans", "large_type": True}
    assert consumer.ask("PUT", path, wish, headers=consumer.credentials)[0] == 204
    assert not re.search("[這個嗎麼樣錢]", consumer.say("我要投訴中國工商銀行，信用卡亂收年費"))


async def test_a_conversation_over_the_socket(consumer: Consumer) -> None:
    async with Socket.of(consumer) as socket:
        await socket.hello()
        await socket.say(STORY)
        await socket.say("我叫王小明")
        await socket.say("13800138000")
        await socket.say("对")
        assert re.search(TICKET, await socket.say("直接登记"))


async def test_hello_brings_what_was_missed(consumer: Consumer) -> None:
    async with Socket.of(consumer) as socket:
        first = await socket.hello()
        await socket.say("我要投诉工行")
    consumer.say("乱收费")  # meanwhile, over REST
    async with Socket.of(consumer) as socket:
        missed = await socket.hello(after=first[-1]["seq"])
    assert first + missed == consumer.history()


async def test_a_turn_whose_answer_was_lost_is_asked_again(consumer: Consumer) -> None:
    async with Socket.of(consumer) as socket:
        await socket.hello()
        await socket.send({"type": "turn", "key": "lost", "text": STORY})
    # The connection is gone before the answer; the turn is not.
    async with Socket.of(consumer) as socket:
        await socket.hello()
        answer = await socket.say(STORY, key="lost")
    said = [message["text"] for message in consumer.history()]
    assert said.count(STORY) == 1
    assert answer.splitlines()[-1] in said


async def test_two_ways_at_once_give_one_order(consumer: Consumer) -> None:
    async with Socket.of(consumer) as socket:
        await socket.hello()
        for number in range(5):
            frame = {"type": "turn", "key": f"s{number}", "text": f"工行扣了我{number + 1}百元"}
            await socket.send(frame)
            await asyncio.to_thread(consumer.turn, {"key": f"r{number}", "text": "这要多久"})
        for number in range(5):
            await socket.receive("messages", f"s{number}")
    history = consumer.history()
    assert [message["seq"] for message in history] == list(range(1, len(history) + 1))
    assert sum(message["from"] == "consumer" for message in history) == 10


async def test_pings_are_answered(consumer: Consumer) -> None:
    async with Socket.of(consumer) as socket:
        await socket.send({"type": "ping"})
        assert await socket.receive("pong")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"),
        ("/widget.js", "javascript"),
        ("/static/chat.js", "javascript"),
        ("/static/chat.css", "text/css"),
        ("/static/icon.svg", "image/svg+xml"),
    ],
)
def test_pages_are_asked_for_once_and_then_only_confirmed(
    server: RunningServer, path: str, kind: str
) -> None:
    first = requests.get(server.url + path, timeout=10)
    assert first.ok and kind in first.headers["Content-Type"]
    known = {"If-None-Match": first.headers["ETag"]}
    second = requests.get(server.url + path, headers=known, timeout=10)
    assert (second.status_code, second.content) == (304, b"")


def test_the_page_bears_the_hotlines_name(server: RunningServer) -> None:
    page = requests.get(f"{server.url}/", timeout=10).text
    assert "<title>银行保险消费者投诉维权热线</title>" in page
    assert 'data-zh-hant="銀行保險消費者投訴維權熱線"' in page
    assert "$name" not in page


def test_every_answer_is_guarded(server: RunningServer) -> None:
    for path in ("/", "/health", "/nothing", "/static/chat.js"):
        headers = requests.get(server.url + path, timeout=10).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy and "unsafe" not in policy
        assert f"ws://127.0.0.1:{server.port}" in policy
        assert "frame-ancestors 'self'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "X-Frame-Options" not in headers
