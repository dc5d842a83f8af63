"""Whatever a stranger sends, every function answers, and every span is where it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import (
    cards,
    danger,
    dates,
    demands,
    emotion,
    fillers,
    identity,
    money,
    names,
    numerals,
    phones,
    pinyin,
    places,
    products,
    script,
    secrets,
    speech,
    ticket_number,
)
from bot.language.spans import Span

FINDERS: list[Callable[[str], list[Span]]] = [
    cards.find_card_numbers,
    partial(dates.find_dates, today=date(2026, 11, 21)),
    demands.find_demands,
    identity.find_id_numbers,
    money.find_amounts,
    names.find_names,
    phones.find_phones,
    places.find_places,
    products.find_products,
    secrets.find_secrets,
    ticket_number.find_ticket_numbers,
]
READERS: list[Callable[[str], Any]] = [
    danger.danger_of,
    emotion.emotion_of,
    fillers.is_only_filler,
    fillers.strip_fillers,
    identity.is_valid_id,
    identity.looks_like_id,
    names.as_name,
    numerals.parse_number,
    numerals.spoken_digits,
    phones.is_mobile,
    pinyin.blurred,
    script.is_traditional,
    script.to_simplified,
    script.to_traditional,
    speech.spell_digits,
    speech.spoken,
    speech.tail,
    ticket_number.is_valid,
]
TELLING = (
    "零一二两三幺要十百千万亿点年月日号前去上个到至元块毛第叫我姓名是王退要求把钱密码验证"
    "扣了在支行北京高速 -.,，。0123456789Xx+（"
)
for _warmed_up in (*FINDERS, *READERS):  # tables are read at the first call, not in a test's time
    _warmed_up("要求退款")
ANY_TEXT = st.one_of(st.text(max_size=60), st.text(alphabet=TELLING, max_size=60))


@given(ANY_TEXT)
def test_spans_lie_where_they_say_and_do_not_overlap(text: str) -> None:
    for find in FINDERS:
        spans = find(text)
        assert all(text[span.start : span.end] == span.text for span in spans)
        assert all(span.start < span.end for span in spans)
        if find is not demands.find_demands:
            assert all(a.end <= b.start for a, b in pairwise(spans))


@given(st.one_of(ANY_TEXT, st.text(alphabet=st.characters(), max_size=30)))
def test_every_reader_answers(text: str) -> None:
    for read in READERS:
        assert read(text) == read(text)


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "一",
        "1 ",
        "1，",
        "去年",
        "我叫",
        "王·",
        "密码是",
        "要求",
        "支行",
        "（",
        "<",
        "零",
        "1,",
        "\ud800",
        "\x00",
        "😀",
    ],
)
def test_long_repetitions_are_answered(unit: str) -> None:
    text = (unit * 4000)[:4000]
    for read in READERS:
        read(text)
    for find in FINDERS:
        assert all(text[span.start : span.end] == span.text for span in find(text))
