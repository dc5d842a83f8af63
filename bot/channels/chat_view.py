"""What was said as the chat page shows it, and how things stand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.dialogue.engine import Dialogue
from bot.dialogue.replies import in_script
from bot.dialogue.stored import State
from bot.dialogue.transcripts import NOTICE, SaidLine
from bot.dialogue.turn import Expects, Line, Reply
from bot.handoff.ownership import BOT, WAITING


def history(dialogue: Dialogue, state: State, after: int) -> dict[str, Any]:
    """Return all messages after a sequence number, what is expected now, and who answers."""
    conversations = dialogue.conversations
    said = [
        message
        for turn, reply in conversations.turns(state.id, after)
        for message in _messages(turn, reply, state.language)
    ]
    said += [_line(line, state.language) for line in conversations.lines(state.id, after)]
    shown = (message for message in said if message["seq"] > after)
    return {
        "messages": sorted(shown, key=lambda message: message["seq"]),
        "expects": expects_shown(conversations.last_reply(state.id)),
        "owner": state.owner,
        "queue": queue_shown(dialogue, state),
        "rate": state.owner == BOT and dialogue.hotline.handoffs.may_rate(state.id),
    }


def answered(dialogue: Dialogue, state: State, turn_id: int) -> list[dict[str, Any]]:
    """Return the messages of one turn: what the consumer said (masked), and the answer."""
    turn, reply = dialogue.conversations.turn(turn_id)
    return _messages(turn, reply, state.language)


def expects_shown(reply: Reply | None) -> dict[str, str]:
    """Return the kind of answer expected after a reply."""
    return {"kind": (reply.expects if reply else Expects()).kind}


def queue_shown(dialogue: Dialogue, state: State) -> dict[str, int] | None:
    """Return the place in the queue of one who waits."""
    return place_shown(dialogue, state.id) if state.owner == WAITING else None


def place_shown(dialogue: Dialogue, conversation: str) -> dict[str, int] | None:
    """Return the place in the queue of a conversation; all are placed together now and then."""
    place = dialogue.switchboard.place(conversation)
    return {"position": place.position, "wait_minutes": place.wait_minutes} if place else None


def _messages(turn: Any, reply: Reply | None, language: str) -> list[dict[str, Any]]:
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


def _line(line: SaidLine, language: str) -> dict[str, Any]:
    """A person's own words stay as they were typed; ours are written in the reader's script."""
    ours = line.kind == NOTICE
    return {
        "seq": line.seq,
        "from": "notice" if ours else "person",
        "author": line.author,
        "text": in_script(line.text, language) if ours else line.text,
        "choices": [],
        "at": _moment(line.at),
    }


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _choices(turn_id: int, line: Line, reply: Reply, language: str) -> list[dict[str, str]]:
    if line.choices != reply.choices:
        return []
    return [
        {"title": in_script(choice.title, language), "payload": f"{turn_id}.{position}"}
        for position, choice in enumerate(line.choices)
    ]
