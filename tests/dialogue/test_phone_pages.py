"""What is too long for the ear is told in turns."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.phone_pages import GO_ON, THAT_IS_ALL, paged, spoken_length
from bot.dialogue.turn import Choice, Expects, Line, Reply
from bot.profile import load_profile

MANNERS = load_profile("nfra-12378").phone
OFFER = Line(
    "还有", "还有几句，接着听吗？", (Choice("接着听", GO_ON), Choice("不用了", THAT_IS_ALL))
)
SENTENCE = "银行收到以后十五天里要给您一个答复。"  # 18 characters
YES_OR_NO = (Choice("对", "/affirm"), Choice("不对", "/deny"))


def reply(*speech: str) -> Reply:
    return Reply(lines=tuple(Line(words, words) for words in speech))


def test_what_fits_is_said_at_once() -> None:
    short = reply(SENTENCE, SENTENCE)
    assert paged(short, OFFER, MANNERS) is short


@pytest.mark.parametrize("act", ["transfer", "hangup"])
def test_last_words_are_said_whole(act: Literal["transfer", "hangup"]) -> None:
    last_words = replace(reply(SENTENCE * 5), act=act)
    assert paged(last_words, OFFER, MANNERS) is last_words


def test_what_is_too_long_is_offered() -> None:
    whole = reply(SENTENCE * 5)
    first = paged(whole, OFFER, MANNERS)
    assert first.lines[-1] == OFFER and first.choices == OFFER.choices
    assert spoken_length(first.lines, first, MANNERS) <= MANNERS.characters
    assert "".join(line.speech for line in (*first.lines[:-1], *first.rest)) == SENTENCE * 5


def test_one_sentence_more_is_shorter_than_a_question() -> None:
    two_are_left = reply(SENTENCE, SENTENCE, SENTENCE, SENTENCE)
    only_one_left = reply("一" * 50 + "。", SENTENCE)
    assert paged(only_one_left, OFFER, MANNERS) is only_one_left
    assert paged(two_are_left, OFFER, MANNERS).rest


def test_the_question_and_its_choices_stay_with_the_last_sentence() -> None:
    asking = Reply(
        lines=(Line(SENTENCE * 4, SENTENCE * 4), Line("对吗？", "先听好。对吗？", YES_OR_NO)),
        expects=Expects(kind="choice", interruptible=False),
    )
    first = paged(asking, OFFER, MANNERS)
    assert first.expects == asking.expects
    assert [line.choices for line in first.rest if line.choices] == [YES_OR_NO]
    assert first.rest[-1].speech == "对吗？"


def test_a_page_is_kept_whole_in_the_database() -> None:
    first = paged(reply(SENTENCE * 5), OFFER, MANNERS)
    again = Reply.from_dict(replace(first, slow=True, loud=True).to_dict())
    assert again == replace(first, slow=True, loud=True)


def test_a_reply_from_before_there_were_pages_is_read() -> None:
    stored = reply("好。").to_dict()
    for name in ("rest", "slow", "loud"):
        del stored[name]
    assert Reply.from_dict(stored) == reply("好。")


@pytest.mark.parametrize("characters", [10, 30, 60, 200])
@given(st.lists(st.text(alphabet="天地。？！", min_size=1, max_size=80), min_size=1, max_size=6))
def test_nothing_is_lost_and_nothing_is_said_twice(characters: int, speech: list[str]) -> None:
    whole, manners = reply(*speech), replace(MANNERS, characters=characters)
    pages, left = "", whole
    for _ in range(500):
        first = paged(left, OFFER, manners)
        pages += "".join(line.speech for line in first.lines if line != OFFER)
        if not first.rest:
            break
        left = replace(left, lines=first.rest)
    assert pages == "".join(speech)
