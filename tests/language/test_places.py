"""Places and branches."""

from __future__ import annotations

import pytest

from bot.language.lexicon import read_table
from bot.language.places import find_places


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("我在工商银行昌平支行办的", ["昌平支行"]),
        ("建国路分理处的人", ["建国路分理处"]),
        ("招行中关村营业部", ["中关村营业部"]),
        ("農業銀行海淀支行", ["海淀支行"]),
        ("我在北京市朝阳区", ["北京市朝阳区"]),
        ("上海浦东新区的建行", ["上海浦东新区"]),
        ("成都银行在成都的那家", ["成都"]),
        ("四川绵阳的", ["四川绵阳"]),
        ("从杭州到宁波", ["杭州", "宁波"]),
    ],
)
def test_places_are_found(text: str, places: list[str]) -> None:
    assert [span.text for span in find_places(text)] == places


@pytest.mark.parametrize(
    "text",
    [
        "北京银行",
        "南京银行的卡",
        "那个支行",
        "你们支行",
        "去了三家支行",
        "附近支行",
        "白银亏了",
        "",
    ],
)
def test_no_place(text: str) -> None:
    assert find_places(text) == []


def test_every_province_is_known() -> None:
    provinces = [row["name"] for row in read_table("places.csv") if row["kind"] == "province"]
    assert len([name for name in provinces if name[-1] in "省市区"]) == 34


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("车坏在沪昆高速了", ["沪昆高速"]),
        ("卡在菲律宾被刷了", ["菲律宾"]),
        ("A2区有人集资", ["A2区"]),
        ("要谢谢湖滨支行", ["湖滨支行"]),
        ("刷的是美元", []),
    ],
)
def test_roads_countries_and_places_blacked_out(text: str, places: list[str]) -> None:
    assert [span.text for span in find_places(text)] == places
