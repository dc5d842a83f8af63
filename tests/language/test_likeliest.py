"""Of several readings of one utterance, the mixture that people say most."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.familiar_words import familiar_words
from bot.language.likeliest import Familiar, likeliest

FEW = Familiar.of(
    ["我没有手机", "没有手机啊", "平安银行", "平安银行的", "我要平安", "对", "对对", "对"]
)
READINGS = st.lists(st.text("平安银行我要喊肮对霉有", max_size=6), min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("readings", "said"),
    [
        (("平安银行", "平肮银行"), "平安银行"),
        (("平肮银行", "平安银行"), "平安银行"),
        # Each reading is right where the other is wrong.
        (("平安银喊", "平肮银行"), "平安银行"),
        (("我霉有手机", "我没有手肌"), "我没有手机"),
        # One has a word more than the other.
        (("我没有手", "我霉有手机"), "我没有手机"),
        # Nobody has said either: what the recogniser thought likelier stays.
        (("咕噜", "呱啦"), "咕噜"),
        (("平安银行",), "平安银行"),
    ],
)
def test_the_likeliest_mixture_is_taken(readings: tuple[str, ...], said: str) -> None:
    assert likeliest(readings, FEW) == said


@pytest.mark.parametrize(
    ("readings", "said"),
    [
        (("给我弄清厨钱去哪了", "给我弄清楚钱去哪肋"), "给我弄清楚钱去哪了"),
        (("平安的电花是多少", "评安的电话是多少"), "平安的电话是多少"),
        (("喂闺女啊我禁年八十一了", "喂闺女啊我今年八十一了"), "喂闺女啊我今年八十一了"),
        (("好的汲一下吧", "好的记一下吧", "号的记一下吧"), "好的记一下吧"),
    ],
)
def test_what_people_say_to_us_is_known_from_the_examples(
    readings: tuple[str, ...], said: str
) -> None:
    assert likeliest(readings, familiar_words()) == said


def test_without_any_examples_the_recogniser_is_believed() -> None:
    assert likeliest(("平肮银行", "平安银行"), Familiar.of([])) == "平肮银行"


def test_what_was_said_once_is_no_habit() -> None:
    once = Familiar.of(["平安银行"])
    assert likeliest(("平肮银行", "平安银行"), once) == "平肮银行"


@given(READINGS)
def test_nothing_is_said_that_no_reading_holds(readings: list[str]) -> None:
    result = likeliest(readings, FEW)
    assert set(result) <= set("".join(readings))
    assert FEW.likelihood(result) >= FEW.likelihood(readings[0])


@given(READINGS)
def test_one_reading_repeated_stays_as_it_is(readings: list[str]) -> None:
    assert likeliest([readings[0]] * 3, FEW) == readings[0]
