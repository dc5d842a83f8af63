"""Drills as files: where they are, and that a slip in one does not hide the others."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.practice import drill as drills
from bot.practice.drill import DRILLS, DrillError, all_drills, drills_of, load_drill

PROFILES = ("nfra-12378", "pbc-12363", "bank-branch", "card-centre")
SLIPS = {
    "empty": "",
    "no_yaml": "situation: [",
    "a_list": "- consumer: 您好",
    "no_turns": "situation: 什么也没说\nno_ticket: true\n",
    "unknown_deed": "situation: x\nno_ticket: true\nturns: [{sings: 啦啦啦}]\n",
    "no_ending": "situation: x\nturns: [{consumer: 您好}]\n",
    "unknown_key": "situation: x\nno_ticket: true\nweather: 晴\nturns: [{consumer: 您好}]\n",
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_named_with_its_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.yml"
    path.write_text(SLIPS[name], encoding="utf-8")
    with pytest.raises(DrillError, match=path.name):
        load_drill(path)


def test_the_others_can_still_be_practised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.copy(DRILLS / "card_fee_corrected.yml", tmp_path)
    for name, words in SLIPS.items():
        (tmp_path / f"{name}.yml").write_text(words, encoding="utf-8")
    monkeypatch.setattr(drills, "all_drills", lambda: all_drills(tmp_path))
    assert list(drills_of.__wrapped__("nfra-12378")) == ["card_fee_corrected"]
    assert [name for name in SLIPS if f"{name}.yml" not in caplog.text] == []


def test_without_the_folder_there_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drills, "all_drills", lambda: all_drills(tmp_path / "nowhere"))
    assert drills_of.__wrapped__("nfra-12378") == {}


def test_they_are_found_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert DRILLS.is_absolute() and len(all_drills()) > 50


@pytest.mark.parametrize("profile", PROFILES)
def test_every_hotline_has_some(profile: str) -> None:
    assert len(drills_of(profile)) >= 5
