from __future__ import annotations

import pytest

from bot.intake.heard import Entity
from bot.intake.wishes import LONGEST, Wish, told_wish, whole_wish, wish_in_answer


@pytest.mark.parametrize(
    ("text", "kinds", "words"),
    [
        ("给个说法，把钱退了", ("explain", "refund"), "给个说法，把钱退了"),
        ("取消分期，退手续费", ("stop_behaviour", "refund"), "取消分期，退手续费"),
        ("当然是赔钱啊，三十万保额一分不能少", ("compensation",), "当然是赔钱啊"),
        ("要求赔偿损失", ("compensation",), "赔偿损失"),
        ("退钱再道个歉", ("refund", "apology"), "退钱再道个歉"),
    ],
)
def test_an_answer_is_a_wish(text: str, kinds: tuple[str, ...], words: str) -> None:
    assert wish_in_answer(text) == Wish(kinds, words)


@pytest.mark.parametrize("text", ["", "我哪认识人家啊", "王建国", "昨天下午三点"])
def test_no_wish(text: str) -> None:
    assert wish_in_answer(text) is None


def test_a_wish_is_not_cut_in_the_middle() -> None:
    demand = Entity("demand", "correct_record", "把逾期记录给我消")
    assert told_wish("把逾期记录给我消了，谢谢", [demand]) == "把逾期记录给我消了"


def test_of_a_long_story_only_the_demand_is_kept() -> None:
    story = "他们去年办卡的时候说得好好的结果今年就扣了我三百六十块钱年费我现在就要求全额退款给我"
    assert len(story) > LONGEST
    assert told_wish(story, [Entity("demand", "refund", "全额退款")]) == "全额退款"


def test_a_whole_answer_as_the_wish() -> None:
    assert whole_wish("那就让我把钱取出来！") == "让我把钱取出来"
    assert whole_wish("要求") == "要求"
