"""What the bot says when it has the word again: one sentence, and the question that stood open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.dialogue import replies, untold
from bot.dialogue.conversations import Conversations
from bot.dialogue.stored import State, StoredTurn
from bot.dialogue.turn import Event, Reply
from bot.intake.draft import Draft

# Things that happen to a conversation without anybody having said a word, and what is said then:
# a person gives it back, the consumer goes on with the bot meanwhile, or no longer waits.
BACK: Event = "back"
GO_ON: Event = "go_on"
LEAVE: Event = "leave"
# Who waited too long is promised a call; the dialogue says when, and asks for a number.
PROMISE: Event = "promise"
SENTENCES: Mapping[str, str] = {
    BACK: "say_bot_again",
    GO_ON: "say_going_on",
    LEAVE: "say_left_queue",
}
OFFER, REGISTER = "say_bot_again_offer", "register"


async def taken_up_again(
    agent: Any, conversations: Conversations, turn: StoredTurn, state: State
) -> tuple[Reply, str | None]:
    """Return what the bot says now, and the question it asks."""
    if turn.event == PROMISE:
        await agent.note(state.id, pending="promised")
        answer = await agent.respond(
            state.id,
            "/request_human",
            key=str(turn.id),
            channel=turn.channel,
            again=not turn.is_new,
        )
        return replies.from_messages(answer.messages, answer.asked), answer.asked
    opening = agent.wording(SENTENCES[turn.event])
    answer = await agent.ask_again(
        state.id, key=str(turn.id), channel=turn.channel, again=not turn.is_new
    )
    if answer is not None:
        return replies.from_messages([opening, *answer.messages], answer.asked), answer.asked
    unfinished = untold.draft_in(state.untold)
    if unfinished is not None and unfinished.is_told:
        return await _offered(agent, state, opening, unfinished)
    if untold.is_settled(state.untold):
        return replies.from_messages([opening], None), None
    return _with_the_last_choice(opening, conversations, state), state.asked


async def _offered(
    agent: Any, state: State, opening: Any, unfinished: Draft
) -> tuple[Reply, str | None]:
    """A story was told to a person and not registered: the bot offers to do it."""
    await agent.note(state.id, pending=REGISTER)
    return replies.from_messages([opening, agent.wording(OFFER)], None), None


def _with_the_last_choice(opening: Any, conversations: Conversations, state: State) -> Reply:
    """Repeat the last line if it left a choice, or asked for something outside a form."""
    said, last = replies.from_messages([opening], None), conversations.open_question(state.id)
    if last is None or not (last.choices or state.asked):
        return said
    return Reply(lines=(*said.lines, *last.lines[-1:]), expects=last.expects)
