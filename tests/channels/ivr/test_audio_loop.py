"""What callers say, by sound alone: voice, A-law, SIPp, Asterisk, recogniser, hotline, answer.

For whoever asks for it with XIAOBAO_AUDIO_LOOP=1: it takes minutes and half a gigabyte of packages
(audio.txt), so `.ci` does not run it. The voice was trained on a corpus for non-commercial use:
nothing of it, and nothing it said, is kept in the repository or shipped. No two runs hear the same:
what is asserted is what the hotline made of it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.channels.ivr.calls.audio_loop import can_hear, mouth_and_ears, says
from tests.channels.ivr.calls.caller import Caller
from tests.channels.ivr.calls.line import Exchange, Line, line_to
from tests.channels.ivr.calls.pbx import PASSWORD, Pbx, asterisk_root, running_pbx
from tests.running import model, running_server

pytestmark = pytest.mark.skipif(
    os.environ.get("XIAOBAO_AUDIO_LOOP") != "1",
    reason="optional: takes minutes; set XIAOBAO_AUDIO_LOOP=1",
)
SERVER = "tests.channels.ivr.calls.hotline_day_and_night"
A_PERSON = "转人工"
COMPLAINTS = {
    "浦发银行": "我要投诉浦发银行，信用卡年费扣了我三百块",
    "招商银行": "我在招商银行买的理财亏了",
}


@dataclass
class Loop:
    """A switchboard that hears, its wire to the hotline, and the voice of its callers."""

    pbx: Pbx
    line: Line
    mouth: str

    def call(self, caller: Caller, *sentences: str) -> list[dict[str, str]]:
        """Let a caller say some sentences; return what the hotline answered to each."""
        for sentence in sentences:
            says(caller, sentence, self.mouth)
        before = len(self.line.exchanges)
        caller.is_hung_up_on().run(self.pbx, f"30{len(sentences)}")
        made = self.line.exchanges[before:]
        heard = [one for one in made if one.asked["event"] == "speech"]
        assert len(heard) == len(sentences), made
        answers = [answer_to(one, made) for one in heard]
        for said, one, answer in zip(sentences, heard, answers, strict=True):
            print(f"\n{said} -> {one.asked['speech']} ({one.asked['confidence']})")
            print(f"    {answer['action']}: {answer['prompt']} {answer.get('summary', '')}")
        return answers


def answer_to(one: Exchange, made: list[Exchange]) -> dict[str, str]:
    """Return the answer to an event; a hotline that is busy asks for a moment first."""
    later = made[made.index(one) :]
    return next(other.told for other in later if other.told["action"] != "wait")


@pytest.fixture(scope="module")
def loop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loop]:
    root, var = asterisk_root(), tmp_path_factory.mktemp("var")
    surroundings = {
        "XIAOBAO_ASTERISK_PASSWORD": PASSWORD,
        "XIAOBAO_VOICE": "espeak",
        "XIAOBAO_TEST_PROFILES": str(var / "profiles"),
    }
    command = (sys.executable, "-m", SERVER, str(model()))
    with (
        mouth_and_ears(root) as address,
        running_server(var, command=command, **surroundings) as server,
        line_to(server.url) as line,
        running_pbx(root, line.url + "/ivr/asterisk") as pbx,
    ):
        can_hear(pbx, address)
        yield Loop(pbx, line, address)
        assert "Traceback" not in server.log, server.log[-3000:]


@pytest.mark.parametrize(("institution", "complaint"), COMPLAINTS.items(), ids=["spdb", "cmb"])
def test_the_institution_survives_the_line(
    loop: Loop,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    institution: str,
    complaint: str,
) -> None:
    number = f"1380013802{list(COMPLAINTS).index(institution)}"
    with capsys.disabled():
        _, answer = loop.call(Caller(tmp_path, number=number), complaint, A_PERSON)
    assert answer["action"] == "transfer"
    assert institution in answer["summary"]
    answered = loop.pbx.waits_for(f"A PERSON ANSWERS {number}")
    assert institution in unquote(answered)


def test_who_asks_for_a_person_by_voice_gets_one(
    loop: Loop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with capsys.disabled():
        answers = loop.call(Caller(tmp_path, number="13800138029"), A_PERSON)
    assert answers[0]["action"] == "transfer"
    loop.pbx.waits_for("A PERSON ANSWERS 13800138029")
