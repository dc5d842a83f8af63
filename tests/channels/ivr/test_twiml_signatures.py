"""Who may speak as Twilio: whoever signs as its own library does."""

from __future__ import annotations

from typing import Any

import pytest
from twilio.request_validator import RequestValidator

from bot.channels.ivr.twiml import Twiml
from tests.channels.ivr.requests_made import NOW, hotline_with, refused, request_of
from tests.channels.ivr.twilio_forms import CALL, PUBLIC, TOKEN, form


def admit(signature: str, path: str = "/ivr/twilio?turn=3", body: bytes = b"", **keys: str) -> None:
    request = request_of(path, body or form(), {"x-twilio-signature": signature})
    keys = {"twilio_token": TOKEN, "public_url": PUBLIC, **keys}
    return Twiml().admit(request, hotline_with(**keys), NOW)


def twilios(address: str, fields: dict[str, str]) -> str:
    return str(RequestValidator(TOKEN).compute_signature(address, fields))


def test_twilios_own_signature_is_admitted() -> None:
    assert admit(twilios(PUBLIC + "/ivr/twilio?turn=3", CALL)) is None
    fields = {**CALL, "SpeechResult": "投诉&a=b 100%", "Digits": ""}
    path = "/ivr/twilio/status"
    assert admit(twilios(PUBLIC + path, fields), path, form(**fields)) is None


def test_without_a_public_address_the_one_that_was_called_is_signed() -> None:
    called = twilios("http://bot.example/ivr/twilio?turn=3", CALL)
    assert admit(called, public_url="") is None


def test_without_a_token_there_is_no_door() -> None:
    right = twilios(PUBLIC + "/ivr/twilio?turn=3", CALL)
    assert refused(lambda: admit(right, twilio_token="")) == (404, "not_found")
    unsigned = RequestValidator("").compute_signature(PUBLIC + "/ivr/twilio?turn=3", CALL)
    assert refused(lambda: admit(unsigned, twilio_token="")) == (404, "not_found")


RIGHT = twilios(PUBLIC + "/ivr/twilio?turn=3", CALL)


@pytest.mark.parametrize(
    "changed",
    [
        {"signature": ""},
        {"signature": RIGHT[:-2] + "A="},
        {"signature": RIGHT.lower()},
        {"signature": "签名"},
        {"signature": RIGHT, "path": "/ivr/twilio?turn=4"},
        {"signature": RIGHT, "path": "/ivr/twilio"},
        {"signature": RIGHT, "body": form(From="+8613800138001")},
        {"signature": RIGHT, "body": form(Digits="1")},
        {"signature": RIGHT, "body": form() + b"&From=%2B1"},
        {"signature": RIGHT, "twilio_token": TOKEN + "x"},
        {"signature": RIGHT, "public_url": "http://hotline.example/front"},
    ],
)
def test_whatever_is_changed_the_signature_no_longer_fits(changed: dict[str, Any]) -> None:
    assert refused(lambda: admit(**changed)) == (401, "bad_signature")
