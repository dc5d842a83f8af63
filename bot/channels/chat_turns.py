"""What a consumer does in a chat, for REST and WebSocket alike."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from bot.channels.chat_view import answered, expects_shown, history, queue_shown
from bot.channels.errors import Refusal
from bot.channels.messages import ChatTurn, Opening, Rated, Wish, clean, said
from bot.dialogue.engine import Dialogue
from bot.dialogue.returning import GO_ON
from bot.dialogue.turn import Inbound, Reply
from bot.handoff.errors import AlreadyRated, NothingToRate


async def open_chat(dialogue: Dialogue, opening: Opening) -> dict[str, Any]:
    """Open a conversation and return it with its greeting and the sender's token."""
    conversation, token = dialogue.conversations.open(
        "chat", language=opening.language, preferences={"large_type": opening.large_type}
    )
    await dialogue.take(Inbound(conversation_id=conversation, key="start", event="start"))
    state = dialogue.conversations.state(conversation)
    return {"conversation": conversation, "token": token, **history(dialogue, state, 0)}


async def take_turn(dialogue: Dialogue, conversation: str, turn: ChatTurn) -> dict[str, Any]:
    """Answer one turn; what a consumer types is words, only our buttons mean more."""
    inbound = Inbound(
        conversation_id=conversation,
        key=turn.key,
        event="text" if turn.text is not None else "button",
        text=said(turn.text) if turn.text is not None else turn.button or "",
    )
    return _answer(dialogue, conversation, *await dialogue.take(inbound))


async def leave_queue(dialogue: Dialogue, conversation: str, wish: Wish) -> dict[str, Any]:
    """Stop waiting for a person; one who has come meanwhile stays."""
    return _answer(dialogue, conversation, *await dialogue.leave_queue(conversation, wish.key))


async def go_on(dialogue: Dialogue, conversation: str, wish: Wish) -> dict[str, Any]:
    """Go on with the bot without losing one's place."""
    inbound = Inbound(conversation_id=conversation, key=wish.key, event=GO_ON)
    return _answer(dialogue, conversation, *await dialogue.take(inbound))


def rate(dialogue: Dialogue, conversation: str, rated: Rated) -> None:
    """Keep what the consumer thinks of the last talk with a person; a repeat changes nothing.

    Raises Refusal (409) when there was none, or one is going on.
    """
    words = dialogue.hotline.drafts.masked(conversation, clean(rated.words))
    try:
        with suppress(AlreadyRated):
            dialogue.switchboard.rate(conversation, rated.score, rated.nps, words)
    except NothingToRate as error:
        raise Refusal(409, "nothing_to_rate", "现在没有要评价的服务。") from error


def _answer(dialogue: Dialogue, conversation: str, turn_id: int, reply: Reply) -> dict[str, Any]:
    state = dialogue.conversations.state(conversation)
    return {
        "turn": turn_id,
        "messages": answered(dialogue, state, turn_id),
        "expects": expects_shown(reply),
        "owner": state.owner,
        "queue": queue_shown(dialogue, state),
    }
