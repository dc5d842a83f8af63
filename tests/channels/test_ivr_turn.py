"""The telephone door: a call as a platform reports it, events and all."""

from __future__ import annotations

import re

import pytest

from tests.channels.people import Platform
from tests.running import RunningServer

pytestmark = pytest.mark.usefixtures("still_up")
LONGEST_TURN = 60  # characters that a caller can follow
STORY = "喂那个我要投诉普发银行啊他这个信用卡年费给我扣了三百块钱我要求他给我退了"


def collected(platform: Platform) -> tuple[int, str | None, bool]:
    collect = platform.last["collect"]
    return collect["max_digits"], collect["end_key"], collect["sensitive"]


def test_a_complaint_from_the_first_word_to_the_ticket(platform: Platform) -> None:
    platform.hear(STORY, confidence=0.82)
    platform.send("noinput")
    platform.send("noinput")
    platform.hear("嗯那个我叫王小明", confidence=0.9)
    assert collected(platform) == (11, "#", True)
    summary = platform.hear("幺三八 零零幺三 八零零零", confidence=0.9)
    assert "浦发银行" in summary and "八零零零" in summary and "13800138000" not in summary
    platform.hear("对的没错", confidence=0.9)
    registered = platform.hear("不用了你直接给我登记吧", confidence=0.9)
    assert re.fullmatch(r"\d{10}", platform.last["ticket"])
    assert not re.search(r"\d{5}", registered)  # the number is spoken digit by digit
    assert platform.last["action"] == "gather"


def test_the_call_begins_with_the_notice_and_a_question(server: RunningServer) -> None:
    platform = Platform(server)
    opening = platform.send("start")
    for words in ("幺二三七八", "智能", "录音", "人工"):
        assert words in opening
    assert len(opening) <= LONGEST_TURN
    assert platform.last["action"] == "gather"
    assert platform.last["collect"]["modes"] == ["speech", "dtmf"]


def test_silence_is_met_twice_and_then_a_person_is_asked_for(platform: Platform) -> None:
    first, second = platform.send("noinput"), platform.send("noinput")
    assert first != second and "没听到" in first
    third = platform.send("noinput")
    assert "人工" in third


def test_endless_silence_ends_the_call_with_a_word(platform: Platform) -> None:
    for _ in range(8):
        words = platform.send("noinput")
        if platform.last["action"] == "hangup":
            break
    assert platform.last["action"] == "hangup" and "再见" in words


def test_the_open_question_follows_a_silence(platform: Platform) -> None:
    platform.hear("工商银行信用卡年费扣了我三百块我要求他退给我")
    assert "称呼" in platform.last["say"][-1]["text"]
    platform.send("noinput")
    assert "称呼" in platform.last["say"][-1]["text"]
    platform.send("nomatch")
    assert "称呼" in platform.last["say"][-1]["text"]


def test_a_dropped_call_is_resumed_by_its_caller_with_four_digits(server: RunningServer) -> None:
    first = Platform(server, caller="01062223333")
    first.send("start")
    first.hear(STORY)
    first.hear("我叫王小明")
    first.hear("幺三八零零幺三八零零零")
    assert first.send("hangup") == "" and first.last["action"] == "none"

    second = Platform(server, caller="01062223333")
    opening = second.send("start")
    assert "后四位" in opening
    assert "浦发" not in opening and "王" not in opening  # whoever holds the phone may not be him
    assert collected(second)[0] == 4
    summary = second.send("dtmf", digits="8000")
    assert "浦发银行" in summary and "八零零零" in summary
    second.hear("对")
    second.hear("直接登记")
    assert second.last["ticket"]


def test_wrong_digits_reveal_nothing(server: RunningServer) -> None:
    first = Platform(server, caller="01062224444")
    first.send("start")
    first.hear(STORY)
    first.hear("我叫王小明")
    first.hear("幺三八零零幺三八零零零")
    first.send("hangup")
    second = Platform(server, caller="01062224444")
    second.send("start")
    answer = second.send("dtmf", digits="1234")
    assert "浦发" not in answer and "王" not in answer


def test_a_dropped_call_without_a_number_is_resumed_by_a_yes(server: RunningServer) -> None:
    first = Platform(server, caller="01062225555")
    first.send("start")
    first.hear("浦发银行信用卡年费扣了我三百块")
    first.send("hangup")
    second = Platform(server, caller="01062225555")
    assert "接着办" in second.send("start")
    answer = second.send("dtmf", digits="1")
    assert "怎么办" in answer or "怎么处理" in answer  # what is wanted: the next question


def test_another_caller_resumes_nothing(server: RunningServer) -> None:
    first = Platform(server, caller="01062226666")
    first.send("start")
    first.hear("浦发银行信用卡年费扣了我三百块")
    first.send("hangup")
    for caller in ("01062227777", None):
        assert "接着办" not in Platform(server, caller=caller).send("start")


def test_a_call_we_do_not_know_begins_where_it_is(server: RunningServer) -> None:
    platform = Platform(server)
    answer = platform.hear("我要投诉工商银行乱收年费")
    assert "录音" in answer and platform.last["action"] == "gather"
    assert "录音" not in platform.hear("要求退钱")


def test_zero_is_a_person_and_nine_says_it_again(platform: Platform) -> None:
    platform.hear("工商银行信用卡年费扣了我三百块我要求他退给我")
    asked = platform.last["say"][-1]["text"]
    assert asked in platform.send("dtmf", digits="9")
    assert "人工" in platform.send("dtmf", digits="0")


def test_keys_choose_and_the_choices_are_said_with_their_keys_last(platform: Platform) -> None:
    offer = platform.hear("我要投诉平安")
    assert re.search("请按一.*请按二", offer)
    assert "请按四" not in offer  # three choices are what an ear can hold
    answer = platform.send("dtmf", digits="2")
    assert "用不上" not in answer


def test_a_key_without_meaning_asks_again(platform: Platform) -> None:
    platform.hear("工商银行信用卡年费扣了我三百块我要求他退给我")
    answer = platform.send("dtmf", digits="7")
    assert "用不上" in answer and "称呼" in answer


def test_a_phone_number_by_keys(platform: Platform) -> None:
    platform.hear("工商银行信用卡年费扣了我三百块我要求他退给我")
    platform.hear("我叫王小明")
    assert "八零零零" in platform.send("dtmf", digits="13800138000#")


def test_a_short_phone_number_by_keys_is_asked_for_again(platform: Platform) -> None:
    platform.hear("工商银行信用卡年费扣了我三百块我要求他退给我")
    platform.hear("我叫王小明")
    assert "十一位" in platform.send("dtmf", digits="1380013800#")
    assert collected(platform) == (11, "#", True)


def test_an_unsure_yes_is_not_acted_on(platform: Platform) -> None:
    platform.hear("工商银行信用卡年费扣了我三百块我要求他退给我")
    platform.hear("我叫王小明")
    platform.hear("幺三八零零幺三八零零零")
    assert "没听清" in platform.hear("对", confidence=0.2)
    assert platform.last["ticket"] is None
    assert "没听清" not in platform.hear("对", confidence=0.9)


def test_a_nod_is_a_yes(platform: Platform) -> None:
    platform.hear("工商银行信用卡年费扣了我三百块我要求他退给我")
    platform.hear("我叫王小明")
    platform.hear("幺三八零零幺三八零零零")
    assert "直接登记" in platform.hear("嗯", confidence=0.9) + platform.last["say"][-1]["text"]


@pytest.mark.parametrize("sound", ["嗯", "那个那个", "呃"])
def test_a_mere_sound_gets_the_question_again(platform: Platform, sound: str) -> None:
    platform.hear("工商银行信用卡年费扣了我三百块我要求他退给我")
    assert "称呼" in platform.hear(sound)


def test_another_reading_names_the_institution(platform: Platform) -> None:
    platform.hear("信用卡年费给我扣了三百块钱我要求他给我退了")
    assert (
        "哪家" in platform.last["say"][-1]["text"] or "哪一家" in platform.last["say"][-1]["text"]
    )
    readings = [{"text": "公关营航"}, {"text": "工商银行", "confidence": 0.4}]
    platform.hear("公关营航", confidence=0.5, nbest=readings)
    platform.hear("我叫王小明")
    assert "工商银行" in platform.hear("幺三八零零幺三八零零零")


def test_the_elderly_get_more_time(server: RunningServer) -> None:
    old, young = Platform(server), Platform(server)
    old.send("start", elder=True)
    young.send("start")
    assert old.last["collect"]["timeout_s"] > young.last["collect"]["timeout_s"]


def test_a_turn_may_be_a_number_or_a_name(platform: Platform) -> None:
    for turn in (17, "17a", "a.b-c:d_e"):
        status, answer = platform.post(
            {"call_id": platform.call, "turn": turn, "event": "speech", "text": "你好"}
        )
        assert (status, answer["turn"]) == (200, str(turn))


def test_empty_speech_is_silence(platform: Platform) -> None:
    assert "没听到" in platform.hear("")
    assert "没听到" in platform.hear(" \u200b")
