"""Texts are measured by the 5-grams of letters and digits that they share."""

from __future__ import annotations

import pytest

from benchmarks.overlap import Index, borrowed, grams, letters

ORIGINAL = "柜员把我的存折弄丢了还不肯补办"


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("您好，帮我查一下！", "您好帮我查一下"),
        ("扣了 3.5 萬 RMB", "扣了35万rmb"),
        ("👍……", ""),
        ("", ""),
        ("\ud800卡没了", "卡没了"),
    ],
)
def test_only_letters_and_digits_count(text: str, bare: str) -> None:
    assert letters(text) == bare


def test_grams_are_five_letters_long() -> None:
    assert grams("存折，弄丢了吗") == {"存折弄丢了", "折弄丢了吗"}
    assert grams("存折弄丢") == frozenset()


@pytest.mark.parametrize(
    ("text", "share"),
    [
        (ORIGINAL, 1.0),
        ("柜员，把我的存折……弄丢了", 1.0),  # a piece of it is all borrowed
        ("櫃員把我的存摺弄丟了還不肯補辦", 1.0),  # so is it in Traditional script
        ("存折弄丢了还能不能补办", 2 / 7),
        ("下雨天叫不到车怎么回家", 0.0),
        ("存折弄丢了还", 0.0),  # too short to tell
        ("", 0.0),
    ],
)
def test_the_share_of_a_text_that_stands_in_one_original(text: str, share: float) -> None:
    assert Index(["保单寄到了别人家里", ORIGINAL]).nearest(text).share == pytest.approx(share)


def test_two_halves_from_two_originals_are_no_whole() -> None:
    index = Index(["理财到期三天了一直没到账", "客服让我再等等看情况"])
    nearest = index.nearest("理财到期三天了客服让我再等等")
    assert nearest.share == pytest.approx(3 / 10)


def test_the_nearest_original_is_named() -> None:
    index = Index(["存折弄丢了还能补办吗", ORIGINAL])
    assert index.nearest("我的存折弄丢了还不肯").text == ORIGINAL


def test_nothing_is_near_where_there_is_nothing() -> None:
    assert Index([]).nearest(ORIGINAL).share == 0.0


def test_what_is_borrowed_is_told_with_its_original() -> None:
    index = Index([ORIGINAL])
    ((text, nearest),) = borrowed(["我的存折弄丢了还不肯", "今天天气真不错呀"], index, most=0.5)
    assert (text, nearest.text) == ("我的存折弄丢了还不肯", ORIGINAL)
    assert borrowed([ORIGINAL], index, most=1.0) == []


def test_a_piece_of_a_longer_text_is_not_alike() -> None:
    piece = ORIGINAL[:9]
    nearly = ORIGINAL + "吧"
    assert list(Index([ORIGINAL, piece, nearly]).alike(0.8)) == [(0, 2)]
