"""Calls through VoiceXML, by an interpreter of our own; no real one has run the documents."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
import requests

from tests.channels.bad_input import HOSTILE_WORDS, assert_answered, by_name
from tests.channels.ivr.clouds import (
    SECRET,
    cloud_server,
    tickets,
)
from tests.running import RunningServer

NAMESPACE = {"v": "http://www.w3.org/2001/vxml"}


def found(root: ElementTree.Element, path: str) -> list[ElementTree.Element]:
    return root.findall(path, NAMESPACE)


def properties(root: ElementTree.Element) -> dict[str | None, str | None]:
    return {one.get("name"): one.get("value") for one in found(root, "v:property")}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """The hotline with a password that it shares with the interpreter."""
    with cloud_server(tmp_path_factory.mktemp("var")) as running:
        yield running


class Interpreter:
    """Reads a document and submits what its caller does, with the document's own variables."""

    def __init__(self, server: RunningServer) -> None:
        self.url = server.url + "/ivr/vxml"
        self.variables = {"call_id": uuid.uuid4().hex, "turn": "0", "caller": "tel:13812345678"}
        self.root = ElementTree.Element("vxml")

    def submit(self, event: str, **values: str) -> str:
        """Submit an event, follow a moment's wait, and return what is said."""
        fields = {**self.variables, "event": event, **values}
        password = ("ivr", SECRET)
        response = requests.post(self.url, data=fields, auth=password, timeout=30)
        assert response.status_code == 200, response.text
        self.root = ElementTree.fromstring(response.content)
        variables = {one.get("name", ""): one.get("expr", "") for one in found(self.root, "v:var")}
        self.variables = {name: variables[name].strip('"') for name in ("call_id", "turn")}
        if found(self.root, "v:form[@id='turn']/v:block/v:submit"):
            return self.submit("continue")
        prompts = found(self.root, "v:form[1]//v:prompt")
        return "".join("".join(one.itertext()) for one in prompts)

    def hear(self, words: str) -> str:
        return self.submit("speech", speech=words, confidence="0.9")


def test_a_complaint_becomes_a_ticket(server: RunningServer) -> None:
    known = tickets(server)
    interpreter = Interpreter(server)
    assert "智能" in interpreter.submit("start")
    interpreter.hear("我要投诉普发银行他这个信用卡年费给我扣了三百块钱我要求他给我退了")
    assert "没听到" in interpreter.submit("noinput")
    interpreter.hear("我叫王小明")
    assert properties(interpreter.root)["termchar"] == "#"
    summary = interpreter.submit("dtmf", digits="1 3 8 0 0 1 3 8 0 0 0")
    assert "浦发银行" in summary and "八零零零" in summary
    interpreter.hear("对的没错")
    registered = interpreter.hear("不用了你直接给我登记吧")
    assert tickets(server) == known + 1
    assert "登记" in registered and not re.search(r"\d{5}", registered)
    assert interpreter.submit("hangup") == ""


def test_the_same_submission_twice_gets_the_same_document(server: RunningServer) -> None:
    interpreter = Interpreter(server)
    interpreter.submit("start")
    variables = dict(interpreter.variables)
    first = interpreter.submit("noinput")
    interpreter.variables = variables
    assert interpreter.submit("noinput") == first


@pytest.mark.parametrize("words", by_name(HOSTILE_WORDS))
def test_hostile_words_are_words(server: RunningServer, words: str) -> None:
    known = len(server.log)
    interpreter = Interpreter(server)
    interpreter.submit("start")
    whole = words.encode("utf-8", "ignore").decode()
    assert_answered(interpreter.hear(whole))
    assert "Traceback" not in server.log[known:]


def test_strangers_are_refused(server: RunningServer) -> None:
    fields = {"call_id": "c", "turn": "0", "event": "start"}
    for password in (None, ("ivr", "wrong"), ("root", SECRET)):
        response = requests.post(server.url + "/ivr/vxml", data=fields, auth=password, timeout=30)
        assert (response.status_code, response.json()["error"]["code"]) == (401, "bad_password")
