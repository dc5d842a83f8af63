"""Passwords and codes."""

from __future__ import annotations

import pytest

from bot.language.secrets import find_secrets


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("密码是123456", "123456"),
        ("我的密码是 abc123!", "abc123!"),
        ("验证码 123456", "123456"),
        ("驗證碼是８３６６２１", "８３６６２１"),
        ("验证码收到了，八三六六二一", "八三六六二一"),
        ("动态码：4829", "4829"),
        ("CVV是123", "123"),
        ("cvv2 456。", "456"),
        ("123456是我的密码", "123456"),
        ("密码我设的888888", "888888"),
    ],
)
def test_secrets_are_found_alone(text: str, secret: str) -> None:
    assert [span.text for span in find_secrets(text)] == [secret]


@pytest.mark.parametrize(
    "text", ["密码输错了3次", "密码忘了", "忘记密码打95588", "验证码是多少", "我要123456", ""]
)
def test_talk_about_secrets_is_none(text: str) -> None:
    assert find_secrets(text) == []
