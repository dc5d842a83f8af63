"""Passwords are kept as hashes, and only weak ones are refused."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from bot.accounts import passwords
from bot.accounts.errors import WeakPassword


def test_what_is_kept_is_argon2_and_differs_each_time() -> None:
    first, second = passwords.hashed("一句只有我知道的话"), passwords.hashed("一句只有我知道的话")
    assert first.startswith("$argon2id$")
    assert first != second
    assert passwords.matches(first, "一句只有我知道的话")
    assert not passwords.matches(first, "一句只有我知道的话 ")


@pytest.mark.parametrize(
    ("kept", "typed", "right"),
    [
        (
            "passWORD-of-mine",
            "ｐａｓｓＷＯＲＤ－ｏｆ－ｍｉｎｅ",
            True,
        ),  # an input method in between
        ("passWORD-of-mine", "password-of-mine", False),
        ("half an emoji", "half an emoji\ud83d", True),
        ("x" * 10, "", False),
    ],
)
def test_the_same_letters_are_the_same_password(kept: str, typed: str, right: bool) -> None:
    assert passwords.matches(passwords.hashed(kept), typed) is right


@pytest.mark.parametrize("kept", [None, "", "no hash at all", "$argon2id$broken"])
def test_nothing_matches_what_is_no_hash(kept: str | None) -> None:
    assert not passwords.matches(kept, "")
    assert not passwords.matches(kept, "anything at all")


def test_saying_no_to_nobody_takes_as_long_as_to_somebody() -> None:
    passwords._decoy.cache_clear()  # another test may have left one that costs nothing
    kept = passwords.hashed("right-right-right")
    passwords.matches(None, "warm up")

    def quickest(against: str | None) -> float:
        spans = []
        for _ in range(3):
            begun = time.perf_counter()
            passwords.matches(against, "wrong-wrong-wrong")
            spans.append(time.perf_counter() - begun)
        return min(spans)

    assert 0.5 < quickest(None) / quickest(kept) < 2


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short one", "至少 10"),
        ("一二三四五六七八九", "至少 10"),
        ("y" + "x9k" * 67, "最多 200"),
        ("1234567890", "太常见"),
        ("１２３４５６７８９０", "太常见"),
        ("Password123", "太常见"),
        ("woaini1314520", "太常见"),
        ("aaaaaaaaaaaaaaaa", "太常见"),
        ("ababababababab", "太常见"),
        ("li.xiao123", "太常见"),
        ("li.xiaoli.xiao", "太常见"),
    ],
)
def test_weak_passwords_are_refused_with_the_reason(password: str, words: str) -> None:
    with pytest.raises(WeakPassword, match=words):
        passwords.check_strength(password, "li.xiao")


@pytest.mark.parametrize(
    "password",
    [
        "西湖边的第三棵柳树下",
        "alllowercaseletters",
        "9184620573",
        "a b c d e f g h",
        "x9kw" + "q" * 196,
    ],
)
def test_length_is_enough_and_no_sign_is_asked_for(password: str) -> None:
    assert passwords.check_strength(password, "li.xiao") is None


def test_one_time_passwords_can_be_read_out_and_never_repeat() -> None:
    made = {passwords.one_time_password() for _ in range(200)}
    assert len(made) == 200
    for one in made:
        assert re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", one)
        assert not set(one) & set("il1o0")
        passwords.check_strength(one, "li.xiao")


def test_a_hash_of_weaker_parameters_is_outdated() -> None:
    assert passwords.is_outdated(PasswordHasher(time_cost=1).hash("x"))
    assert not passwords.is_outdated(passwords.hashed("x"))


def test_the_list_holds_only_what_the_rules_let_through() -> None:
    """A shorter entry would never be asked for."""
    listed = Path(passwords.__file__).with_name("common_passwords.txt").read_text().split()
    assert [one for one in listed if len(one) < passwords.SHORTEST] == []
    assert listed == sorted(set(listed))
