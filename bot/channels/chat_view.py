"""Stored turns as the chat page shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.dialogue.conversations import Conversations
from bot.dialogue.models import Turn
from bot.dialogue.replies import in_script
from bot.dialogue.stored import State
from bot.dialogue.turn import Expects, Line, Reply


def history(conversations: Conversations, state: State, after: int) -> dict[str, Any]:
    """Return all messages after a sequence number, what is expected now, and who answers."""
    shown = [
        message
        for turn, reply in conversations.turns(state.id)
        for message in _messages(turn, reply, state.language)
        if message["seq"] > after
    ]
    return {
        "messages": sorted(shown, key=lambda message: message["seq"]),
        "expects": expects_shown(conversations.last_reply(state.id)),
        "owner": state.owner,
    }


def answered(conversations: Conversations, state: State, turn_id: int) -> list[dict[str, Any]]:
    """Return the messages of one turn: what the consumer said (masked), and the answer."""
    turn, reply = conversations.turn(turn_id)
    return _messages(turn, reply, state.language)


def expects_shown(reply: Reply | None) -> dict[str, str]:
    """Return the kind of answer expected after a reply."""
    return {"kind": (reply.expects if reply else Expects()).kind}


def _messages(turn: Turn, reply: Reply | None, language: str) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = []
    if turn.said_seq:
        said = {"seq": turn.said_seq, "from": "consumer", "text": turn.shown, "key": turn.key}
        shown.append({**said, "choices": [], "at": _moment(turn.received_at)})
    if reply is None or turn.answered_at is None:
        return shown
    for seq, line in enumerate(reply.lines, start=turn.reply_seq):
        message = {"seq": seq, "from": "bot", "text": in_script(line.text, language)}
        choices = _choices(turn.id, line, reply, language)
        shown.append({**message, "choices": choices, "at": _moment(turn.answered_at)})
    return shown


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _choices(turn_id: int, line: Line, reply: Reply, language: str) -> list[dict[str, str]]:
    if line.choices != reply.choices:
        return []
    return [
        {"title": in_script(choice.title, language), "payload": f"{turn_id}.{position}"}
        for position, choice in enumerate(line.choices)
    ]
