"""Rubbish over the WebSocket: an error frame, and the chat goes on."""

from __future__ import annotations

from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from tests.channels.bad_input import HOSTILE_WORDS, WRONG_TURNS, assert_answered, by_name
from tests.channels.people import Consumer
from tests.channels.sockets import Socket
from tests.running import RunningServer

pytestmark = pytest.mark.usefixtures("still_up")
WRONG_FRAMES = {
    "no JSON": ("{", "invalid_json"),
    "binary": (bytes(range(256)), "invalid_json"),
    "binary JSON of another kind": (b"[]", "not_an_object"),
    "empty": ("", "invalid_json"),
    "a list": ("[1]", "not_an_object"),
    "null": ("null", "not_an_object"),
    "NaN": ('{"type": "hello", "after": NaN}', "invalid_json"),
    "deep": ("[" * 20_000, "invalid_json"),
    "large": ('"' + "a" * 70_000 + '"', "too_large"),
    "no type": ("{}", "unexpected_frame"),
    "unknown type": ('{"type": "dance"}', "unexpected_frame"),
    "type no text": ('{"type": ["turn"]}', "unexpected_frame"),
    "hello without a name": ('{"type": "hello"}', "invalid_field"),
    "hello of a stranger": (
        '{"type": "hello", "conversation": "nobody", "token": "wrong"}',
        "unknown_conversation",
    ),
    "hello with half a letter": (
        '{"type": "hello", "conversation": "a\\ud800", "token": "\\udfff."}',
        "unknown_conversation",
    ),
    "hello with a wrong cursor": (
        '{"type": "hello", "conversation": "a", "token": "b", "after": "1"}',
        "invalid_field",
    ),
}


@pytest.mark.parametrize(("frame", "code"), by_name(WRONG_FRAMES))
async def test_wrong_frames_are_refused_and_the_chat_goes_on(
    consumer: Consumer, frame: str | bytes, code: str
) -> None:
    async with Socket.of(consumer) as socket:
        await socket.hello()
        await socket.send_raw(frame)
        refusal = await socket.receive("error")
        assert refusal["error"]["code"] == code
        assert_answered(await socket.say("我要投诉工行"))


WRONG_OBJECTS = {name: wrong for name, wrong in WRONG_TURNS.items() if isinstance(wrong[0], dict)}


@pytest.mark.parametrize(("content", "status", "code"), by_name(WRONG_OBJECTS))
async def test_wrong_turns_are_refused(
    consumer: Consumer, content: Any, status: int, code: str
) -> None:
    async with Socket.of(consumer) as socket:
        await socket.hello()
        await socket.send({"type": "turn", **content})
        refusal = await socket.receive("error")
        assert refusal["error"]["code"] == code
        assert_answered(await socket.say("我要投诉工行"))


@pytest.mark.parametrize("words", by_name(HOSTILE_WORDS))
async def test_hostile_words_are_words(consumer: Consumer, words: str) -> None:
    async with Socket.of(consumer) as socket:
        await socket.hello()
        assert_answered(await socket.say(words))


async def test_a_turn_before_hello_is_refused(consumer: Consumer) -> None:
    async with Socket.of(consumer) as socket:
        await socket.send({"type": "turn", "key": "k", "text": "我要投诉工行"})
        assert (await socket.receive("error"))["error"]["code"] == "unexpected_frame"
    assert len(consumer.history()) == len(Consumer(consumer.server).open().history())


async def test_a_frame_without_measure_closes_only_its_own_socket(consumer: Consumer) -> None:
    async with Socket.of(consumer) as other:
        await other.hello()
        async with Socket.of(consumer) as socket:
            await socket.hello()
            with pytest.raises(ConnectionClosed):
                await socket.send_raw("x" * 1_000_000)
                await socket.receive("error")
        assert_answered(await other.say("我要投诉工行"))


async def test_no_socket_without_an_upgrade(server: RunningServer) -> None:
    status, answer = Consumer(server).ask("GET", "/chat/socket")
    assert (status, answer["error"]["code"]) == (426, "upgrade_required")
