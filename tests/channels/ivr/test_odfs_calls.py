"""Calls through Huawei's dialect, by a platform of our own that does as it is told."""

from __future__ import annotations

import itertools
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.channels.bad_input import HOSTILE_WORDS, WRONG_BODIES, assert_answered, by_name
from tests.channels.ivr.clouds import (
    SECRET,
    cloud_server,
    tickets,
)
from tests.running import RunningServer

WRONG_JSON = {name: case for name, case in WRONG_BODIES.items() if name != "nothing"}


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
