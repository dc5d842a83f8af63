"""Keys, silences and noise mean something before the dialogue hears them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from bot.dialogue.phone_manners import PERSON, REPEAT, Move, as_typed, move_for
from bot.dialogue.stored import State, StoredTurn
from bot.dialogue.turn import Choice, Line, Reply
from bot.directory.directory import Directory
from bot.profile import load_profile

HOTLINE: Any = SimpleNamespace(directory=Directory.load(), profile=load_profile("nfra-12378"))
OFFER = Reply(lines=(Line("对吗？", "对吗？", (Choice("对", "/affirm"), Choice("不对", "/deny"))),))


def _state(asked: str | None = None, silences: int = 0) -> State:
    return State("c", "phone", "bot", "zh-Hans", asked, silences, {})


def _turn(event: str, text: str = "", confidence: float | None = None) -> StoredTurn:
    return StoredTurn(
        id=1,
        conversation_id="c",
        event=event,
        text=text,
        channel="phone",
        confidence=confidence,
        alternatives=(),
        reply=None,
    )


def _move(event: str, text: str = "", **state: Any) -> Move:
    return move_for(_turn(event, text), _state(**state), OFFER, HOTLINE)


@pytest.mark.parametrize(
    ("keys", "asked", "text"),
    [
        ("0", None, PERSON),
        ("9", None, REPEAT),
        ("1", "summary", "/affirm"),
        ("2", "summary", "/deny"),
        ("13800138000", "phone", "13800138000"),
        ("8000", "phone_tail", "8000"),
        ("2648391057", "ticket_id", "2648391057"),
    ],
)
def test_keys_are_read_in_the_light_of_the_question(
    keys: str, asked: str | None, text: str
) -> None:
    assert _move("digits", keys, asked=asked).text == text


@pytest.mark.parametrize("keys", ["7", "5"])
def test_a_key_without_meaning_is_answered_and_the_question_asked_again(keys: str) -> None:
    move = _move("digits", keys, asked="summary")
    assert (move.text, move.ask_again) == ("", True)
    assert move.say


def test_silence_is_met_twice_and_then_by_a_person() -> None:
    first, second, third = (_move("noinput", silences=n) for n in range(3))
    assert first.say == ("say_no_input_1",)
    assert second.say == ("say_no_input_2",)
    assert third.text == PERSON


def test_what_was_not_recognised_has_words_of_its_own() -> None:
    assert _move("nomatch").say == ("say_no_match_1",)


def test_speaking_ends_the_silence() -> None:
    assert _move("text", "我要投诉", silences=2).silences == 0


@pytest.mark.parametrize("noise", ["喂", "喂喂？", "嗯", "那个"])
def test_mere_noise_repeats_the_question(noise: str) -> None:
    move = _move("text", noise, asked="matter")
    assert (move.text, move.ask_again) == ("", True)


@pytest.mark.parametrize("asked", ["summary", "quick_way", "confirmation"])
def test_an_unsure_yes_is_never_acted_on(asked: str) -> None:
    assert move_for(_turn("text", "是的", 0.2), _state(asked), OFFER, HOTLINE).text == ""
    assert move_for(_turn("text", "是的", 0.9), _state(asked), OFFER, HOTLINE).text == "是的"


def test_an_unsure_story_is_still_heard() -> None:
    assert (
        move_for(_turn("text", "利息太高", 0.2), _state("matter"), OFFER, HOTLINE).text
        == "利息太高"
    )


def test_a_hang_up_ends_the_call() -> None:
    assert _move("hangup").over


@pytest.mark.parametrize(
    ("typed", "heard"),
    [("/restart", "／restart"), ("  /x", "／x"), ("1/2", "1/2"), ("你好", "你好")],
)
def test_a_leading_slash_is_only_a_sign(typed: str, heard: str) -> None:
    assert as_typed(typed) == heard


LONG = Reply(lines=OFFER.lines, rest=(Line("第二段", "第二段"), Line("对吗？", "对吗？")))


@pytest.mark.parametrize(
    ("said", "go_on", "skip"), [("要", True, False), ("嗯", True, False), ("不用了", False, True)]
)
def test_the_rest_is_said_when_it_is_wanted(said: str, go_on: bool, skip: bool) -> None:
    move = move_for(_turn("text", said), _state(), LONG, HOTLINE)
    assert (move.go_on, move.skip, move.text) == (go_on, skip, "")


@pytest.mark.parametrize(("keys", "go_on"), [("1", True), ("2", False)])
def test_the_rest_is_called_by_a_key(keys: str, go_on: bool) -> None:
    choices = (Choice("接着听", "/go_on"), Choice("不用了", "/that_is_all"))
    last = Reply(lines=(Line("还有", "还有", choices),), rest=LONG.rest)
    move = move_for(_turn("digits", keys), _state(), last, HOTLINE)
    assert (move.go_on, move.skip) == (go_on, not go_on)


def test_who_goes_on_telling_is_listened_to() -> None:
    assert move_for(_turn("text", "我要投诉"), _state(), LONG, HOTLINE).text == "我要投诉"


@pytest.mark.parametrize(
    ("said", "manner"),
    [
        ("你慢一点说", {"slow": True}),
        ("我听不见，大声点", {"loud": True}),
        ("我今年七十三岁了，耳朵背", {"elder": True, "slow": True, "loud": True}),
        ("我要投诉工行", {}),
    ],
)
def test_how_a_caller_wants_to_be_spoken_to(said: str, manner: dict[str, bool]) -> None:
    assert _move("text", said).manner == manner


@pytest.mark.parametrize("garbled", ["責員工", "我要找员工客服", "监控", "转人工"])
def test_a_person_is_one_garbled_word_away(garbled: str) -> None:
    assert _move("text", garbled, asked="phone").text == PERSON


@pytest.mark.parametrize(
    "said", ["再见", "好的，谢谢，再見。", "没有了拜拜", "行，那就这样，挂了啊"]
)
def test_a_farewell_ends_the_call(said: str) -> None:
    assert _move("text", said).over


@pytest.mark.parametrize("said", ["他跟我说再见就挂了", "再见面的时候他不认账", "电话打一半就挂了"])
def test_a_story_with_such_words_does_not(said: str) -> None:
    assert not _move("text", said).over


def test_an_unsure_farewell_is_asked_again() -> None:
    move = move_for(_turn("text", "再见", 0.2), _state(), OFFER, HOTLINE)
    assert (move.over, move.ask_again) == (False, True)
