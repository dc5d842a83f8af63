"""Whole calls over TwiML and jambonz against the running server, as the platforms drive them."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
import requests
from twilio.request_validator import RequestValidator

from tests.running import RunningServer, running_server

TOKEN, SECRET, PUBLIC = "a token for tests", "a secret for tests", "https://hotline.example"
TIMEOUT = 30
STORY = "我要投诉浦发银行信用卡年费扣了我三百块我要求他退给我。"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """The hotline with the doors of both platforms open."""
    keys = {
        "XIAOBAO_TWILIO_TOKEN": TOKEN,
        "XIAOBAO_JAMBONZ_SECRET": SECRET,
        "XIAOBAO_PUBLIC_URL": PUBLIC,
    }
    with running_server(tmp_path_factory.mktemp("var"), **keys) as running:
        yield running


def twilio(server: RunningServer, address: str, **fields: str) -> Element:
    """Ask as Twilio does; a wait is followed."""
    path = address.removeprefix(PUBLIC)
    form = {"CallSid": "CA1", "From": "+8613800138000", "CallStatus": "in-progress", **fields}
    sign = RequestValidator(TOKEN).compute_signature(PUBLIC + path, form)
    answer = requests.post(
        server.url + path, data=form, headers={"X-Twilio-Signature": sign}, timeout=TIMEOUT
    )
    assert answer.status_code == 200, answer.text
    document = ElementTree.fromstring(answer.content)
    back = document.findtext("Redirect") or ""
    return twilio(server, back) if "event=continue" in back else document


def action(document: Element) -> str:
    gather = document.find("Gather")
    assert gather is not None
    return gather.attrib["action"]


def spoken(document: Element) -> str:
    return "".join(say.text or "" for say in document.iter("Say"))


def test_a_twiml_call_from_ringing_to_the_end(server: RunningServer) -> None:
    opening = twilio(server, "/ivr/twilio", CallStatus="ringing")
    assert "录音" in spoken(opening)
    name = twilio(server, action(opening), SpeechResult=STORY, Confidence="0.8")
    phone = twilio(server, action(name), SpeechResult="我叫王小明")
    again = twilio(server, action(name), SpeechResult="我叫王小明")
    assert ElementTree.tostring(again) == ElementTree.tostring(phone)
    silent = twilio(server, phone.findtext("Redirect") or "")
    assert "手机" in spoken(phone) and "没听到" in spoken(silent)
    summary = twilio(server, action(silent), Digits="13800138000")
    assert "浦发银行" in spoken(summary) and "八零零零" in spoken(summary)
    for _ in range(2):
        assert not list(twilio(server, "/ivr/twilio/status", CallStatus="completed"))


def test_an_unsigned_twiml_call_is_refused(server: RunningServer) -> None:
    answer = requests.post(server.url + "/ivr/twilio", data={"CallSid": "CA2"}, timeout=TIMEOUT)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "bad_signature")


def jambonz(server: RunningServer, path: str, **fields: Any) -> Any:
    """Ask as jambonz does; a wait is followed."""
    call = {"call_sid": "j-1", "from": "+8613900139000", "call_status": "in-progress"}
    body, stamp = json.dumps({**call, **fields}).encode(), str(int(time.time()))
    mac = hmac.new(SECRET.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    headers = {"Jambonz-Signature": f"t={stamp},v1={mac}"}
    answer = requests.post(server.url + path, data=body, headers=headers, timeout=TIMEOUT)
    assert answer.status_code == 200, answer.text
    verbs = answer.json() if answer.content else None
    waits = [verb for verb in verbs or [] if verb["verb"] == "redirect"]
    return jambonz(server, waits[0]["actionHook"]) if waits else verbs


def hook(verbs: Any) -> str:
    return next(str(verb["actionHook"]) for verb in verbs if verb["verb"] == "gather")


def test_a_jambonz_call_from_the_first_hook_to_the_end(server: RunningServer) -> None:
    verbs = jambonz(server, "/ivr/jambonz", call_status="trying")
    assert "录音" in json.dumps(verbs, ensure_ascii=False)
    heard = {"alternatives": [{"transcript": STORY, "confidence": 0.8}], "is_final": True}
    verbs = jambonz(server, hook(verbs), reason="speechDetected", speech=heard)
    assert "称呼" in json.dumps(verbs, ensure_ascii=False)
    assert jambonz(server, hook(verbs), speech={**heard, "is_final": False}) is None
    silent = jambonz(server, hook(verbs), reason="timeout")
    assert jambonz(server, hook(verbs), reason="timeout") == silent
    unsure = jambonz(server, hook(silent), reason="stt-low-confidence", speech=heard)
    assert unsure != silent and "称呼" in json.dumps(unsure, ensure_ascii=False)
    assert jambonz(server, "/ivr/jambonz/status", call_status="completed") == []
