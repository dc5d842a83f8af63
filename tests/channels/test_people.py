"""A consumer at the chat, people at the desk: waiting, talking, going on, rating."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from tests.channels.people import Consumer
from tests.channels.sockets import Socket
from tests.desk_door import DeskDoor
from tests.running import RunningServer

STORY = "我要投诉工商银行，信用卡没开通也扣了我300元年费"
PERSON = "转人工"


@pytest.fixture(autouse=True)
def server(staffed: RunningServer) -> RunningServer:
    """The server of these tests has a desk."""
    return staffed


@pytest.fixture(autouse=True)
def nothing_breaks(still_up: None) -> None:
    """Each test leaves the server well."""


@pytest.fixture
def li(staffed: RunningServer) -> Iterator[DeskDoor]:
    """坐席07, who has just arrived."""
    li = DeskDoor(staffed).arrive()
    yield li
    li.act("go")


def key() -> str:
    return uuid.uuid4().hex


def takes(person: DeskDoor, consumer: Consumer) -> None:
    person.act("take_over", conversation_id=consumer.conversation)


def says(person: DeskDoor, consumer: Consumer, text: str, once: str | None = None) -> Any:
    return person.act("say", conversation_id=consumer.conversation, text=text, key=once or key())


def senders(consumer: Consumer) -> list[str]:
    return [message["from"] for message in consumer.history()]


def test_who_asks_for_a_person_hears_the_place(consumer: Consumer, li: DeskDoor) -> None:
    said = consumer.say(PERSON)
    assert re.search(r"前面连您一共\d+位", said)
    assert consumer.last["owner"] == "waiting"
    place = consumer.last["queue"]
    assert place["position"] >= 1 and place["wait_minutes"] >= 0
    assert consumer.poll()["queue"] == place
    consumer.presses("queue/leave")


def test_whoever_waits_goes_on_with_the_bot_and_keeps_the_place(consumer: Consumer) -> None:
    consumer.say(STORY)
    consumer.say(PERSON)
    status, answer = consumer.presses("queue/go-on")
    words = [message["text"] for message in answer["messages"]]
    assert (status, answer["owner"]) == (200, "waiting") and answer["queue"]
    assert "位置" in words[0] and re.search("怎么办|怎么处理", words[-1])
    assert "怎么称呼" in consumer.say("把年费退给我")
    consumer.presses("queue/leave")


def test_whoever_no_longer_waits_is_the_bots(consumer: Consumer) -> None:
    consumer.say(PERSON)
    wish = {"key": key()}
    first, again = (consumer.presses("queue/leave", wish) for _ in range(2))
    assert first == again and first[0] == 200
    assert (first[1]["owner"], first[1]["queue"]) == ("bot", None)
    assert senders(consumer).count("bot") == 5  # greeting 3, the place, the goodbye to the queue


def test_a_person_and_a_consumer_talk_by_rest(consumer: Consumer, li: DeskDoor) -> None:
    consumer.say(PERSON)
    takes(li, consumer)
    says(li, consumer, "您好，请讲", "k1")
    says(li, consumer, "您好，请讲", "k1")
    assert consumer.say("年费扣错了") == ""
    told = consumer.poll()
    assert [m["from"] for m in told["messages"]][-3:] == ["notice", "person", "consumer"]
    assert (told["owner"], told["messages"][-2]["author"]) == ("person", "坐席07")
    assert not told["rate"] and told["queue"] is None


async def test_what_a_person_says_reaches_every_open_page(consumer: Consumer, li: DeskDoor) -> None:
    async with Socket.of(consumer) as one, Socket.of(consumer) as other:
        await one.hello()
        await other.hello()
        await asyncio.to_thread(takes, li, consumer)
        await asyncio.to_thread(says, li, consumer, "您好")
        for socket in (one, other):
            assert "坐席07" in (await socket.pushed("notice"))["text"]
            assert (await socket.pushed("person"))["text"] == "您好"
        await one.say("在的")
        assert (await other.pushed("consumer"))["text"] == "在的"


async def test_typing_is_shown_only_of_who_owns_it(consumer: Consumer, li: DeskDoor) -> None:
    stranger = DeskDoor(li.server, "88").arrive()
    async with Socket.of(consumer) as socket:
        await socket.hello()
        await asyncio.to_thread(takes, li, consumer)
        for who in (stranger, li):
            await asyncio.to_thread(who.act, "typing", conversation_id=consumer.conversation)
        frame = await socket.receive("typing")
        assert frame == {"type": "typing", "who": "person"}
        await asyncio.to_thread(says, li, consumer, "您好")
        assert "typing" not in await socket.until_pushed("person")


async def test_a_whisper_reaches_no_consumer(consumer: Consumer, li: DeskDoor) -> None:
    async with Socket.of(consumer) as socket:
        await socket.hello()
        await asyncio.to_thread(takes, li, consumer)
        await asyncio.to_thread(
            li.act, "whisper", conversation_id=consumer.conversation, text="悄悄话", key=key()
        )
        await asyncio.to_thread(says, li, consumer, "您好")
        frames = await socket.until_pushed("person")
        assert "悄悄话" not in frames
    assert "悄悄话" not in str(consumer.poll())


async def test_the_place_in_line_moves_on_the_page(server: RunningServer, li: DeskDoor) -> None:
    first, second = Consumer(server).open(), Consumer(server).open()
    first.say(PERSON)
    async with Socket.of(second) as socket:
        await socket.hello()
        await socket.say(PERSON)
        behind = second.poll()["queue"]["position"]
        await asyncio.to_thread(first.presses, "queue/leave")
        assert (await socket.receive("queue"))["position"] == behind - 1
        await socket.send({"type": "leave", "key": "out"})
        answer = await socket.receive("messages", "out")
        assert (answer["owner"], answer["queue"]) == ("bot", None)


async def test_the_rating_is_asked_for_and_taken_once(consumer: Consumer, li: DeskDoor) -> None:
    async with Socket.of(consumer) as socket:
        await socket.hello()
        await asyncio.to_thread(takes, li, consumer)
        end = {"conversation_id": consumer.conversation, "outcome": "answered"}
        await asyncio.to_thread(li.act, "finish", **end)
        await socket.receive("rate")
        assert consumer.poll()["rate"]
        await socket.send({"type": "rating", "score": 5, "nps": 10, "words": "很好"})
        await socket.receive("rated")
    assert consumer.presses("rating", {"score": 1})[0] == 204  # a repeat changes nothing
    assert not consumer.poll()["rate"]


WRONG_RATINGS = [
    {"score": 0},
    {"score": 6},
    {"score": "5"},
    {"score": 5.0},
    {"score": True},
    {"score": 5, "nps": 11},
    {"score": 5, "words": "长" * 501},
    {"nps": 5},
    {},
]


@pytest.mark.parametrize("wrong", WRONG_RATINGS, ids=str)
def test_wrong_ratings_are_refused(consumer: Consumer, wrong: Any) -> None:
    status, answer = consumer.presses("rating", wrong)
    assert (status, answer["error"]["code"]) == (422, "invalid_field")


def test_there_is_nothing_to_rate_without_a_talk(consumer: Consumer, li: DeskDoor) -> None:
    assert consumer.presses("rating", {"score": 5})[0] == 409
    takes(li, consumer)
    assert consumer.presses("rating", {"score": 5})[0] == 409


@pytest.mark.parametrize("button", ["queue/leave", "queue/go-on", "rating"])
def test_the_buttons_need_the_token(consumer: Consumer, button: str) -> None:
    consumer.token = "wrong"
    assert consumer.presses(button)[0] == 404
    path = f"/chat/conversations/{consumer.conversation}/{button}"
    assert consumer.ask("POST", path, {"key": "k"})[0] == 401


@pytest.mark.parametrize("wish", [{}, {"key": ""}, {"key": "坏"}, {"key": "k", "more": 1}], ids=str)
@pytest.mark.parametrize("button", ["queue/leave", "queue/go-on"])
def test_wrong_wishes_are_refused(consumer: Consumer, button: str, wish: Any) -> None:
    assert consumer.presses(button, wish)[0] == 422


async def test_words_in_a_rating_are_masked(consumer: Consumer, li: DeskDoor) -> None:
    takes(li, consumer)
    li.act("finish", conversation_id=consumer.conversation, outcome="answered")
    assert consumer.presses("rating", {"score": 2, "words": "打13800138000找我"})[0] == 204
    assert "13800138000" not in li.server.log


def test_from_the_bot_to_a_person_and_back_to_a_ticket(consumer: Consumer, li: DeskDoor) -> None:
    consumer.say(STORY)
    consumer.say(PERSON)
    takes(li, consumer)
    consumer.say("我叫王小明，手机13800138000")
    number = li.act("register", conversation_id=consumer.conversation, demand="退还年费")
    li.act("hand_back", conversation_id=consumer.conversation, note="已登记")
    told = consumer.poll()
    assert told["owner"] == "bot" and told["rate"]
    assert any(number in m["text"] for m in told["messages"] if m["from"] == "notice")
    assert number in consumer.say("我的投诉办到哪一步了")
    seqs = [message["seq"] for message in consumer.history()]
    assert seqs == sorted(set(seqs))


def test_a_page_that_dies_at_the_desk_is_told(consumer: Consumer, li: DeskDoor) -> None:
    consumer.say(PERSON)
    takes(li, consumer)
    li.act("go")
    told = consumer.poll()
    assert told["owner"] == "waiting" and told["queue"]
    assert "断线" in told["messages"][-1]["text"]
    with pytest.raises(RuntimeError, match="NotYours"):
        says(li, consumer, "还有一句")
    consumer.presses("queue/leave")
