"""Text messages to consumers: what a caller cannot write down. Delivery is the operator's.

`XIAOBAO_TEXT_MESSAGES` names the sender: `console` prints, `package.module:Sender` is a class of
the operator's own with a `send` like the one below; empty: nothing is sent, nothing is promised.
"""

from __future__ import annotations

import logging
import re
from importlib import import_module
from typing import Protocol

from bot.settings import SettingsError

log = logging.getLogger(__name__)

_MOBILE = re.compile(r"1[3-9][0-9]{9}")


class Sender(Protocol):
    """Takes a message over for delivery, at once; it must neither block nor log the number."""

    def send(self, phone: str, words: str) -> None:
        """Take the message; raise anything if it cannot be delivered."""


class Console:
    """Prints messages: for trying, and where there is no contract with a carrier yet."""

    def send(self, phone: str, words: str) -> None:
        """Print the message with the number's tail only."""
        print(f"短信 → 尾号{phone[-4:]}：{words}", flush=True)


class TextMessages:
    """Sends through the sender that was set up, and never lets a failure reach the talk."""

    def __init__(self, sender: Sender | None) -> None:
        self._sender = sender

    def send(self, phone: str | None, words: str) -> bool:
        """Tell whether the message was taken over; only mobile numbers can get one."""
        if self._sender is None or not _MOBILE.fullmatch(phone or ""):
            return False
        try:
            self._sender.send(phone or "", words)
        except Exception:  # whatever the operator's sender raises, the ticket is registered
            log.exception("a text message was not taken over")
            return False
        return True


def text_messages(setting: str) -> TextMessages:
    """Return the messages as set up; raises SettingsError for a sender that cannot be had."""
    if not setting:
        return TextMessages(None)
    return TextMessages(Console() if setting == "console" else _operators(setting))


def _operators(setting: str) -> Sender:
    module, _, name = setting.partition(":")
    try:
        sender: Sender = getattr(import_module(module), name)()
    except Exception as error:
        raise SettingsError(
            f"XIAOBAO_TEXT_MESSAGES={setting!r} cannot be used ({error}); write console, "
            "package.module:Class, or leave it empty."
        ) from error
    return sender
