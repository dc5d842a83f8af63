"""Real calls: SIPp telephones to a real Asterisk, which asks the running hotline what to say.

The dialplan is the one of our documentation. There is no recogniser in the switchboard: what
callers say is sent over the line and recorded there, but its text comes along in a SIP header.
"""

from __future__ import annotations

import statistics
import sys
import wave
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import numpy
import pytest
from sqlalchemy import text

from bot.database import Database
from tests.channels.ivr.calls.caller import Caller
from tests.channels.ivr.calls.line import Line, line_to
from tests.channels.ivr.calls.pbx import PASSWORD, Pbx, asterisk_root, running_pbx, until
from tests.running import RunningServer, model, running_server

SERVER = "tests.channels.ivr.calls.hotline_day_and_night"
STORY = "我要投诉浦发银行，信用卡年费扣了我三百块，要求退给我"
KEYS, SPEECH = "100", "200"  # the extensions of calls.conf
MANY, A_SECOND = 50, 10


@pytest.fixture(scope="module")
def root() -> Path:
    return asterisk_root()


@pytest.fixture(scope="module")
def server(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    var = tmp_path_factory.mktemp("var")
    surroundings = {
        "XIAOBAO_ASTERISK_PASSWORD": PASSWORD,
        "XIAOBAO_VOICE": "espeak",
        "XIAOBAO_TEST_PROFILES": str(var / "profiles"),
    }
    command = (sys.executable, "-m", SERVER, str(model()))
    with running_server(var, command=command, **surroundings) as running:
        yield running
        assert "Traceback" not in running.log, running.log[-3000:]


@pytest.fixture
def line(server: RunningServer) -> Iterator[Line]:
    with line_to(server.url) as laid:
        yield laid
        for one in laid.exchanges:  # shown when the test fails
            print(f"{one.at:.1f} {one.asked}\n   -> {one.told}")


@pytest.fixture
def pbx(root: Path, line: Line) -> Iterator[Pbx]:
    with running_pbx(root, line.url + "/ivr/asterisk") as running:
        yield running


def rows(server: RunningServer, query: str) -> list[tuple[object, ...]]:
    database = Database(f"sqlite:///{server.var / 'xiaobao.db'}")
    with database.session() as session:
        found = [tuple(row) for row in session.execute(text(query))]
    database.close()
    return found


def loudness(recording: Path) -> float:
    with wave.open(str(recording)) as sound:
        frames = sound.readframes(sound.getnframes())
    return float(numpy.abs(numpy.frombuffer(frames, dtype="<i2")).max())


def ended(line: Line, calls: int = 1) -> None:
    until(lambda: len(line.of_event("hangup")) >= calls, f"{calls} hang-ups")


def test_a_complaint_by_word_and_by_key_becomes_a_ticket(
    server: RunningServer, line: Line, pbx: Pbx, tmp_path: Path
) -> None:
    caller = Caller(tmp_path, number="13800138001").says(STORY).says("我叫王小明")
    caller.presses("13800138000#").says("对的").says("直接登记").listens().hangs_up()
    caller.run(pbx, SPEECH)
    ended(line)
    assert [one.status for one in line.exchanges] == [200] * len(line.exchanges)
    assert line.of_event("dtmf")[0].asked["digits"] == "13800138000"
    ticket = line.exchanges[-2].told["ticket"]
    assert (ticket,) in rows(server, "SELECT number FROM tickets")
    assert len(pbx.recordings) == 4
    assert all(loudness(recording) > 1000 for recording in pbx.recordings)
    assert all(line.seconds(one.told["audio"]) > 0.5 for one in line.of_event("start"))


def test_who_says_nothing_is_asked_twice_and_put_through(
    line: Line, pbx: Pbx, tmp_path: Path
) -> None:
    Caller(tmp_path, number="13800138002").is_hung_up_on().run(pbx, KEYS)
    silences = line.of_event("noinput")
    assert [one.told["action"] for one in silences] == ["gather", "gather", "transfer"]
    assert len({one.told["prompt"] for one in silences}) == 3
    pbx.waits_for("A PERSON ANSWERS 13800138002")
    ended(line)


def test_a_key_cuts_the_prompt_short_and_zero_brings_a_person(
    line: Line, pbx: Pbx, tmp_path: Path
) -> None:
    Caller(tmp_path, number="13800138003").keeps_pressing("0").is_hung_up_on().run(pbx, KEYS)
    start, pressed = line.of_event("start")[0], line.of_event("dtmf")[0]
    notice, question = (line.seconds(start.told[part]) for part in ("notice", "audio"))
    assert notice < pressed.at - start.at < notice + question  # the notice is heard out
    assert (pressed.asked["digits"], pressed.told["action"]) == ("0", "transfer")
    pbx.waits_for("A PERSON ANSWERS 13800138003")


def test_the_person_sees_what_it_is_about(line: Line, pbx: Pbx, tmp_path: Path) -> None:
    caller = Caller(tmp_path, number="13800138004").says(STORY).says("转人工").is_hung_up_on()
    caller.run(pbx, SPEECH)
    answered = pbx.waits_for("A PERSON ANSWERS 13800138004")
    assert "浦发银行" in unquote(answered) and line.of_event("speech")[-1].told["summary"]


def test_who_hangs_up_in_the_middle_finds_the_draft_again(
    line: Line, pbx: Pbx, tmp_path: Path
) -> None:
    first = Caller(tmp_path, number="13800138005").says(STORY)
    # A second of quiet ends the words; then the next question begins.
    first.hangs_up(after=first.speaks_ms + 2500).run(pbx, SPEECH)
    ended(line)
    assert line.of_event("hangup")[0].asked["cause"] == "16"
    assert line.of_event("speech")[0].told["action"] == "gather"
    Caller(tmp_path, number="13800138005").hangs_up(after=500).run(pbx, KEYS)
    ended(line, 2)
    assert "接着办" in line.of_event("start")[1].told["prompt"]


def test_without_the_hotline_the_caller_reaches_a_person(
    line: Line, pbx: Pbx, tmp_path: Path
) -> None:
    line.cut()
    Caller(tmp_path, number="13800138006").is_hung_up_on().run(pbx, KEYS)
    pbx.waits_for("A PERSON ANSWERS 13800138006")
    assert line.exchanges == []


def test_a_hotline_that_dies_during_the_call_leaves_nobody_alone(
    line: Line, pbx: Pbx, tmp_path: Path
) -> None:
    line.cut_after(1)
    caller = Caller(tmp_path, number="13800138007").presses("1", after=1500).is_hung_up_on()
    caller.run(pbx, KEYS)
    assert [one.asked["event"] for one in line.exchanges] == ["start"]
    pbx.waits_for("A PERSON ANSWERS 13800138007")


def test_fifty_calls_within_five_seconds_all_get_through(
    line: Line, pbx: Pbx, tmp_path: Path
) -> None:
    # Each waits for the other's turn, never for a certain second: the machine may be a slow one.
    caller = Caller(tmp_path, number="1390013[call_number]").says(STORY).listens().hangs_up()
    caller.run(pbx, SPEECH, calls=MANY, per_second=A_SECOND)
    ended(line, MANY)
    assert all("请说姓名" in one.told["prompt"] for one in line.of_event("speech"))
    for event in ("start", "speech", "hangup"):
        assert len({one.asked["call_id"] for one in line.of_event(event)}) == MANY, event
    assert {one.status for one in line.exchanges} == {200}
    took = sorted(one.took * 1000 for one in line.exchanges)
    slow = statistics.quantiles(took, n=20)[-1]
    print(f"\n{len(took)} events: p50 {statistics.median(took):.0f} ms, p95 {slow:.0f} ms")
    assert took[-1] < 5000  # when the dialplan gives up
