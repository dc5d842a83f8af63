"""A reply as a telephone platform carries it out."""

from __future__ import annotations

from typing import Any

from bot.channels.messages import PhoneTurn
from bot.dialogue.turn import Choice, Expects, Line, Reply

TIMEOUT, ELDER_TIMEOUT = 6.0, 9.0  # seconds of silence before `noinput`
END_SILENCE = 800  # milliseconds that end an utterance
KEYS = "一二三四五六七八九"


def phone_answer(turn: PhoneTurn, reply: Reply) -> dict[str, Any]:
    """Return the JSON answer to one event of a call."""
    action = _action(turn, reply)
    return {
        "call_id": turn.call_id,
        "turn": turn.turn,
        "say": [
            {"text": _speech(line, reply), "interruptible": reply.expects.interruptible}
            for line in reply.lines
        ],
        "collect": _collect(turn, reply.expects) if action == "gather" else None,
        "action": action,
        "transfer": dict(reply.transfer) if reply.transfer else None,
        "ticket": reply.ticket,
    }


def _action(turn: PhoneTurn, reply: Reply) -> str:
    if turn.event == "hangup":
        return "none"
    if reply.expects.kind == "nothing":
        return "none"
    return {"listen": "gather", "transfer": "transfer", "hangup": "hangup"}[reply.act]


def _collect(turn: PhoneTurn, expects: Expects) -> dict[str, Any]:
    return {
        "modes": ["speech", "dtmf"],
        "max_digits": expects.digits or 1,
        "end_key": "#" if expects.digits > 1 else None,
        "timeout_s": ELDER_TIMEOUT if turn.elder else TIMEOUT,
        "end_silence_ms": END_SILENCE,
        "sensitive": expects.sensitive,
    }


def _speech(line: Line, reply: Reply) -> str:
    """Say the line; choices follow with the key last, shortened for the ear."""
    if not line.choices or line.choices != reply.choices:
        return line.speech
    options = "，".join(
        f"{_title(choice)}请按{KEYS[number]}" for number, choice in enumerate(line.choices[:3])
    )
    return f"{line.speech}{options}。"


def _title(choice: Choice) -> str:
    return choice.title.split("，")[0]
