"""The part that a drill gives its consumer."""

from __future__ import annotations

import pytest

from bot.practice.drill import all_drills, drills_of, load_drill
from bot.practice.script import ANSWERS, Part, can_be_played
from bot.profile import PROFILES
from tests.practice.conftest import drill

PROFILE_NAMES = sorted(path.stem for path in PROFILES.glob("*.yml"))


def test_lines_are_told_apart_by_what_they_answer() -> None:
    part = Part.of(drill("card_fee_corrected"))
    assert part.lines == (
        "工行信用卡扣了我三百六年费，办卡的时候说免年费的",
        "你们处理要多久啊",
        "等一下，说错了，不是工行，是农行",
        "他们的电话打不通，直接登记吧",
    )
    assert part.answers == {
        "demand": ("退钱",),
        "person_name": ("王建国",),
        "phone": ("13800138000",),
    }


def test_who_will_not_say_it_says_so_first() -> None:
    part = Part.of(drill("collection_relatives"))
    said = [part.answer("person_name", times) for times in range(3)]
    assert said == ["不想留名字", "那我姓马", "那我姓马"]


def test_what_the_ticket_must_hold_is_what_was_told() -> None:
    expected = Part.of(drill("collection_relatives")).expected
    assert (expected["phone"], expected["institution"]) == ("13000008888", "中信银行")
    assert Part.of(drill("branch_elderly_counter")).expected["phone"] == "13505930003"


def test_what_nobody_has_told_is_not_known() -> None:
    part = Part.of(drill("bank_at_12363"))
    assert part.answer("phone", 0) is None
    assert part.answer("demand", 0) is None


@pytest.mark.parametrize(
    ("name", "playable"),
    [
        ("card_fee_corrected", True),
        ("stranded_motorist", True),
        ("bank_at_12363", True),
        ("gibberish", False),  # for the software
        ("urge_twice", False),  # tickets before it
        ("line_lost", False),  # hangs up
        ("unclear_yes_on_the_phone", False),  # badly heard
        ("lunch_break", False),  # nothing is told
    ],
)
def test_which_drills_people_can_practise(name: str, playable: bool) -> None:
    assert can_be_played(drill(name)) is playable


@pytest.mark.parametrize("profile", PROFILE_NAMES)
def test_every_hotline_has_enough_to_practise(profile: str) -> None:
    playable = [one for one in drills_of(profile).values() if can_be_played(one)]
    assert len(playable) >= 5
    assert {one.profile for one in playable} == {profile}


@pytest.mark.parametrize("path", all_drills(), ids=lambda path: path.stem)
def test_no_word_of_a_drill_is_said_twice(path: object) -> None:
    part = Part.of(load_drill(path))  # type: ignore[arg-type]
    said = [*part.lines, *(words for several in part.answers.values() for words in several)]
    told = [str(turn.words) for turn in part.drill.turns if turn.deed in ("consumer", "press")]
    assert all(said.count(words) <= told.count(words) for words in said)
    assert set(part.answers) <= set(ANSWERS)
