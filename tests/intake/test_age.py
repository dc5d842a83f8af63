from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.age import age_said, sounds_old


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("我今年七十三了", 73),
        ("我今年68了，不会用手机", 68),
        ("都八十多岁的人了", 80),
        ("我六十五岁", 65),
        ("今年八十一", 81),
        ("今年三月的事", None),
        ("今年10月扣的", None),
        ("扣了我六十块", None),
        ("等了三十天了", None),
        ("打了二十个电话", None),
        ("", None),
    ],
)
def test_the_age_that_is_said(text: str, age: int | None) -> None:
    assert age_said(text) == age


@pytest.mark.parametrize(
    ("text", "old"),
    [
        ("我今年七十三了", True),
        ("我今年六十了", True),
        ("我今年三十五了", False),
        ("我老眼昏花的", True),
        ("我一个老太太", True),
        ("我要投诉工行", False),
    ],
)
def test_who_is_elderly(text: str, old: bool) -> None:
    assert sounds_old(text, 60) is old


@given(st.text())
def test_any_text_has_an_age_or_none(text: str) -> None:
    age = age_said(text)
    assert age is None or 0 <= age <= 120
