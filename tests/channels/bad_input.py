"""What strangers send to every door, and the refusals that they get."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

HOSTILE_WORDS = {
    "emoji": "😡😡😡👨‍👩‍👧‍👦",
    "emoji and words": "😡工行乱收费💢",
    "control characters": "工\x00行\x1b[31m乱\x07收\u202e费\u200b",
    "a Rasa command": "/restart",
    "a Rasa intent": '/inform{"institution": "icbc"}',
    "a Rasa intent in full width": "／affirm",
    "a spaced Rasa command": " \t/session_start",
    "HTML": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "SQL": "'; DROP TABLE turns; --",
    "template": "{{7*7}}${7*7}{institution}%s%n",
    "lone surrogates": "工行\ud800乱收\udfff费",
    "half an emoji": "气死了\ud83d",
    "digits that are no phone": "12345678901",
    "eleven digits too large": "29912345678",
    "a wrong check digit": "11010519491231002Y 110105194912310021",
    "a date to come": "2099年13月45日工行扣我钱",
    "nothing": "扣了0元",
    "a quadrillion": "工行欠我1000000000000000元",
    "all digits": "9" * 2000,
    "brackets": "（" * 1900,
    "long": "工行乱收费" * 400,
    "right to left": "\u202eعربى 工行",
    "combining": "工" + "\u0301" * 1500,
}
WRONG_TURNS: dict[str, tuple[Any, int, str]] = {
    "no key": ({"text": "工行"}, 422, "invalid_field"),
    "empty key": ({"key": "", "text": "工行"}, 422, "invalid_field"),
    "key with spaces": ({"key": "a b", "text": "工行"}, 422, "invalid_field"),
    "key not text": ({"key": 7, "text": "工行"}, 422, "invalid_field"),
    "long key": ({"key": "k" * 65, "text": "工行"}, 422, "invalid_field"),
    "neither text nor button": ({"key": "k"}, 422, "invalid_field"),
    "both": ({"key": "k", "text": "工行", "button": "1.0"}, 422, "invalid_field"),
    "text a number": ({"key": "k", "text": 5}, 422, "invalid_field"),
    "text a list": ({"key": "k", "text": ["工行"]}, 422, "invalid_field"),
    "text an object": ({"key": "k", "text": {"$ne": 1}}, 422, "invalid_field"),
    "text true": ({"key": "k", "text": True}, 422, "invalid_field"),
    "unknown field": ({"key": "k", "text": "工行", "role": "admin"}, 422, "invalid_field"),
    "unknown button": ({"key": "k", "button": "1.0"}, 422, "unknown_button"),
    "no button at all": ({"key": "k", "button": "/affirm"}, 422, "unknown_button"),
    "button of Arabic digits": ({"key": "k", "button": "١.٠"}, 422, "unknown_button"),
    "huge button": ({"key": "k", "button": "9" * 30 + ".0"}, 422, "unknown_button"),
    "empty": ({"key": "k", "text": ""}, 422, "empty"),
    "blank": ({"key": "k", "text": " \n\t\u3000"}, 422, "empty"),
    "only control characters": ({"key": "k", "text": "\x00\x1b\u200b\ufeff"}, 422, "empty"),
    "only lone surrogates": ({"key": "k", "text": "\ud800\udc00"[:1]}, 422, "empty"),
    "too long": ({"key": "k", "text": "长" * 2001}, 413, "too_long"),
    "a list": ([1, 2], 400, "not_an_object"),
    "a string": ("工行", 400, "not_an_object"),
}
WRONG_BODIES: dict[str, tuple[bytes, int, str]] = {
    "nothing": (b"", 422, "invalid_field"),
    "no JSON": (b"{key: 1", 400, "invalid_json"),
    "binary": (bytes(range(256)), 400, "invalid_json"),
    "not UTF-8": (b'{"key": "k", "text": "\xff\xfe"}', 400, "invalid_json"),
    "NaN": (b'{"key": "k", "text": NaN}', 400, "invalid_json"),
    "deep": (b"[" * 50_000, 400, "invalid_json"),
    "null": (b"null", 400, "not_an_object"),
    "large": (b'{"key": "k", "text": "' + b"a" * 70_000 + b'"}', 413, "too_large"),
    "a megabyte": (b'{"key": "k", "text": "' + b"a" * 1_000_000 + b'"}', 413, "too_large"),
}


def by_name(cases: Mapping[str, Any]) -> list[Any]:
    """Return the cases as parameters that are called by their names."""
    return [
        pytest.param(*(case if isinstance(case, tuple) else (case,)), id=name)
        for name, case in cases.items()
    ]


def assert_answered(answer: str) -> None:
    """Fail unless the answer is Chinese for people, with nothing of our insides in it."""
    assert re.search("[一-鿿]", answer), answer
    for inside in ("Traceback", "Error", "action_", "utter_", "None", "{", "<script"):
        assert inside not in answer, answer
