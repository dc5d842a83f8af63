"""VoiceXML documents, checked against W3C's own DTD; no interpreter has run them."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
import requests
from pydantic import ValidationError

from bot.channels.errors import Refusal
from bot.channels.ivr.voicexml import VoiceXml
from bot.channels.messages import PhoneAnswer, PhoneTurn
from tests.channels.bad_input import HOSTILE_WORDS, assert_answered, by_name
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

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=timezone.utc)
DTD = "schema/dtd/REC-voicexml21-20070619/vxml.dtd"
PUBLISHED = b"http://www.w3.org/TR/voicexml21/vxml.dtd"
NAMESPACE = {"v": "http://www.w3.org/2001/vxml"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
DIALECT = VoiceXml()
START_PAGE = Path(__file__).parents[3] / "docs" / "ivr" / "voicexml.md"


# --- What happened -------------------------------------------------------------------------------


def read(**values: str) -> PhoneTurn:
    fields = {"call_id": "c-1", "turn": "3", "event": "speech", **values}
    return DIALECT.read(request("/ivr/vxml", urlencode(fields).encode(), FORM))


@pytest.mark.parametrize(
    ("values", "event", "text", "digits"),
    [
        ({"event": "start", "caller": "tel:+8613812345678"}, "start", None, None),
        ({"speech": "我要投诉"}, "speech", "我要投诉", None),
        ({"speech": ""}, "nomatch", None, None),
        ({"speech": "undefined"}, "nomatch", None, None),
        ({"event": "dtmf", "digits": "1380"}, "dtmf", None, "1380"),
        ({"event": "dtmf", "digits": "1 3 8 *"}, "dtmf", None, "138*"),
        ({"event": "dtmf", "digits": ""}, "nomatch", None, None),
        ({"event": "noinput", "speech": "", "digits": ""}, "noinput", None, None),
        ({"event": "nomatch"}, "nomatch", None, None),
        ({"event": "hangup"}, "hangup", None, None),
        ({"event": "continue"}, "continue", None, None),
    ],
)
def test_every_submission_is_an_event(
    values: dict[str, str], event: str, text: str | None, digits: str | None
) -> None:
    turn = read(**values)
    assert (turn.call_id, turn.event, turn.text, turn.digits) == ("c-1", event, text, digits)


def test_json_says_the_same() -> None:
    body = '{"call_id": "c-1", "turn": 3, "event": "speech", "speech": "退钱", "confidence": 0.5}'
    turn = DIALECT.read(request("/", body.encode(), {"content-type": "application/json"}))
    assert turn == read(speech="退钱", confidence="0.5")


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ("tel:+8613812345678", "+8613812345678"),
        ("sip:13812345678@pbx.example;user=phone", "13812345678"),
        ("13812345678", "13812345678"),
        ("sip:anonymous@anonymous.invalid", None),
        ("anonymous", None),
        ("undefined", None),
        ("", None),
        ("1" * 100, None),
    ],
)
def test_a_caller_is_a_number_or_nobody(given: str, number: str | None) -> None:
    assert read(event="start", caller=given).caller == number


@pytest.mark.parametrize(
    ("given", "confidence"), [("0.5", 0.5), ("1", 1.0), ("", None), ("undefined", None)]
)
def test_confidence(given: str, confidence: float | None) -> None:
    assert read(speech="对", confidence=given).confidence == confidence


def test_a_retry_has_the_same_key_and_a_late_hangup_another() -> None:
    assert read(speech="对").turn == read(speech="对").turn
    assert len({read(speech="对").turn, read(turn="4").turn, read(event="hangup").turn}) == 3


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"turn": ""}, "invalid_field"),
        ({"turn": "-1"}, "invalid_field"),
        ({"turn": "x"}, "invalid_field"),
        ({"turn": "٣"}, "invalid_field"),
        ({"turn": "1" * 10}, "invalid_field"),
        ({"speech": "对", "confidence": "high"}, "invalid_field"),
    ],
)
def test_wrong_submissions_are_refused(values: dict[str, str], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        read(**values)


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({"event": "dance"}, "event"),
        ({"event": ""}, "event"),
        ({"call_id": ""}, "call_id"),
        ({"call_id": "c" * 129}, "call_id"),
        ({"speech": "长" * 2001}, "text"),
        ({"speech": "对", "confidence": "1.5"}, "confidence"),
        ({"speech": "对", "confidence": "nan"}, "confidence"),
        ({"event": "dtmf", "digits": "1a"}, "digits"),
        ({"event": "dtmf", "digits": "1" * 33}, "digits"),
    ],
)
def test_wrong_fields_are_named(values: dict[str, str], place: str) -> None:
    with pytest.raises(ValidationError, match=place):
        read(**values)


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        (b"\xff\xfe", "application/x-www-form-urlencoded", "invalid_form"),
        (b"call_id=%ff", "application/x-www-form-urlencoded", "invalid_form"),
        (b"&".join(b"a%d=1" % n for n in range(50)), "", "invalid_form"),
        (b"x" * 70_000, "", "too_large"),
        (b"[", "application/json", "invalid_json"),
        (b"[]", "application/json", "not_an_object"),
        (b'{"call_id": {"$ne": 1}, "turn": 1}', "application/json", "invalid_field"),
        (b'{"turn": true}', "application/json", "invalid_field"),
    ],
)
def test_wrong_bodies_are_refused(body: bytes, kind: str, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        DIALECT.read(request("/", body, {"content-type": kind}))


# --- What to do ----------------------------------------------------------------------------------


def document(given: PhoneAnswer | None, event: str = "noinput", call: str = "c-1") -> bytes:
    fields = {"call_id": call, "turn": "3", "event": event}
    made = request("/ivr/vxml", urlencode(fields, errors="replace").encode(), FORM)
    turn = DIALECT.read(made)
    response = DIALECT.write(made, hotline(), turn, given)
    assert response.content_type == "application/voicexml+xml; charset=utf-8"
    assert isinstance(response.body, bytes)
    return response.body


def parsed(given: PhoneAnswer | None, **values: str) -> ElementTree.Element:
    return ElementTree.fromstring(document(given, **values))


def found(root: ElementTree.Element, path: str) -> list[ElementTree.Element]:
    return root.findall(path, NAMESPACE)


ANSWERS: dict[str, PhoneAnswer | None] = {
    "a question": answer("gather", "您好。", "您说。"),
    "a question without words": answer("gather"),
    "a number": answer("gather", "手机号是多少？", collect=listening(**A_NUMBER)),
    "slow and loud": answer("gather", "您说。", rate_percent=80, loud=True),
    "a moment": answer("wait", "!请稍等。"),
    "a person": answer("transfer", "!我给您转人工。", transfer=KNOWN),
    "a person, nothing known": answer("transfer"),
    "the end": answer("hangup", "!再见。"),
    "a person has the call": answer("none"),
    "nothing": None,
    "words like markup": answer("gather", "<script>&amp;]]> \x00\x1b \ufffe 您说。"),
}


@pytest.fixture(scope="module")
def dtd() -> Path:
    """W3C's DTD, from Debian's w3c-sgml-lib; skipped where that or xmllint is not installed."""
    folder = os.environ.get("XIAOBAO_TEST_W3C_LIBRARY", "/usr/share/xml/w3c-sgml-lib")
    path = Path(folder) / DTD
    if not path.exists() or not shutil.which("xmllint"):
        pytest.skip("needs the Debian packages w3c-sgml-lib and libxml2-utils")
    return path


def complaints(dtd: Path, content: bytes, folder: Path) -> str:
    file = folder / "document.vxml"
    assert PUBLISHED in content  # the document's own doctype, read from this machine instead
    file.write_bytes(content.replace(PUBLISHED, dtd.as_uri().encode()))
    command = ["xmllint", "--nonet", "--noout", "--valid", str(file)]
    return subprocess.run(command, capture_output=True, text=True, timeout=30).stderr


@pytest.mark.parametrize("given", ANSWERS.values(), ids=ANSWERS)
def test_every_document_is_valid(given: PhoneAnswer | None, dtd: Path, tmp_path: Path) -> None:
    assert complaints(dtd, document(given), tmp_path) == ""


def test_the_validator_finds_a_planted_mistake(dtd: Path, tmp_path: Path) -> None:
    content = document(ANSWERS["a question"]).replace(b"noinput", b"silence")
    assert "silence" in complaints(dtd, content, tmp_path)


def test_the_starting_document_of_the_description_is_valid(dtd: Path, tmp_path: Path) -> None:
    blocks = re.findall(r"```xml\n(.*?)```", START_PAGE.read_text(encoding="utf-8"), re.S)
    assert len(blocks) == 1
    assert complaints(dtd, blocks[0].encode(), tmp_path) == ""


def test_the_document_names_its_type_and_language() -> None:
    content = document(ANSWERS["a question"]).decode()
    assert content.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE vxml PUBLIC ')
    root = parsed(ANSWERS["a question"])
    assert root.get("version") == "2.1"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-CN"


def properties(root: ElementTree.Element) -> dict[str | None, str | None]:
    return {one.get("name"): one.get("value") for one in found(root, "v:property")}


@pytest.mark.parametrize(
    ("collect", "expected"),
    [
        ({}, ("6s", "3s", "800ms", "")),
        (A_NUMBER, ("6s", "3s", "800ms", "#")),
        (
            {"timeout_s": 9.0, "between_keys_s": 5.0, "end_silence_ms": 1200},
            ("9s", "5s", "1200ms", ""),
        ),
    ],
)
def test_how_long_one_waits(collect: dict[str, Any], expected: tuple[str, ...]) -> None:
    values = properties(parsed(answer("gather", "您说。", collect=listening(**collect))))
    names = ("timeout", "interdigittimeout", "completetimeout", "termchar")
    assert tuple(values[name] for name in names) == expected


def test_what_must_be_heard_has_no_bargein() -> None:
    prompts = found(parsed(answer("gather", "!通话会录音。", "您说。")), ".//v:field/v:prompt")
    assert [(one.get("bargein"), one.text) for one in prompts] == [
        ("false", "通话会录音。"),
        ("true", "您说。"),
    ]


def test_slow_and_loud_is_prosody() -> None:
    (prosody,) = found(parsed(ANSWERS["slow and loud"]), ".//v:prosody")
    assert prosody.attrib == {"rate": "0.8", "volume": "loud"}
    assert found(parsed(ANSWERS["a question"]), ".//v:prosody") == []


def test_keys_have_a_star_and_a_length() -> None:
    root = parsed(ANSWERS["a number"])
    (grammar,) = found(root, ".//v:grammar[@mode='dtmf']")
    assert [one.get("repeat") for one in found(grammar, "v:rule/v:item")] == ["1-11"]
    keys = [one.text for one in found(grammar, ".//v:one-of/v:item")]
    assert keys == list("0123456789*")


def submissions(root: ElementTree.Element) -> dict[str, str]:
    """Return what each handler of a field calls its event, and where it submits it."""
    field = found(root, ".//v:field")[0]
    handlers = {name: found(field, f"v:{name}")[0] for name in ("noinput", "nomatch")}
    assert all(found(one, "v:submit")[0].get("next") == "vxml" for one in handlers.values())
    return {name: found(one, "v:assign")[0].get("expr") or "" for name, one in handlers.items()}


def test_silence_and_misses_are_submitted() -> None:
    expected = {"noinput": "'noinput'", "nomatch": "'nomatch'"}
    assert submissions(parsed(ANSWERS["a question"])) == expected


def test_all_that_is_submitted_is_declared_and_read() -> None:
    root = parsed(ANSWERS["a question"])
    declared = {one.get("name") for one in found(root, "v:var")}
    for submit in found(root, ".//v:submit"):
        assert set((submit.get("namelist") or "").split()) == declared
        assert submit.get("method") == "post"
    assigned = {one.get("name") for one in found(root, ".//v:assign")}
    assert assigned <= declared


@pytest.mark.parametrize("call", ["c-1", "it's", '"', "\\", "</vxml>", "呼叫", "a\nb", "\x01"])
def test_call_and_turn_travel_in_the_document(call: str) -> None:
    root = parsed(ANSWERS["a question"], call=call)
    values = {one.get("name"): one.get("expr") for one in found(root, "v:var")}
    assert ElementTree.fromstring(document(answer("gather"), call=call)) is not None
    assert values["turn"] == '"4"'
    assert values["call_id"] and json.loads(values["call_id"]) == call


def test_a_person_gets_what_is_known() -> None:
    root = parsed(ANSWERS["a person"])
    (transfer,) = found(root, ".//v:transfer")
    assert (transfer.get("dest"), transfer.get("type")) == ("tel:agents", "blind")
    assert "\\u6d66" in (transfer.get("aai") or "")  # ASCII: it becomes a SIP header
    assert found(root, ".//v:form/v:block/v:prompt")[0].text == "我给您转人工。"


@pytest.mark.parametrize("name", ["a question", "a moment", "the end", "a person has the call"])
def test_whatever_fails_leads_to_a_person(name: str) -> None:
    root = parsed(ANSWERS[name])
    assert found(root, "v:error/v:goto")[0].get("next") == "#person"
    assert len(found(root, "v:form[@id='person']/v:transfer")) == 1
    assert found(root, "v:form")[0].get("id") == "turn"  # the first form is the one entered
    # An error of the transfer itself must not come back to it.
    assert found(root, ".//v:transfer/v:error/v:disconnect")


def test_a_moment_comes_straight_back() -> None:
    block = found(parsed(ANSWERS["a moment"]), "v:form/v:block")[0]
    tags = [one.tag.split("}")[1] for one in block]
    assert tags == ["prompt", "assign", "submit"]
    assert found(block, "v:assign")[0].get("expr") == "'continue'"


def test_the_end_says_its_words_and_disconnects() -> None:
    block = found(parsed(ANSWERS["the end"]), "v:form/v:block")[0]
    assert [one.tag.split("}")[1] for one in block] == ["prompt", "disconnect"]


def test_after_a_hangup_the_document_only_ends() -> None:
    root = parsed(answer("none"), event="hangup")
    assert [one.tag.split("}")[1] for one in root.iter()][-3:] == ["form", "block", "exit"]


def test_a_person_who_has_the_call_is_not_disturbed() -> None:
    root = parsed(ANSWERS["a person has the call"])
    assert found(root, ".//v:field/v:prompt") == []
    assert found(root, ".//v:field/v:property")[0].get("value") == "60s"


# --- Who may speak -------------------------------------------------------------------------------


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def admit(line: str, password: str = SECRET) -> None:
    made = request("/ivr/vxml", headers={"authorization": line})
    DIALECT.admit(made, hotline(voicexml_password=password), NOW)


def test_the_right_password_opens() -> None:
    assert admit(basic("ivr", SECRET)) is None
    assert admit(basic("ivr", SECRET).replace("Basic", "basic")) is None


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Basic",
        "Basic !",
        SECRET,
        basic("ivr", ""),
        basic("ivr", SECRET + "0"),
        basic("root", SECRET),
        basic("ivr", SECRET).replace("Basic", "Bearer"),
        "Basic \udcff",
    ],
)
def test_any_other_password_is_refused(line: str) -> None:
    with pytest.raises(Refusal) as refusal:
        admit(line)
    assert (refusal.value.status, refusal.value.code) == (401, "bad_password")


def test_without_a_password_there_is_no_door() -> None:
    with pytest.raises(Refusal) as refusal:
        admit(basic("ivr", ""), password="")
    assert (refusal.value.status, refusal.value.code) == (404, "not_found")


# --- A server ------------------------------------------------------------------------------------


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
