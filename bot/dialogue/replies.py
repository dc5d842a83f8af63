"""Turn what the dialogue said into a reply that any channel can render."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.dialogue.turn import Choice, Expects, Line, Reply
from bot.language.script import to_traditional
from bot.language.speech import spoken

SILENT = Reply(lines=(), expects=Expects(kind="nothing"))

_EXPECTS: Mapping[str, Expects] = {
    "person_name": Expects(kind="name", digits=0, sensitive=True),
    "phone": Expects(kind="phone", digits=11, sensitive=True),
    "id_number": Expects(kind="id_number", digits=18, sensitive=True),
    "ticket_id": Expects(kind="ticket", digits=10),
    "phone_tail": Expects(kind="tail", digits=4, sensitive=True),
    "summary": Expects(kind="choice", interruptible=False),
    "quick_way": Expects(kind="choice"),
    "confirmation": Expects(kind="choice", interruptible=False),
}


def from_messages(messages: Sequence[Mapping[str, Any]], asked: str | None) -> Reply:
    """Build the reply from collected messages and the question left open (a slot name).

    A message's `custom` part carries what is not wording: `act`, `transfer` and `ticket`.
    """
    control: dict[str, Any] = {}
    for message in messages:
        control.update(message.get("custom") or {})
    lines = tuple(_line(message) for message in messages if message.get("text"))
    expects = _EXPECTS.get(asked or "", Expects())
    if expects.kind == "text" and lines and lines[-1].choices:
        expects = Expects(kind="choice")
    return Reply(
        lines=lines,
        expects=expects,
        act=control.get("act", "listen"),
        transfer=control.get("transfer"),
        ticket=control.get("ticket"),
    )


def _line(message: Mapping[str, Any]) -> Line:
    speech = (message.get("metadata") or {}).get("speech")
    return Line(
        text=message["text"].strip(),
        speech=spoken(speech or message["text"]).strip(),
        choices=tuple(
            Choice(title=button["title"], payload=button["payload"])
            for button in message.get("buttons") or ()
        ),
    )


def in_script(text: str, language: str) -> str:
    """Return our wording in the reader's script (`zh-Hant`: with Traditional vocabulary)."""
    return to_traditional(text) if language == "zh-Hant" else text
