"""The Asterisk door of the running hotline: forms over HTTP, as a dialplan sends them."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from tests.channels.bad_input import HOSTILE_WORDS, by_name
from tests.running import RunningServer, running_server
from tests.voices.voices import measures

PASSWORD = "for-the-tests-only"
STORY = "我要投诉浦发银行，信用卡年费扣了我三百块，要求退给我"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    if not shutil.which("espeak-ng"):
        pytest.skip("the Debian package espeak-ng is not installed")
    var = tmp_path_factory.mktemp("var")
    with running_server(var, XIAOBAO_ASTERISK_PASSWORD=PASSWORD, XIAOBAO_VOICE="espeak") as running:
        yield running
        assert "Traceback" not in running.log, running.log[-3000:]


@dataclass
class Call:
    """One call as the dialplan carries it; answers `wait` by coming straight back."""

    server: RunningServer
    number: str = ""
    call_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    turn: int = 0

    def send(self, event: str, **fields: str) -> dict[str, str]:
        self.turn += 1
        answer = self.post(turn=str(self.turn), event=event, **fields)
        return self.send("continue") if answer["action"] == "wait" else answer

    def post(self, **fields: str) -> dict[str, str]:
        form = {"call_id": self.call_id, "from": self.number, **fields}
        response = requests.post(
            self.server.url + "/ivr/asterisk", data=form, auth=("ivr", PASSWORD), timeout=30
        )
        assert response.status_code == 200, response.text
        return dict(parse_qsl(response.text, True))


def sounds(answer: dict[str, str]) -> list[str]:
    return [one for key in ("notice", "audio") for one in answer[key].split("&") if one]


def test_a_complaint_by_word_and_key_to_the_ticket(server: RunningServer) -> None:
    call = Call(server)
    assert call.send("start")["action"] == "gather"
    call.send("speech", speech=STORY, confidence="0.8")
    number = call.send("speech", speech="我叫王小明", confidence="0.8")
    assert (number["max_digits"], number["sensitive"]) == ("11", "yes")
    summary = call.send("dtmf", digits="13800138000")
    assert "浦发银行" in summary["prompt"] and "13800138000" not in summary["prompt"]
    call.send("dtmf", digits="1")
    assert call.send("dtmf", digits="1")["ticket"].isdecimal()


def test_each_sentence_can_be_fetched_without_a_password(server: RunningServer) -> None:
    addresses = sounds(Call(server).send("start"))
    assert addresses
    for address in addresses:
        response = requests.get(address, timeout=30)
        assert response.headers["content-type"] == "audio/wav"
        assert "max-age" in response.headers["cache-control"]
        assert measures(response.content)[:3] == (8000, 1, 2)


def test_the_same_turn_again_gets_the_same_answer(server: RunningServer) -> None:
    call = Call(server)
    call.send("start")
    again = [call.post(turn="2", event="noinput") for _ in range(3)]
    assert again[0] == again[1] == again[2]
    assert call.send("noinput") == again[0]  # turn 2, once more
    assert call.send("noinput")["prompt"] != again[0]["prompt"]


def test_a_hang_up_is_answered_with_nothing(server: RunningServer) -> None:
    call = Call(server)
    call.send("start")
    ended = call.post(turn="end", event="hangup", cause="16")
    assert (ended["action"], sounds(ended), ended["prompt"]) == ("none", [], "")


def test_callers_without_a_number_do_not_find_one_anothers_drafts(server: RunningServer) -> None:
    for number in ("anonymous", "266696687"):
        first = Call(server, number)
        first.send("start")
        first.send("speech", speech="浦发银行信用卡年费扣了我三百块")
        first.post(turn="end", event="hangup")
        assert "接着办" not in Call(server, number).send("start")["prompt"]


def test_calls_from_one_number_at_once_stay_apart(server: RunningServer) -> None:
    calls = [Call(server, "01062228888") for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        started = list(pool.map(lambda call: call.send("start"), calls))
        banks = ("浦发银行", "工商银行") * 3
        list(
            pool.map(
                lambda c, b: c.send("speech", speech=STORY.replace("浦发银行", b)), calls, banks
            )
        )
    assert {answer["action"] for answer in started} == {"gather"}
    for call, bank in zip(calls, banks, strict=True):
        call.send("speech", speech="我叫王小明")
        assert bank in call.send("dtmf", digits="13800138000")["prompt"]


@pytest.mark.parametrize("words", by_name(HOSTILE_WORDS))
def test_hostile_words_get_an_answer(server: RunningServer, words: str) -> None:
    call = Call(server)
    answer = call.send("speech", speech=words.encode("utf-8", "ignore").decode())
    assert answer["action"] in ("gather", "transfer", "hangup") and answer["prompt"]


@pytest.mark.parametrize("password", [None, ("ivr", "guess"), ("root", PASSWORD)])
def test_without_the_password_nothing_is_stored(
    server: RunningServer, password: tuple[str, str] | None
) -> None:
    call, url = Call(server), server.url + "/ivr/asterisk"
    form = {"call_id": call.call_id, "turn": "1", "event": "speech", "speech": STORY}
    assert requests.post(url, data=form, auth=password, timeout=30).status_code == 401
    assert "录音" in call.send("start")["prompt"]  # the call begins only now


NO_SOUNDS = {
    "unknown": "0" * 64 + ".wav",
    "capitals": "A" * 64 + ".wav",
    "short": "ab.wav",
    "no suffix": "0" * 64,
    "encoded traversal": "..%2f..%2fkeys%2fdata.key",
    "traversal with a suffix": "..%2fxiaobao.db%00.wav",
    "nothing": "",
}


@pytest.mark.parametrize("file", by_name(NO_SOUNDS))
def test_there_is_nothing_but_sounds(server: RunningServer, file: str) -> None:
    assert requests.get(f"{server.url}/ivr/audio/{file}", timeout=30).status_code == 404


def test_a_sound_has_one_address_only(server: RunningServer) -> None:
    address = sounds(Call(server).send("start"))[0]
    assert requests.get(address.removesuffix(".wav"), timeout=30).status_code == 404
    assert requests.post(address, timeout=30).status_code == 405


def test_the_address_is_the_one_that_the_pbx_uses(server: RunningServer) -> None:
    addresses = sounds(Call(server).send("start"))
    assert {urlsplit(address).netloc for address in addresses} == {urlsplit(server.url).netloc}
