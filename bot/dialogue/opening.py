"""How a conversation opens: the notice that law asks for, and what a dropped call left."""

from __future__ import annotations

from typing import Any

from bot.dialogue import replies
from bot.dialogue.conversations import Conversations
from bot.dialogue.stored import State, StoredTurn
from bot.dialogue.turn import Line, Reply
from bot.hotline import Hotline
from bot.intake.draft import Draft


async def greeting(
    hotline: Hotline, conversations: Conversations, agent: Any, turn: StoredTurn, state: State
) -> tuple[Reply, str | None]:
    """Return the greeting, and the question that it asks.

    A caller whose earlier call broke off is asked whether to go on; nothing of it is revealed
    before the last four digits of the number given then are matched.
    """
    draft = _unfinished(hotline, conversations, turn)
    wording, asked, pending = _way_on(draft)
    if draft is not None or state.preferences.get("elder"):
        noted = draft or Draft(elderly=True)
        await agent.note(turn.conversation_id, draft=noted.to_dict(), pending=pending)
    said = replies.from_messages([agent.wording(wording)], asked)
    lines, slow = (*notices(hotline), *said.lines), bool(state.preferences.get("elder"))
    return Reply(lines=lines, expects=said.expects, slow=slow), asked


def _way_on(draft: Draft | None) -> tuple[str, str | None, str | None]:
    """Return the wording, the question it asks, and what a yes will mean."""
    if draft is None:
        return "say_listening", None, None
    if draft.phone:
        return "say_resume_tail", "phone_tail", "resume_tail"
    return "say_resume", None, "resume"


def notices(hotline: Hotline) -> tuple[Line, ...]:
    """Return who we are, that a machine answers, and what is recorded (PIPL article 17)."""
    greeting, notice = hotline.profile.greeting, hotline.profile.notice
    return (
        Line(text=greeting.text, speech=greeting.speech),
        Line(text=notice.text, speech=notice.speech, interruptible=False),
    )


def _unfinished(hotline: Hotline, conversations: Conversations, turn: StoredTurn) -> Draft | None:
    source = conversations.resumable_for(turn.conversation_id, hotline.profile.resume_hours)
    if source is None:
        return None
    return hotline.drafts.hand_over(source=source, target=turn.conversation_id)
