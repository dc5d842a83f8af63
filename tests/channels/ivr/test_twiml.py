"""TwiML: what Twilio sends is read, what it gets back is what its own library would write."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from pydantic import ValidationError
from twilio.twiml.voice_response import Dial, Enqueue, Gather, Refer, VoiceResponse

from bot.channels.ivr.twiml import Twiml
from bot.channels.messages import PhoneAnswer, PhoneTurn, Said
from tests.channels.ivr.requests_made import (
    DIGITS,
    FIRM,
    OPEN,
    TRANSFER,
    answer_of,
    hotline_with,
    refused,
    request_of,
)
from tests.channels.ivr.twilio_forms import CALL, PUBLIC, form


def read(path: str = "/ivr/twilio", **fields: str) -> PhoneTurn | None:
    return Twiml().read(request_of(path, form(**fields)))


def written(
    answer: PhoneAnswer | None,
    path: str = "/ivr/twilio?turn=3",
    body: bytes | None = None,
    **hotline: Any,
) -> str:
    request = request_of(path, form() if body is None else body)
    turn = Twiml().read(request)
    response = Twiml().write(request, hotline_with(**hotline), turn, answer)
    assert response.content_type == "text/xml; charset=utf-8"
    return response.body.decode()


def same(document: str, expected: VoiceResponse) -> bool:
    return ElementTree.canonicalize(document) == ElementTree.canonicalize(str(expected))


# --- What arrives


@pytest.mark.parametrize(
    ("path", "fields", "expected"),
    [
        ("", {"CallStatus": "ringing"}, ("0", "start", None, None, None)),
        ("", {}, ("0", "start", None, None, None)),
        ("?turn=0", {}, ("0", "start", None, None, None)),
        ("?turn=3", {"Digits": "1"}, ("3", "dtmf", None, None, "1")),
        (
            "?turn=3",
            {"Digits": "31010119900101001*"},
            ("3", "dtmf", None, None, "31010119900101001*"),
        ),
        ("?turn=3", {"Digits": "1*2"}, ("3", "dtmf", None, None, "1*2")),
        ("?turn=3", {"Digits": "1", "SpeechResult": "人工"}, ("3", "dtmf", None, None, "1")),
        ("?turn=3", {"Digits": "w7"}, ("3", "dtmf", None, None, "7")),
        ("?turn=3", {"Digits": "4" * 60}, ("3", "dtmf", None, None, "4" * 32)),
        (
            "?turn=12",
            {"SpeechResult": "我要投诉浦发银行。", "Confidence": "0.83"},
            ("12", "speech", "我要投诉浦发银行", 0.83, None),
        ),
        (
            "?turn=3",
            {"SpeechResult": "人工", "Confidence": "0.0"},
            ("3", "speech", "人工", None, None),
        ),
        (
            "?turn=3",
            {"SpeechResult": "人工", "Confidence": "nan"},
            ("3", "speech", "人工", None, None),
        ),
        (
            "?turn=3",
            {"SpeechResult": "人工", "Confidence": "7"},
            ("3", "speech", "人工", None, None),
        ),
        (
            "?turn=3",
            {"SpeechResult": "人工", "Confidence": "高"},
            ("3", "speech", "人工", None, None),
        ),
        ("?turn=3", {"SpeechResult": "人工"}, ("3", "speech", "人工", None, None)),
        ("?turn=3", {"SpeechResult": "长" * 2500}, ("3", "speech", "长" * 2000, None, None)),
        ("?turn=3", {}, ("3", "noinput", None, None, None)),
        ("?turn=3", {"SpeechResult": " 。"}, ("3", "noinput", None, None, None)),
        ("?turn=3", {"Digits": ""}, ("3", "noinput", None, None, None)),
        ("?turn=3&event=noinput", {}, ("3", "noinput", None, None, None)),
        ("?turn=3&event=continue", {}, ("3", "continue", None, None, None)),
        ("?turn=3", {"CallStatus": "completed"}, ("end", "hangup", None, None, None)),
    ],
)
def test_events(path: str, fields: dict[str, str], expected: tuple[Any, ...]) -> None:
    turn = read("/ivr/twilio" + path, **fields)
    assert turn is not None
    assert (turn.turn, turn.event, turn.text, turn.confidence, turn.digits) == expected
    assert (turn.call_id, turn.callee) == (CALL["CallSid"], "+861012378")


@pytest.mark.parametrize("status", ["completed", "busy", "failed", "no-answer", "canceled"])
def test_a_final_status_is_the_end_of_the_call(status: str) -> None:
    turn = read("/ivr/twilio/status", CallStatus=status)
    assert turn is not None and (turn.turn, turn.event) == ("end", "hangup")


@pytest.mark.parametrize("status", ["queued", "initiated", "ringing", "in-progress", "", "new one"])
def test_other_statuses_ask_for_nothing(status: str) -> None:
    assert read("/ivr/twilio/status", CallStatus=status) is None
    assert written(None, "/ivr/twilio/status").endswith("<Response />")


@pytest.mark.parametrize(
    ("sender", "caller"),
    [
        ("+8613800138000", "+8613800138000"),
        ("sip:1001@pbx.example", "1001"),
        ("anonymous", None),
        ("Anonymous", None),
        ("sip:anonymous@anonymous.invalid", None),
        ("+266696687", None),
        ("266696687", None),
        ("+7378742833", None),
        ("+86282452253", None),
        ("", None),
        ("1" * 65, None),
    ],
)
def test_a_withheld_number_is_no_number(sender: str, caller: str | None) -> None:
    turn = read(From=sender)
    assert turn is not None and turn.caller == caller


@pytest.mark.parametrize(
    "query", ["turn=-1", "turn=1.5", "turn=%EF%BC%91", "turn=a", "turn=1234567"]
)
def test_a_turn_that_is_not_ours_is_refused(query: str) -> None:
    assert refused(lambda: read(f"/ivr/twilio?{query}")) == (422, "invalid_field")


def test_an_event_that_is_not_ours_is_refused() -> None:
    assert refused(lambda: read("/ivr/twilio?turn=3&event=hangup")) == (422, "invalid_field")


@pytest.mark.parametrize("call", ["", "C" * 129])
def test_a_call_without_a_proper_name_is_refused(call: str) -> None:
    with pytest.raises(ValidationError):
        read(CallSid=call)


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe\x00", b"%ff%fe=%00", b"&&&===", b'{"CallSid": "CA1"}']
)
def test_bodies_that_are_no_form_are_refused(body: bytes) -> None:
    with pytest.raises(ValidationError, match="call_id"):
        Twiml().read(request_of("/ivr/twilio", body))


def test_a_form_of_endless_fields_is_refused() -> None:
    body = "&".join(f"f{n}=1" for n in range(500)).encode()
    attempt = lambda: Twiml().read(request_of("/ivr/twilio", body))  # noqa: E731
    assert refused(attempt) == (400, "too_many_fields")


# --- What is answered


def gathering(**changed: Any) -> Gather:
    manner = {
        "input": "dtmf speech",
        "action": "/ivr/twilio?turn=4",
        "method": "POST",
        "language": "cmn-Hans-CN",
        "timeout": 6,
        "speech_timeout": "auto",
        "num_digits": 1,
        "finish_on_key": "",
        "barge_in": True,
        "hints": "人工,再说一遍",
    }
    return Gather(**{**manner, **changed})


def test_a_question_is_a_gather_with_a_way_back_after_silence() -> None:
    expected = VoiceResponse()
    expected.say(FIRM.text, language="zh-CN")
    gather = gathering()
    gather.say(OPEN.text, language="zh-CN")
    expected.append(gather)
    expected.redirect("/ivr/twilio?turn=4&event=noinput", method="POST")
    assert same(written(answer_of("gather", FIRM, OPEN)), expected)


def test_digits_end_with_the_pound_key_and_star_is_a_key() -> None:
    expected = VoiceResponse()
    expected.say("请按身份证号。", language="zh-CN")
    expected.append(gathering(num_digits=18, finish_on_key="#", barge_in=False, hints=None))
    expected.redirect("/ivr/twilio?turn=4&event=noinput", method="POST")
    asked = Said(text="请按身份证号。", interruptible=False)
    assert same(written(answer_of("gather", asked, collect=DIGITS)), expected)


def test_what_must_be_heard_is_not_moved_before_what_was_said_first() -> None:
    document = ElementTree.fromstring(written(answer_of("gather", OPEN, FIRM, OPEN)))
    assert [element.tag for element in document] == ["Say", "Say", "Gather", "Redirect"]
    assert [say.text for say in document.iter("Say")] == [OPEN.text, FIRM.text, OPEN.text]


def test_the_addresses_are_public_ones_where_they_are_known() -> None:
    document = written(answer_of("gather", OPEN), public_url=PUBLIC)
    assert f'action="{PUBLIC}/ivr/twilio?turn=4"' in document


def test_slow_and_loud_is_ssml() -> None:
    expected = VoiceResponse()
    expected.say(voice="Polly.Zhiyu").prosody("您慢慢说。", rate="80%", volume="x-loud")
    expected.hangup()
    said = Said(text="您慢慢说。", interruptible=True)
    answer = answer_of("hangup", said, rate_percent=80, loud=True)
    assert same(written(answer, voice="Polly.Zhiyu"), expected)


def test_a_wait_comes_straight_back() -> None:
    expected = VoiceResponse()
    expected.say(FIRM.text, language="zh-CN")
    expected.redirect("/ivr/twilio?turn=4&event=continue", method="POST")
    assert same(written(answer_of("wait", FIRM)), expected)


def test_a_hang_up_says_goodbye_first() -> None:
    expected = VoiceResponse()
    expected.say(FIRM.text, language="zh-CN")
    expected.hangup()
    assert same(written(answer_of("hangup", FIRM)), expected)


DIALLED = {"action": "/ivr/twilio?turn=4&event=dialled", "method": "POST"}


@pytest.mark.parametrize("action", ["transfer", "none"])
def test_a_number_is_dialled_even_when_a_person_has_the_matter_already(action: str) -> None:
    expected = VoiceResponse()
    expected.say(FIRM.text, language="zh-CN")
    dial = Dial(**DIALLED)
    dial.number("01088888888")
    expected.append(dial)
    assert same(written(answer_of(action, FIRM), agents="01088888888"), expected)


def test_a_queue_is_waited_in() -> None:
    expected = VoiceResponse()
    expected.say(FIRM.text, language="zh-CN")
    enqueue = Enqueue(name="agents", **DIALLED)
    expected.append(enqueue)
    assert same(written(answer_of("transfer", FIRM, transfer=TRANSFER)), expected)


@pytest.mark.parametrize(
    ("agents", "address"),
    [
        ("sip:agents@pbx.example", "sip:agents@pbx.example?X-Summary="),
        ("sip:agents@pbx.example?X-Line=1", "sip:agents@pbx.example?X-Line=1&X-Summary="),
    ],
)
def test_a_sip_address_gets_the_gist(agents: str, address: str) -> None:
    document = ElementTree.fromstring(
        written(answer_of("transfer", FIRM, transfer=TRANSFER), agents=agents)
    )
    sip = document.find("Dial/Sip")
    assert sip is not None and sip.text is not None and sip.text.startswith(address)
    assert unquote(sip.text.removeprefix(address)) == "浦发银行；信用卡年费扣了三百元"


def test_a_call_may_be_referred() -> None:
    expected = VoiceResponse()
    refer = Refer(**DIALLED)
    refer.sip("sip:agents@pbx.example")
    expected.append(refer)
    assert same(written(answer_of("transfer"), agents="refer:sip:agents@pbx.example"), expected)


def test_a_long_gist_stays_within_what_a_header_takes() -> None:
    long = {"gist": "扣" * 2000}
    document = written(answer_of("transfer", transfer=long), agents="sip:agents@pbx.example")
    assert len(document) < 1200 and "%E6%89%A3" in document


@pytest.mark.parametrize(
    ("result", "told"),
    [
        ({"DialCallStatus": "completed"}, False),
        ({"QueueResult": "bridged"}, False),
        ({"QueueResult": "hangup"}, False),
        ({"DialCallStatus": "busy"}, True),
        ({"DialCallStatus": "no-answer"}, True),
        ({"QueueResult": "queue-full"}, True),
        ({}, True),
    ],
)
def test_whoever_reached_nobody_is_told_so(result: dict[str, str], told: bool) -> None:
    document = written(None, "/ivr/twilio?turn=4&event=dialled", form(**result))
    assert ("没能接通" in document) is told
    assert "<Hangup />" in document


def test_after_the_end_nothing_is_said() -> None:
    end = answer_of("none", turn="end")
    assert written(end, body=form(CallStatus="completed")).endswith("<Response />")


@pytest.mark.parametrize(
    "words", ["</Say><Hangup/>", "a & b < c \" '", "]]>", "<!DOCTYPE x>", "&#0;"]
)
def test_words_stay_words(words: str) -> None:
    said = Said(text=words, interruptible=False)
    document = ElementTree.fromstring(written(answer_of("hangup", said)))
    assert [element.tag for element in document] == ["Say", "Hangup"]
    assert document[0].text == words


def test_what_xml_cannot_hold_does_not_break_the_document() -> None:
    said = Said(text="工\x00行\x0b\ufffe费\ud800", interruptible=False)
    document = ElementTree.fromstring(written(answer_of("hangup", said)))
    assert document[0].text == "工行费"
