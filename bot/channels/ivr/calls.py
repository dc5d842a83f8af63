"""One event of a call, from any dialect: stored, answered, and announced when it takes long."""

from __future__ import annotations

import asyncio
import hashlib

from bot.channels.errors import Refusal
from bot.channels.ivr.rendering import one_moment, phone_answer
from bot.channels.messages import PhoneAnswer, PhoneTurn, clean
from bot.dialogue.engine import Dialogue
from bot.dialogue.turn import Inbound, Reply
from bot.language.fillers import strip_fillers

EVENTS = {"speech": "text", "dtmf": "digits"}


class Calls:
    """The calls that are going on; remembers which of them was told to wait a moment."""

    def __init__(self) -> None:
        self._waiting: set[str] = set()

    async def take(self, dialogue: Dialogue, dialect: str, turn: PhoneTurn) -> PhoneAnswer:
        """Return what the platform is to do; a call that we do not know begins here."""
        conversation = conversation_for(dialect, turn.call_id)
        dialogue.conversations.open(
            "phone",
            conversation_id=conversation,
            caller=turn.caller,
            preferences={"elder": turn.elder},
        )
        if turn.event == "continue" or self._silent_meanwhile(conversation, turn):
            answering = asyncio.ensure_future(dialogue.catch_up(conversation))
        else:
            answering = asyncio.ensure_future(_reply(dialogue, _inbound(conversation, turn)))
        patience = dialogue.hotline.profile.phone.patience_ms / 1000
        try:
            reply = await asyncio.wait_for(asyncio.shield(answering), patience)
        except asyncio.TimeoutError:
            self._waiting.add(conversation)
            return one_moment(turn, dialogue.moment())
        self._waiting.discard(conversation)
        return phone_answer(turn, reply, dialogue.hotline.profile.phone)

    def _silent_meanwhile(self, conversation: str, turn: PhoneTurn) -> bool:
        """Tell whether the silence is that of someone whom we asked to wait."""
        return turn.event in ("noinput", "nomatch") and conversation in self._waiting


def conversation_for(dialect: str, call_id: str) -> str:
    """Name the conversation of a call; a platform's call id may hold a number, so it is hashed."""
    named = f"{dialect}:{call_id}".encode("utf-8", "replace")
    return "call-" + hashlib.sha256(named).hexdigest()[:32]


async def _reply(dialogue: Dialogue, inbound: Inbound) -> Reply:
    _, reply = await dialogue.take(inbound)
    return reply


def _inbound(conversation: str, turn: PhoneTurn) -> Inbound:
    event = EVENTS.get(turn.event, turn.event)
    text = turn.digits or "" if turn.event == "dtmf" else _speech(turn.text or "")
    if turn.event == "dtmf" and not turn.digits:
        raise Refusal(422, "invalid_field", "digits: required for the event dtmf")
    if turn.event == "speech" and not text:
        event = "noinput"
    return Inbound(
        conversation_id=conversation,
        key=turn.turn,
        event=event,  # type: ignore[arg-type]
        text=text,
        channel="phone",
        confidence=turn.confidence,
        alternatives=tuple(_speech(alternative.text) for alternative in turn.nbest),
    )


def _speech(transcript: str) -> str:
    """Return what was said without the sounds that fill pauses; a mere sound stays."""
    return strip_fillers(clean(transcript))
