"""Opening a chat and taking its turns, for REST and WebSocket alike."""

from __future__ import annotations

from typing import Any

from bot.channels.chat_view import answered, expects_shown, history
from bot.channels.messages import ChatTurn, Opening, said
from bot.dialogue.engine import Dialogue
from bot.dialogue.turn import Inbound


async def open_chat(dialogue: Dialogue, opening: Opening) -> dict[str, Any]:
    """Open a conversation and return it with its greeting and the sender's token."""
    conversation, token = dialogue.conversations.open(
        "chat", language=opening.language, preferences={"large_type": opening.large_type}
    )
    await dialogue.take(Inbound(conversation_id=conversation, key="start", event="start"))
    state = dialogue.conversations.state(conversation)
    shown = history(dialogue.conversations, state, 0)
    return {
        "conversation": conversation,
        "token": token,
        **shown,
    }


async def take_turn(dialogue: Dialogue, conversation: str, turn: ChatTurn) -> dict[str, Any]:
    """Answer one turn; what a consumer types is words, only our buttons mean more."""
    inbound = Inbound(
        conversation_id=conversation,
        key=turn.key,
        event="text" if turn.text is not None else "button",
        text=said(turn.text) if turn.text is not None else turn.button or "",
    )
    turn_id, reply = await dialogue.take(inbound)
    state = dialogue.conversations.state(conversation)
    return {
        "turn": turn_id,
        "messages": answered(dialogue.conversations, state, turn_id),
        "expects": expects_shown(reply),
        "owner": state.owner,
    }
