"""The doors as channels of Rasa's own server: `rasa run` beside `rasa run actions`."""

from __future__ import annotations

import dataclasses
import re
import sys
from collections.abc import Iterator

import pytest

from tests.channels.people import Consumer, Platform
from tests.channels.sockets import Socket
from tests.running import ROOT, SECRET, RunningServer, free_port, model, running

RASA_RUN = (sys.executable, "-m", "rasa", "run")


@pytest.fixture(scope="module")
def rasa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """Rasa's server with its action server, set up as the project's files say."""
    var = tmp_path_factory.mktemp("rasa")
    port, actions_port = free_port(), free_port()
    endpoints = (ROOT / "endpoints.yml").read_text(encoding="utf-8")
    assert ":5055/" in endpoints
    ours = var / "endpoints.yml"
    ours.write_text(endpoints.replace(":5055/", f":{actions_port}/"), encoding="utf-8")
    environ = {"XIAOBAO_VAR": str(var), "XIAOBAO_IVR_SECRET": SECRET, "SANIC_PROXIES_COUNT": "1"}
    options = ["--interface", "127.0.0.1", "--port", str(port), "--endpoints", str(ours)]
    options += ["--model", str(model()), "--credentials", "credentials.yml"]
    actions = (*RASA_RUN, "actions", "--actions", "actions", "--port", str(actions_port))
    with (
        running(RunningServer(var, actions_port, environ, actions)),
        running(RunningServer(var, port, environ, (*RASA_RUN, *options), alive="/")) as rasa,
    ):
        yield rasa


@pytest.fixture
def web(rasa: RunningServer) -> RunningServer:
    return dataclasses.replace(rasa, prefix="/webhooks/webchat")


@pytest.fixture
def phone(rasa: RunningServer) -> RunningServer:
    return dataclasses.replace(rasa, prefix="/webhooks/phone")


def test_a_chat_ends_in_a_ticket(web: RunningServer) -> None:
    consumer = Consumer(web).open()
    consumer.say("工商银行信用卡年费扣了我300块，我要求他退给我")
    consumer.say("我叫王小明")
    assert "工商银行" in consumer.say("13800138000")
    consumer.press("对，没错")
    assert re.search(r"单号 \d{10}", consumer.press("直接登记转办"))


async def test_the_socket_answers_too(web: RunningServer) -> None:
    async with Socket.of(Consumer(web).open()) as socket:
        await socket.hello()
        assert await socket.say("我要投诉工商银行")


def test_a_call_is_answered(phone: RunningServer) -> None:
    platform = Platform(phone)
    assert "幺二三七八" in platform.send("start")
    assert platform.hear("工商银行信用卡年费扣了我三百块我要求他退给我")
    assert platform.last["action"] == "gather"


def test_refusals_are_the_same(web: RunningServer, phone: RunningServer) -> None:
    status, answer = Consumer(web).open().turn({"text": 5})
    assert (status, answer["error"]["code"]) == (422, "invalid_field")
    status, answer = Platform(phone).post_body(b"{}", X_Xiaobao_Signature="v1=0")
    assert (status, answer["error"]["code"]) == (401, "bad_signature")


def test_a_typed_command_is_no_command(web: RunningServer) -> None:
    consumer = Consumer(web).open()
    consumer.say("我要投诉工商银行")
    assert consumer.say("/restart")
    assert len(consumer.history()) > 4
