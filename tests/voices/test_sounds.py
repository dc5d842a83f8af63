"""What was said before is kept: encrypted, within bounds, under names that nobody can guess."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from bot.privacy.encryption import Cipher
from bot.voices.sounds import Sounds
from bot.voices.speaker import Speaker
from tests.voices.voices import Beep

CIPHER = Cipher(bytes(range(32)))
NAME = "ab" * 32


@pytest.fixture
def sounds(tmp_path: Path) -> Sounds:
    return Sounds(tmp_path / "audio", CIPHER)


def test_a_sound_is_found_again(sounds: Sounds) -> None:
    assert sounds.find(NAME) is None
    sounds.put(NAME, b"sound")
    assert sounds.find(NAME) == b"sound"


def test_voice_rate_and_text_make_the_name(sounds: Sounds) -> None:
    names = {
        sounds.name_of(*key)
        for key in [("a", 100, "字"), ("b", 100, "字"), ("a", 80, "字"), ("a", 100, "词")]
    }
    assert len(names) == 4
    assert sounds.name_of("a", 100, "字") in names


def test_a_stranger_cannot_work_out_the_name(sounds: Sounds, tmp_path: Path) -> None:
    other = Sounds(tmp_path, Cipher(bytes(32)))
    assert other.name_of("a", 100, "字") != sounds.name_of("a", 100, "字")


@pytest.mark.parametrize("name", ["", "ab", "AB" * 32, "../" + "a" * 61, "/" * 64, NAME + "\n"])
def test_only_names_of_sounds_are_looked_for(sounds: Sounds, name: str) -> None:
    assert sounds.find(name) is None
    with pytest.raises(ValueError, match="64 hex digits"):
        sounds.put(name, b"sound")


def test_the_disk_sees_neither_words_nor_sounds(sounds: Sounds, tmp_path: Path) -> None:
    speaker = Speaker(Beep(), sounds)
    name = speaker.say("王小明，一三八", 100)
    assert name is not None
    (file,) = (tmp_path / "audio").iterdir()
    assert file.name == name and b"RIFF" not in file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_sound_that_was_changed_or_moved_is_none(sounds: Sounds, tmp_path: Path) -> None:
    sounds.put(NAME, b"sound")
    file = tmp_path / "audio" / NAME
    file.rename(file.with_name("cd" * 32))
    assert sounds.find("cd" * 32) is None
    file.write_bytes(b"RIFF")
    assert sounds.find(NAME) is None


def test_the_least_used_make_room(tmp_path: Path) -> None:
    sounds = Sounds(tmp_path, CIPHER, limit=3500)
    names = [f"{number:064x}" for number in range(4)]
    for age, name in enumerate(names[:3]):
        sounds.put(name, bytes(1500))
        os.utime(tmp_path / name, (3e9 - age, 3e9 - age))  # the first was used last
    sounds.put(names[3], bytes(1500))
    kept = [name for name in names if sounds.find(name) is not None]
    assert kept == [names[0], names[1], names[3]]


def test_what_nobody_used_for_a_day_goes(tmp_path: Path) -> None:
    sounds = Sounds(tmp_path, CIPHER, keep=100)
    sounds.put(NAME, b"sound")
    os.utime(tmp_path / NAME, (1e9, 1e9))
    sounds.put("cd" * 32, b"sound")
    assert [file.name for file in tmp_path.iterdir()] == ["cd" * 32]


def test_use_keeps_a_sound_alive(tmp_path: Path) -> None:
    sounds = Sounds(tmp_path, CIPHER, keep=100)
    sounds.put(NAME, b"sound")
    os.utime(tmp_path / NAME, (1e9, 1e9))
    sounds.find(NAME)
    sounds.put("cd" * 32, b"sound")
    assert sounds.find(NAME) == b"sound"


def test_a_disk_that_takes_nothing_leaves_no_half_file(
    sounds: Sounds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert Speaker(Beep(), sounds).say("字", 100) is None
    assert list((tmp_path / "audio").iterdir()) == []


def test_each_sound_is_made_once(sounds: Sounds) -> None:
    voice = Beep()
    speaker = Speaker(voice, sounds)
    assert speaker.said("字", 100) is None
    assert speaker.say("字", 100) == speaker.say("字", 100) == speaker.said("字", 100)
    assert voice.spoken == 1


def test_many_at_once_agree(sounds: Sounds) -> None:
    speaker = Speaker(Beep(), sounds)
    names: list[str | None] = []
    threads = [
        threading.Thread(target=lambda: names.append(speaker.say("字", 100))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names) == 8 and len(set(names)) == 1 and names[0] is not None
