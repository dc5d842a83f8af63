"""A message goes to a mobile through the sender that was set up, and harms nothing if it fails."""

from __future__ import annotations

import logging

import pytest

from bot.settings import SettingsError
from bot.text_messages import TextMessages, text_messages

WORDS = "单号2648391057"


class Kept:
    def __init__(self) -> None:
        self.messages: list[tuple[str, str]] = []

    def send(self, phone: str, words: str) -> None:
        self.messages.append((phone, words))


class Broken:
    def send(self, phone: str, words: str) -> None:
        raise ConnectionError("the carrier is away")


@pytest.mark.parametrize(
    ("phone", "taken"),
    [
        ("13800138000", True),
        ("19912345678", True),
        ("01062223333", False),
        ("1380013800", False),
        ("", False),
        (None, False),
        ("138****8000", False),
    ],
)
def test_only_a_mobile_gets_a_message(phone: str | None, taken: bool) -> None:
    sender = Kept()
    assert TextMessages(sender).send(phone, WORDS) is taken
    assert sender.messages == ([(phone, WORDS)] if taken else [])


def test_nothing_is_promised_where_no_sender_is_set_up() -> None:
    assert text_messages("").send("13800138000", WORDS) is False


def test_the_console_shows_the_tail_only(capsys: pytest.CaptureFixture[str]) -> None:
    assert text_messages("console").send("13800138000", WORDS)
    printed = capsys.readouterr().out
    assert WORDS in printed and "8000" in printed and "13800138000" not in printed


def test_a_sender_that_fails_is_logged_without_the_number(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert TextMessages(Broken()).send("13800138000", WORDS) is False
    assert "not taken over" in caplog.text and "13800138000" not in caplog.text


def test_an_operators_own_sender_is_found_by_its_name() -> None:
    assert text_messages(f"{__name__}:Kept").send("13800138000", WORDS)


@pytest.mark.parametrize("wrong", ["nobody", "no.such.module:Sender", "logging:NoSuchSender"])
def test_a_sender_that_cannot_be_had_stops_the_start(wrong: str) -> None:
    with pytest.raises(SettingsError, match="XIAOBAO_TEXT_MESSAGES"):
        text_messages(wrong)
