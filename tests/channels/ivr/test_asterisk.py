"""The dialect of our Asterisk dialplan: who may speak it, what is read, what is written."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from pydantic import ValidationError

from bot.channels.errors import Refusal
from bot.channels.ivr.asterisk import LONGEST_PROMPT, LONGEST_SUMMARY, Asterisk
from bot.channels.messages import Collect, PhoneAnswer, PhoneTurn, Said
from bot.privacy.encryption import Cipher
from bot.voices.sounds import Sounds
from bot.voices.speaker import Speaker
from bot.voices.voice import CannotSpeak
from tests.channels.bad_input import HOSTILE_WORDS, by_name
from tests.voices.voices import Beep, measures

NOW = datetime(2026, 11, 22, tzinfo=timezone.utc)
PASSWORD = "pass:word 密"
ASTERISK_HOLDS = 4096  # bytes of an answer, decoded
START = {"call_id": "1795.4", "turn": "1", "event": "start"}
COLLECT = Collect(
    modes=["speech", "dtmf"],
    expects="phone",
    max_digits=11,
    end_key="#",
    timeout_s=6.0,
    between_keys_s=3.0,
    end_silence_ms=800,
    sensitive=True,
)


def hotline(password: str = PASSWORD) -> Any:
    phone = SimpleNamespace(asterisk_password=password)
    settings = SimpleNamespace(phone=phone, voice="", var=Path("none"))
    profile = SimpleNamespace(phone=SimpleNamespace(agents="agents"))
    return SimpleNamespace(settings=settings, profile=profile, cipher=None)


def posted(body: bytes = b"", speaker: Speaker | None = None, **headers: str) -> Any:
    app = SimpleNamespace(ctx=SimpleNamespace(speaker=speaker))
    return SimpleNamespace(body=body, headers=headers, app=app, scheme="http")


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def read(**fields: str) -> PhoneTurn:
    return Asterisk().read(posted(urlencode({**START, **fields}).encode()))


def written(answer: PhoneAnswer | None, request: Any = None) -> dict[str, str]:
    response = Asterisk().write(request or posted(host="127.0.0.1:5005"), hotline(), None, answer)
    assert response.body is not None and b"+" not in response.body
    return dict(parse_qsl(response.body.decode("ascii"), True))


def an_answer(**values: Any) -> PhoneAnswer:
    usual = {"say": [Said(text="您好， 请说。", interruptible=True)], "action": "gather"}
    return PhoneAnswer(call_id="1795.4", turn="1", **{**usual, **values})


def test_the_dialplans_password_opens_the_door() -> None:
    request = posted(authorization=basic("ivr", PASSWORD))
    assert Asterisk().admit(request, hotline(), NOW) is None


NOT_ADMITTED = {
    "nothing": "",
    "another password": basic("ivr", "guess"),
    "another user": basic("root", PASSWORD),
    "no password": basic("ivr", ""),
    "a beginning": basic("ivr", PASSWORD[:4]),
    "another scheme": basic("ivr", PASSWORD).replace("Basic", "Bearer"),
    "no base64": "Basic %%%",
    "half of it": basic("ivr", PASSWORD)[:-3],
    "not UTF-8": "Basic " + base64.b64encode(b"ivr:\xff\xfe").decode(),
    "not ASCII": "Basic 密码",
    "much": "Basic " + "QUJD" * 100_000,
}


@pytest.mark.parametrize("header", by_name(NOT_ADMITTED))
def test_whoever_does_not_know_it_stays_outside(header: str) -> None:
    with pytest.raises(Refusal) as refused:
        Asterisk().admit(posted(authorization=header), hotline(), NOW)
    assert (refused.value.status, refused.value.code) == (401, "bad_password")
    assert PASSWORD not in refused.value.message


@pytest.mark.parametrize("header", ["", basic("ivr", ""), basic("ivr", PASSWORD)])
def test_without_a_password_there_is_no_door(header: str) -> None:
    with pytest.raises(Refusal) as refused:
        Asterisk().admit(posted(authorization=header), hotline(""), NOW)
    assert refused.value.status == 404


EVENTS: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "start": ({"from": "13812345678", "to": "12378"}, {"event": "start", "caller": "13812345678"}),
    "speech": (
        {"event": "speech", "speech": "我要 投诉+1", "confidence": "0.83"},
        {"event": "speech", "text": "我要 投诉+1", "confidence": 0.83},
    ),
    "keys": ({"event": "dtmf", "digits": "31010119900101001*"}, {"digits": "31010119900101001*"}),
    "one key": ({"event": "dtmf", "digits": "0"}, {"event": "dtmf", "digits": "0"}),
    "only the end key": ({"event": "dtmf", "digits": ""}, {"event": "nomatch", "digits": None}),
    "keys of no telephone": ({"event": "dtmf", "digits": "AD"}, {"event": "nomatch"}),
    "silence": ({"event": "noinput", "digits": "", "speech": ""}, {"event": "noinput"}),
    "going on": ({"event": "continue"}, {"event": "continue"}),
    "the end": (
        {"event": "hangup", "turn": "end", "cause": "16"},
        {"event": "hangup", "turn": "end", "meta": {"cause": "16"}},
    ),
    "somebody old": ({"elder": "1"}, {"elder": True}),
    "nobody old": ({"elder": ""}, {"elder": False}),
    "a withheld number": ({"from": "anonymous"}, {"caller": None}),
    "no number": ({"from": ""}, {"caller": None}),
    "no confidence": ({"confidence": ""}, {"confidence": None}),
    "nonsense for a confidence": ({"confidence": "nan"}, {"confidence": None}),
}


@pytest.mark.parametrize(("fields", "expected"), by_name(EVENTS))
def test_what_the_dialplan_sends_is_read(fields: dict[str, str], expected: dict[str, Any]) -> None:
    turn = read(**fields).dict()
    assert {key: turn[key] for key in expected} == expected


REFUSED: dict[str, tuple[bytes, int]] = {
    "not ASCII": ("call_id=话".encode(), 400),
    "not UTF-8": (b"call_id=%ff%fe&turn=1&event=start", 400),
    "a field twice": (b"call_id=1&call_id=2&turn=1&event=start", 400),
    "very many fields": (b"&".join(b"f%d=1" % n for n in range(1000)), 400),
    "an unknown field": (b"call_id=1&turn=1&event=start&meta=1", 422),
    "elder perhaps": (b"call_id=1&turn=1&event=start&elder=perhaps", 422),
    "a large body": (b"speech=" + b"a" * 70_000, 413),
}


@pytest.mark.parametrize(("body", "status"), by_name(REFUSED))
def test_what_is_no_form_of_ours_is_refused(body: bytes, status: int) -> None:
    with pytest.raises(Refusal) as refused:
        Asterisk().read(posted(body))
    assert refused.value.status == status


WRONG = {
    "nothing": {},
    "no call": {"turn": "1", "event": "start"},
    "no turn": {"call_id": "1", "event": "start"},
    "no event": {"call_id": "1", "turn": "1"},
    "an unknown event": {**START, "event": "transfer"},
    "a long call id": {**START, "call_id": "1" * 129},
    "a turn with spaces": {**START, "turn": "1 2"},
    "two kilobytes of speech too many": {**START, "to": "1" * 65},
}


@pytest.mark.parametrize("fields", by_name(WRONG))
def test_what_breaks_the_turn_model_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Asterisk().read(posted(urlencode(fields).encode()))


@pytest.mark.parametrize("words", by_name(HOSTILE_WORDS))
def test_hostile_words_are_words(words: str) -> None:
    whole = words.encode("utf-8", "ignore").decode()
    body = urlencode({**START, "event": "speech", "speech": whole}, quote_via=quote).encode()
    assert Asterisk().read(posted(body)).text == (whole or None)


def test_a_question_with_keys() -> None:
    form = written(an_answer(collect=COLLECT, loud=True))
    assert form == {
        "action": "gather",
        "notice": "",
        "audio": "",
        "prompt": "您好， 请说。",
        "interruptible": "yes",
        "loud": "yes",
        "max_digits": "11",
        "timeout": "6",
        "between_keys": "3",
        "end_silence_ms": "800",
        "sensitive": "yes",
        "target": "",
        "ticket": "",
        "summary": "",
    }


def test_a_space_is_not_a_plus() -> None:
    response = Asterisk().write(posted(), hotline(), None, an_answer(ticket="1 2+3"))
    assert response.body is not None and b"ticket=1%202%2B3" in response.body


def test_one_sentence_to_hear_out_makes_the_whole_answer_so() -> None:
    both = [Said(text="好的。", interruptible=False), Said(text="请说。", interruptible=True)]
    assert written(an_answer(say=both))["interruptible"] == "no"


def test_a_transfer_brings_the_target_and_the_gist() -> None:
    transfer = {"gist": "年费被扣\r\nX-Evil: 1", "amount": 300, "known": ["phone"], "demand": None}
    form = written(an_answer(action="transfer", transfer=transfer, ticket="2683733580"))
    assert (form["action"], form["target"], form["ticket"]) == ("transfer", "agents", "2683733580")
    assert form["summary"] == "年费被扣 X-Evil: 1"


def test_a_transfer_without_a_gist_is_a_transfer() -> None:
    assert written(an_answer(action="transfer", transfer=None))["summary"] == ""


@pytest.mark.parametrize("action", ["hangup", "none", "wait"])
def test_other_actions_go_out_as_they_are(action: str) -> None:
    form = written(an_answer(action=action))
    assert (form["action"], form["target"], form["max_digits"]) == (action, "", "0")


def test_the_longest_answer_fits_into_asterisk() -> None:
    speaker = Speaker(Beep(), SimpleNamespace(name_of=lambda *_: "a" * 64, find=lambda _: b"."))
    request = posted(speaker=speaker, host="h" * 100)
    say = [Said(text="长" * 500, interruptible=True)] * 50
    transfer = dict.fromkeys(("gist", "institution", "demand", "last_ticket"), "长" * 500)
    answer = an_answer(say=say, action="transfer", transfer=transfer, ticket="1" * 10)
    form = written(answer, request)
    assert (len(form["prompt"]), len(form["summary"])) == (LONGEST_PROMPT, LONGEST_SUMMARY)
    assert len("".join(form.values()).encode()) < ASTERISK_HOLDS


def test_nothing_due_is_an_empty_form() -> None:
    assert written(None) == {}


@pytest.fixture
def speaker(tmp_path: Path) -> Speaker:
    return Speaker(Beep(), Sounds(tmp_path / "audio", Cipher(bytes(range(32)))))


async def test_what_is_said_can_be_fetched_in_its_order(speaker: Speaker) -> None:
    request = posted(speaker=speaker, host="pbx.example:5005")
    answer = an_answer(say=[Said(text=text, interruptible=True) for text in ("一", "二", "一")])
    await Asterisk().prepare(request, hotline(), answer)
    addresses = written(answer, request)["audio"].split("&")
    assert len(addresses) == 3 and addresses[0] == addresses[2] != addresses[1]
    for address, text in zip(addresses, "一二一", strict=True):
        parts = urlsplit(address)
        assert (parts.scheme, parts.netloc) == ("http", "pbx.example:5005")
        name = parts.path.removeprefix("/ivr/audio/").removesuffix(".wav")
        sound = speaker.sounds.find(name)
        assert sound is not None
        assert measures(sound)[3] == pytest.approx(len(text) / 10)


async def test_what_must_be_heard_out_goes_before_what_may_be_spoken_over(
    speaker: Speaker,
) -> None:
    request = posted(speaker=speaker, host="h")
    words = (("一", True), ("二", False), ("三", True))
    answer = an_answer(say=[Said(text=text, interruptible=free) for text, free in words])
    await Asterisk().prepare(request, hotline(), answer)
    form = written(answer, request)
    assert form["notice"].count("&") == 1 and form["audio"].endswith(".wav")
    assert (form["interruptible"], form["prompt"]) == ("no", "一二三")
    assert form["audio"] not in form["notice"] and "&" not in form["audio"]


async def test_speech_at_another_pace_is_another_sound(speaker: Speaker) -> None:
    request, audio = posted(speaker=speaker, host="h"), set()
    for rate in (100, 80):
        answer = an_answer(rate_percent=rate)
        await Asterisk().prepare(request, hotline(), answer)
        audio.add(written(answer, request)["audio"])
    assert len(audio) == 2


async def test_without_a_voice_only_the_words_go_out() -> None:
    request = posted(host="h")
    await Asterisk().prepare(request, hotline(), an_answer())
    assert written(an_answer(), request)["audio"] == ""


class Hoarse(Beep):
    def speak(self, text: str, rate_percent: int = 100) -> bytes:
        raise CannotSpeak("a cold")


async def test_a_voice_that_fails_leaves_the_words(
    speaker: Speaker, caplog: pytest.LogCaptureFixture
) -> None:
    request = posted(speaker=replace(speaker, voice=Hoarse()), host="h")
    await Asterisk().prepare(request, hotline(), an_answer())
    form = written(an_answer(), request)
    assert (form["audio"], form["prompt"]) == ("", "您好， 请说。")
    assert "a cold" in caplog.text and "您好" not in caplog.text


@pytest.mark.parametrize("host", ["", "a b", "h&x=1", "evil/\r\n", "h" * 200])
def test_a_host_that_is_none_is_not_handed_on(speaker: Speaker, host: str) -> None:
    speaker.say("您好， 请说。", 100)
    assert written(an_answer(), posted(speaker=speaker, host=host))["audio"] == ""
