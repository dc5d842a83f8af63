"""Telephone, identity, card and ticket numbers, and what keeps them apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.cards import find_card_numbers
from bot.language.identity import find_id_numbers, is_valid_id, looks_like_id
from bot.language.phones import find_phones, is_mobile
from bot.language.spans import Span
from bot.language.ticket_number import find_ticket_numbers, grouped, is_valid, make

VALID_ID = "11010119900307803X"
TICKET = make(2026, "4839105")
CARD = "4111111111111111"


def values(spans: list[Span]) -> list[str]:
    return [span.value for span in spans]


@pytest.mark.parametrize(
    "text",
    [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "+86 138-0013-8000",
        "8613800138000",
        "幺三八零零幺三八零零零",
        "一三八〇〇一三八〇〇〇",
        "幺三八，零零幺三，八零零零",
        "138零零13八千",
        "１３８００１３８０００",
        "要三八零零一三八零零零",
        "幺三八嗯零零幺三，八零零零",
    ],
)
def test_mobiles_in_every_spelling(text: str) -> None:
    expected = [] if "千" in text else ["13800138000"]
    assert values(find_phones(f"我的电话是{text}，谢谢")) == expected


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("010-12345678", "01012345678"),
        ("(010)66279113", "01066279113"),
        ("0571 8765 4321", "057187654321"),
        ("零七五五八八八八六六六六", "075588886666"),
    ],
)
def test_landlines_with_area_code(text: str, digits: str) -> None:
    assert values(find_phones(text)) == [digits]


@pytest.mark.parametrize(
    "text",
    [
        "95588",
        "12378",
        "400-889-5588",
        VALID_ID,
        TICKET,
        CARD,
        "6222 0213 8001 3800 138",
        "12345678901",
        "",
    ],
)
def test_other_numbers_are_not_phones(text: str) -> None:
    assert find_phones(text) == []


def test_two_phones_in_a_row() -> None:
    assert values(find_phones("13800138000,13900139000")) == ["13800138000", "13900139000"]


@pytest.mark.parametrize(
    ("digits", "expected"),
    [
        ("13800138000", True),
        ("12800138000", False),
        ("1380013800", False),
        ("１３８００１３８０００", False),
    ],
)
def test_is_mobile(digits: str, expected: bool) -> None:
    assert is_mobile(digits) is expected


@pytest.mark.parametrize(
    "text",
    [
        VALID_ID,
        VALID_ID.lower(),
        "110101 19900307 803X",
        "110101，1990，0307，803叉",
        "幺幺零幺零幺一九九零零三零七八零三艾克斯",
        "11010119900307803*",
    ],
)
def test_identity_numbers_in_every_spelling(text: str) -> None:
    found = find_id_numbers(f"身份证{text}。")
    assert [(span.text, span.value) for span in found] == [(text, VALID_ID)]


@pytest.mark.parametrize(
    "text", ["110101199003078031", "110101199013078031", "11010119900307803Ⅹ", "", "\ud800"]
)
def test_wrong_identity_numbers(text: str) -> None:
    assert not is_valid_id(text)
    assert find_id_numbers(text) == []


def test_a_slip_in_an_identity_number_is_noticed() -> None:
    assert looks_like_id("我的是110101199003078031")
    assert not looks_like_id(f"我的是{VALID_ID}")
    assert not looks_like_id("13800138000")


@given(st.integers(0, 16), st.integers(1, 9))
def test_every_single_wrong_digit_is_noticed(place: int, shift: int) -> None:
    wrong = str((int(VALID_ID[place]) + shift) % 10)
    assert not is_valid_id(VALID_ID[:place] + wrong + VALID_ID[place + 1 :])


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        (CARD, CARD),
        ("4111 1111 1111 1111", CARD),
        ("四幺幺幺，幺幺幺幺，幺幺幺幺，幺幺幺幺", CARD),
        ("6222021234567890123", "6222021234567890123"),
        ("110101199003078031", "110101199003078031"),
    ],
)
def test_cards_and_mistyped_numbers_are_masked(text: str, digits: str) -> None:
    assert values(find_card_numbers(text)) == [digits]


@pytest.mark.parametrize(
    "text",
    [
        VALID_ID,
        "13800138000 13900139000",
        TICKET,
        "2026-11-21 2026-11-25",
        "0731-12345678",
        "12378",
        "",
    ],
)
def test_other_numbers_are_not_cards(text: str) -> None:
    assert find_card_numbers(text) == []


@given(body=st.integers(0, 9_999_999), tail=st.integers(0, 9999))
def test_a_ticket_number_with_a_phone_tail_is_no_card(body: int, tail: int) -> None:
    said = f"{make(2026, f'{body:07}')}，{tail:04}"
    assert find_card_numbers(said) == []
    assert [span.value for span in find_ticket_numbers(said)] in ([], [said[:10]])


@pytest.mark.parametrize(
    "said",
    [TICKET, grouped(TICKET), "二六四八三九一零五三", "26 4839 1053", "二六，四八三九，幺零五三"],
)
def test_ticket_numbers_in_every_spelling(said: str) -> None:
    found = find_ticket_numbers(f"工单号是{said}。")
    assert [(span.text, span.value) for span in found] == [(said, TICKET)]


@pytest.mark.parametrize(
    "text", ["2648391054", "13800138000", "2026-11-21 10", f"{TICKET}元", f"{TICKET}1", CARD, ""]
)
def test_other_numbers_are_not_tickets(text: str) -> None:
    assert find_ticket_numbers(text) == []


def test_service_numbers_are_not_tickets() -> None:
    service = make(2040, "0889558")
    assert is_valid(service)
    assert find_ticket_numbers(service) == []


@given(st.integers(2020, 2099), st.integers(0, 9_999_999))
def test_a_ticket_number_is_valid_and_no_phone(year: int, body: int) -> None:
    number = make(year, f"{body:07}")
    assert is_valid(number)
    assert len(number) == 10
    assert find_phones(number) == []


@given(st.integers(0, 9_999_999), st.integers(0, 8))
def test_swapped_neighbours_are_noticed(body: int, place: int) -> None:
    number = make(2026, f"{body:07}")
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or not is_valid(swapped)


@pytest.mark.parametrize(
    ("year", "body"), [(2019, "0000000"), (2100, "0000000"), (2026, "123"), (2026, "12345６7")]
)
def test_no_ticket_number_of_wrong_parts(year: int, body: str) -> None:
    with pytest.raises(ValueError, match="ticket number"):
        make(year, body)


def test_grouped_for_the_eye() -> None:
    assert grouped("2648391053") == "26-4839-1053"
