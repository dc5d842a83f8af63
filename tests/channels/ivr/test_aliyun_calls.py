"""Calls through Aliyun's dialect, signed by hand and by Aliyun's own SDK."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import requests

from bot.channels.ivr import acs3
from tests.channels.bad_input import HOSTILE_WORDS, assert_answered, by_name
from tests.channels.ivr.clouds import (
    KEY_ID,
    SECRET,
    cloud_server,
    tickets,
)
from tests.running import ROOT, RunningServer

SDK = "alibabacloud-voicenavigator20180612==2.0.7"
A_MOMENT = "请稍等"
DRIVER = Path(__file__).with_name("aliyun_client.py")
STORY = "我要投诉普发银行他这个信用卡年费给我扣了三百块钱我要求他给我退了"
HEADERS = {"x-acs-action": "Dialogue", "x-acs-signature-nonce": "n-1"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """The hotline with a key that it shares with the platform."""
    with cloud_server(tmp_path_factory.mktemp("var")) as running:
        yield running


def post(server: RunningServer, action: str, nonce: str = "", **values: str) -> requests.Response:
    """Send a request that was signed by hand."""
    query = urlencode(values, errors="replace")
    names = {
        "host": f"127.0.0.1:{server.port}",
        "x-acs-action": action,
        "x-acs-content-sha256": acs3.hashlib.sha256(b"").hexdigest(),
        "x-acs-date": datetime.now(timezone.utc).strftime(acs3.DATE),
        "x-acs-signature-nonce": nonce or uuid.uuid4().hex,
    }
    made = acs3.Signed("POST", query, {name: [value] for name, value in names.items()}, b"")
    line = (
        f"ACS3-HMAC-SHA256 Credential={KEY_ID},SignedHeaders={';'.join(names)},"
        f"Signature={acs3.signature(made, list(names), SECRET)}"
    )
    headers = {**names, "Authorization": line}
    response = requests.post(f"{server.url}/ivr/aliyun?{query}", headers=headers, timeout=30)
    if A_MOMENT in response.text and action != "SilenceTimeout":
        return post(server, "SilenceTimeout", ConversationId=values["ConversationId"])
    return response


def test_a_replayed_request_gets_the_same_answer_and_does_nothing(server: RunningServer) -> None:
    call = uuid.uuid4().hex
    post(server, "BeginDialogue", ConversationId=call)
    first = post(server, "SilenceTimeout", "once", ConversationId=call)
    again = [post(server, "SilenceTimeout", "once", ConversationId=call) for _ in range(5)]
    assert first.status_code == 200
    assert all(one.json() == first.json() for one in again)
    assert first.json()["Action"] == "Broadcast"  # five silences would have called a person


def test_an_unknown_conversation_starts_over(server: RunningServer) -> None:
    content = post(server, "Dialogue", ConversationId="new", Utterance="工行乱收年费").json()
    assert "录音" in content["TextResponse"]


def test_the_same_number_may_call_twice_at_once(server: RunningServer) -> None:
    calls = [uuid.uuid4().hex for _ in range(2)]
    for call in calls:
        post(server, "BeginDialogue", ConversationId=call, CallingNumber="01066668888")
    post(server, "Dialogue", ConversationId=calls[0], Utterance=STORY)
    other = post(server, "Dialogue", ConversationId=calls[1], Utterance="你好").json()
    assert "浦发" not in other["TextResponse"]


@pytest.mark.parametrize("words", by_name(HOSTILE_WORDS))
def test_hostile_words_are_words(server: RunningServer, words: str) -> None:
    known = len(server.log)
    response = post(
        server, "Dialogue", ConversationId="hostile-" + uuid.uuid4().hex, Utterance=words
    )
    if response.status_code == 200:
        assert_answered(response.json()["TextResponse"])
    else:  # a query too long for the head of a request
        assert 400 <= response.status_code < 500
    assert server.answers() and "Traceback" not in server.log[known:]


@pytest.mark.parametrize("path", ["/ivr/aliyun", "/"])
@pytest.mark.parametrize("line", ["", "ACS3-HMAC-SHA256 x", "Bearer " + SECRET, "键"])
def test_strangers_are_refused_at_both_addresses(
    server: RunningServer, path: str, line: str
) -> None:
    headers = {**HEADERS, "Authorization": line.encode()}
    response = requests.post(server.url + path, headers=headers, timeout=30)
    assert (response.status_code, response.json()["error"]["code"]) == (401, "bad_authorization")


def test_the_page_is_still_at_the_root(server: RunningServer) -> None:
    response = requests.get(server.url + "/", timeout=30)
    assert response.ok and "text/html" in response.headers["content-type"]


class Sdk:
    """Aliyun's SDK in a process of its own, with one call."""

    def __init__(self, process: subprocess.Popen[str], endpoint: str) -> None:
        self.process = process
        self.call = str(uuid.uuid4())
        # The same person complaining of the same thing twice has one ticket.
        self.phone = "13900139000" if "/" in endpoint else "13800138000"
        self.config = {"endpoint": endpoint, "access_key_id": KEY_ID, "access_key_secret": SECRET}

    def ask(self, action: str, *, extra: dict[str, str] | None = None, **values: str) -> Any:
        """Return the status and what the SDK made of the answer."""
        told = {"conversation_id": self.call, "instance_id": "hotline", **values}
        command = {"config": self.config, "action": action, "values": told, **(extra or {})}
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def say(self, action: str, **values: str) -> dict[str, Any]:
        """Return the body of an answer that must be good."""
        result = self.ask(action, **values)
        assert result.get("status") == 200, result
        body: dict[str, Any] = result["body"]
        if A_MOMENT in body.get(
            "TextResponse", ""
        ):  # said; then comes the silence of one who waits
            return self.say("SilenceTimeout")
        return body

    def hear(self, words: str) -> str:
        """Say something and return what the caller hears."""
        text: str = self.say("Dialogue", utterance=words)["TextResponse"]
        return text


@pytest.fixture(scope="module")
def sdk_process() -> Iterator[subprocess.Popen[str]]:
    """The SDK in an environment that uv makes; skipped where no package index can be reached."""
    command = [*_uv(), "run", "--no-project", "--isolated", "--python", sys.executable]
    command += ["--with", SDK, "python"]
    # The SDK would send what is for this machine to a proxy, whatever NO_PROXY says.
    proxyless = {name: os.environ[name] for name in os.environ if "proxy" not in name.lower()}
    probe = [*command, "-c", "import alibabacloud_voicenavigator20180612"]
    environ = {"UV_SYSTEM_CERTS": "true", **os.environ}  # a company may have its own authority
    tried = subprocess.run(probe, capture_output=True, text=True, timeout=300, env=environ)
    if tried.returncode:
        pytest.skip(f"optional: Aliyun's SDK ({SDK}) cannot be installed: {tried.stderr[-300:]}")
    process = subprocess.Popen(
        [*command[:-1], "--offline", "python", str(DRIVER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=proxyless,
        cwd=DRIVER.parent,
    )
    yield process
    with suppress(BrokenPipeError):
        process.communicate(timeout=20)


def _uv() -> list[str]:
    own = ROOT / ".tools" / "uv" / "bin"  # where scripts/setup puts it
    found = shutil.which("uv") or shutil.which("uv", path=str(own))
    return [found] if found else [sys.executable, "-m", "uv"]


@pytest.fixture(params=["", "/ivr/aliyun"], ids=["root", "path"])
def sdk(
    request: pytest.FixtureRequest, server: RunningServer, sdk_process: subprocess.Popen[str]
) -> Sdk:
    """A call through the SDK; its endpoint may carry a path."""
    return Sdk(sdk_process, f"127.0.0.1:{server.port}{request.param}")


def test_a_complaint_by_the_sdk_becomes_a_ticket(sdk: Sdk, server: RunningServer) -> None:
    known = tickets(server)
    opening = sdk.say("BeginDialogue", calling_number="13812345678", called_number="12378")
    assert "智能" in opening["TextResponse"] and opening["Action"] == "Broadcast"
    sdk.hear(STORY)
    silence = sdk.say("SilenceTimeout")
    assert "没听到" in silence["TextResponse"]
    asked = sdk.say("Dialogue", utterance="我叫王小明")
    assert asked["Action"] == "GatherDtmf"
    assert json.loads(asked["ActionParams"])["maxDigits"] == 11
    summary = sdk.say("CollectedNumber", number=sdk.phone + "#")["TextResponse"]
    assert "浦发银行" in summary and "零零零" in summary and sdk.phone not in summary
    sdk.hear("对的没错")
    registered = sdk.hear("不用了你直接给我登记吧")
    assert tickets(server) == known + 1
    assert re.search("登记", registered) and not re.search(r"\d{5}", registered)
    assert set(sdk.say("EndDialogue", hang_up_params="{}")) == {"RequestId"}


def test_the_sdk_asks_for_a_number(sdk: Sdk) -> None:
    sdk.say("BeginDialogue", calling_number="13812345678", called_number="12378")
    answered = sdk.hear("我想问一下招商银行的客服电话是多少")
    assert re.search("九五五五五", answered), answered


def test_the_sdk_asks_for_a_person(sdk: Sdk) -> None:
    sdk.say("BeginDialogue")
    sdk.hear(STORY)
    for words in ("我要人工", "转人工", "就要人工"):
        result = sdk.say("Dialogue", utterance=words)
        if result["Action"] == "TransferToAgent":
            break
    if result["Action"] == "TransferToAgent":
        parameters = json.loads(result["ActionParams"])
        assert parameters["skillGroupId"] == "agents"
        assert "浦发" in parameters["data"]
    else:  # out of hours: the truth about when somebody is there
        assert "人工" in result["TextResponse"] and "点" in result["TextResponse"]


def test_a_nonce_sent_twice_by_the_sdk_gets_the_stored_answer(sdk: Sdk) -> None:
    sdk.say("BeginDialogue")
    once = {"nonce": uuid.uuid4().hex}
    first = sdk.ask("SilenceTimeout", extra=once)
    assert sdk.ask("SilenceTimeout", extra=once) == first


@pytest.mark.parametrize("changed", [{"access_key_secret": "wrong"}, {"access_key_id": "wrong"}])
def test_the_sdk_with_a_wrong_key_is_refused(sdk: Sdk, changed: dict[str, str]) -> None:
    sdk.config |= changed
    assert sdk.ask("BeginDialogue") == {"error": "ClientException", "status": 401}


@pytest.mark.parametrize("minutes", [-16, 16])
def test_the_sdk_with_a_wrong_clock_is_refused(sdk: Sdk, minutes: int) -> None:
    date = (datetime.now(timezone.utc) + timedelta(minutes=minutes)).strftime(acs3.DATE)
    result = sdk.ask("BeginDialogue", extra={"date": date})
    assert result == {"error": "ClientException", "status": 401}
