"""The clients of each protocol against answers written by the server's own dialects."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sanic import Request as Received

from benchmarks.callers import PHONES
from benchmarks.callers.phone import Event, Heard, Phone, Request, Site
from bot.channels.ivr.dialects import DIALECTS
from bot.channels.messages import PhoneAnswer, PhoneTurn
from bot.phone_keys import PhoneKeys
from tests.channels.ivr.requests_made import (
    DIGITS,
    FIRM,
    NOW,
    OPEN,
    TRANSFER,
    answer_of,
    hotline_with,
    request_of,
)

KEYS = PhoneKeys(
    asterisk_password="p" * 16,
    aliyun_key_id="key",
    aliyun_key_secret="s" * 16,
    twilio_token="t" * 16,
    jambonz_secret="j" * 16,
)
WRITERS = {dialect.name: dialect for dialect in DIALECTS}
TURN = PhoneTurn(call_id="c-1", turn="3", event="speech", text="你好")


def phone_of(name: str) -> Phone:
    async def post(request: Request) -> bytes:
        raise AssertionError("nothing is posted here")

    return PHONES[name](Site("http://bot.example", "i" * 16, KEYS), post)


def written(name: str, answer: PhoneAnswer, agents: str = "agents") -> Heard:
    """Return what a client reads in what the server's dialect wrote."""
    received, hotline = _received(f"/ivr/{name}"), hotline_with(agents=agents)
    return phone_of(name).read(WRITERS[name].write(received, hotline, TURN, answer).body)


def _received(path: str) -> Received:
    request = request_of(path)
    request.app.ctx = type("Context", (), {"speaker": None})()
    return request


@pytest.fixture(params=PHONES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_words_and_action_of_a_question(name: str) -> None:
    heard = written(name, answer_of("gather", FIRM, OPEN))
    assert (heard.words, heard.action) == (FIRM.text + OPEN.text, "gather")
    assert heard.collects is not None and heard.collects.max_digits == 1
    assert heard.ticket is None and heard.transfer is None


def test_what_is_said_slowly_and_loudly_is_said_all_the_same(name: str) -> None:
    heard = written(name, answer_of("gather", FIRM, OPEN, rate_percent=80, loud=True))
    assert heard.words == FIRM.text + OPEN.text


def test_keys_to_be_collected(name: str) -> None:
    heard = written(name, answer_of("gather", OPEN, collect=DIGITS))
    assert heard.collects is not None and heard.collects.max_digits == 18
    assert heard.collects.end_key == ("" if name == "asterisk" else "#")


@pytest.mark.parametrize("agents", ["agents", "sip:a@b.example", "95588", "refer:sip:a@b.example"])
def test_a_transfer_names_its_target(name: str, agents: str) -> None:
    heard = written(name, answer_of("transfer", FIRM, transfer=TRANSFER), agents)
    assert (heard.action, heard.words) == ("transfer", FIRM.text)
    assert heard.transfer and heard.collects is None


@pytest.mark.parametrize("action", ["hangup", "wait"])
def test_the_other_actions(name: str, action: str) -> None:
    words = FIRM.copy(update={"text": "请稍等，我查一下。"})
    assert written(name, answer_of(action, words)).action == action


def test_a_number_said_is_a_ticket(name: str) -> None:
    said = FIRM.copy(update={"text": "登记好了，单号二六，八五九幺，六幺四幺。"})
    heard = written(name, answer_of("gather", said, ticket="2685916141"))
    assert heard.ticket == "2685916141"


@pytest.mark.parametrize(
    ("event", "values"),
    [
        (Event("start"), {"event": "start", "caller": "13800138000"}),
        (
            Event("speech", "扣了 三百块", 0.5, ("买了",)),
            {"event": "speech", "text": "扣了 三百块"},
        ),
        (Event("dtmf", keys="110*"), {"event": "dtmf", "digits": "110*"}),
        (Event("noinput"), {"event": "noinput"}),
        (Event("hangup"), {"event": "hangup"}),
    ],
)
def test_the_server_reads_what_was_meant(name: str, event: Event, values: dict[str, Any]) -> None:
    phone = phone_of(name)
    phone.caller, phone.call_id, phone.turn = "13800138000", "c-1", 0
    if event.kind != "start":
        phone.turn = 3
        received = WRITERS[name].write(
            _received(f"/ivr/{name}"), hotline_with(), TURN, answer_of("gather", OPEN)
        )
        phone.read(received.body)
    turn = read_by_the_server(name, phone.request(event))
    assert turn is not None and turn.call_id == "c-1"
    assert {key: getattr(turn, key) for key in values} == values


def read_by_the_server(name: str, sent: Request) -> PhoneTurn | None:
    """Return the event as the dialect reads it; raises Refusal for a signature that is wrong."""
    path = sent.address.removeprefix("http://bot.example")
    headers = {key.lower(): value for key, value in sent.headers.items()}
    request = request_of(path, sent.body, headers)
    hotline = hotline_with()
    hotline.settings.phone, hotline.settings.ivr_secret = KEYS, "i" * 16  # type: ignore[misc]
    WRITERS[name].admit(request, hotline, NOW.now(NOW.tzinfo))
    return WRITERS[name].read(request)


def test_two_calls_are_two(name: str) -> None:
    ids = set()

    async def post(request: Request) -> bytes:
        ids.add(phone.call_id)
        raise TimeoutError

    phone = PHONES[name](Site("http://bot.example", "i" * 16, KEYS), post)
    for _ in range(2):
        with pytest.raises(TimeoutError):
            asyncio.run(phone.begin("1"))
    assert len(ids) == 2
