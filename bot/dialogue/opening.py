"""How a conversation opens: the notice that law asks for, and what a dropped call left."""

from __future__ import annotations

from typing import Any

from bot.dialogue import replies
from bot.dialogue.conversations import Conversations, StoredTurn
from bot.dialogue.turn import Line, Reply
from bot.hotline import Hotline


async def greeting(
    hotline: Hotline, conversations: Conversations, agent: Any, turn: StoredTurn
) -> tuple[Reply, str | None]:
    """Return the greeting with the AI and recording notice (PIPL article 17).

    A caller whose earlier call broke off is asked whether to go on; nothing of it is revealed
    before the last four digits of the number given then are matched.
    """
    opening = hotline.profile.greeting
    lines = (Line(text=opening.text, speech=opening.speech),)
    draft = await _unfinished(hotline, conversations, agent, turn)
    if draft is None:
        return Reply(lines=lines), None
    wording = "say_resume_tail" if draft.phone else "say_resume"
    offer = replies.from_messages([agent.wording(wording)], "phone_tail" if draft.phone else None)
    return Reply(lines=(*lines, *offer.lines), expects=offer.expects), (
        "phone_tail" if draft.phone else None
    )


async def _unfinished(
    hotline: Hotline, conversations: Conversations, agent: Any, turn: StoredTurn
) -> Any:
    source = conversations.resumable_for(turn.conversation_id, hotline.profile.resume_hours)
    if source is None:
        return None
    draft = hotline.drafts.hand_over(source=source, target=turn.conversation_id)
    if draft is not None:
        pending = "resume_tail" if draft.phone else "resume"
        await agent.note(turn.conversation_id, draft=draft.to_dict(), pending=pending)
    return draft
