"""VoiceXML documents, checked against W3C's own DTD; no interpreter has run them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest

from bot.channels.ivr.voicexml import VoiceXml
from bot.channels.messages import PhoneAnswer
from tests.channels.ivr.clouds import (
    A_NUMBER,
    KNOWN,
    answer,
    hotline,
    listening,
    request,
)

DTD = "schema/dtd/REC-voicexml21-20070619/vxml.dtd"
PUBLISHED = b"http://www.w3.org/TR/voicexml21/vxml.dtd"
NAMESPACE = {"v": "http://www.w3.org/2001/vxml"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
DIALECT = VoiceXml()
START_PAGE = Path(__file__).parents[3] / "docs" / "ivr" / "voicexml.md"


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
        pytest.skip("optional: needs the Debian packages w3c-sgml-lib and libxml2-utils")
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
