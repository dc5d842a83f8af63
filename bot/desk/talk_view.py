"""One conversation as its head shows it: who has it, since when, who may do what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.accounts.staff import Staff
from bot.channels.errors import Refusal
from bot.desk.words import word
from bot.dialogue.engine import Dialogue
from bot.dialogue.switchboard import Entry
from bot.handoff.ownership import owner_of
from bot.handoff.views import HandoffView


@dataclass(frozen=True)
class TalkView:
    """Who has the conversation and what this person may do with it.

    `mine`: speak and act. `looking`: read live and whisper. `owner` is in words for people.
    """

    id: str
    channel: str
    owner: str
    handoff: int | None
    since: datetime | None
    skill: str
    reason: str
    mine: bool
    looking: bool
    waiting: bool
    is_phone: bool


def talk_view(dialogue: Dialogue, staff: Staff, conversation_id: str) -> TalkView:
    """Return the head; raises UnknownConversation, and Refusal (403) as `check_may_see`."""
    hotline = dialogue.hotline
    state = dialogue.conversations.state(conversation_id)
    handoff = hotline.handoffs.open_handoff(conversation_id)
    _check(staff, state.person)
    mine = _is_mine(staff, handoff)
    skills = {skill.name: skill.title for skill in hotline.profile.handoff.skills}
    return TalkView(
        id=conversation_id,
        channel=word(state.channel, "channels"),
        owner=_owner(dialogue, handoff, mine),
        handoff=handoff.id if handoff else None,
        since=(handoff.accepted_at or handoff.requested_at) if handoff else None,
        skill=skills.get(handoff.skill, handoff.skill) if handoff else "",
        reason=word(handoff.reason, "handoff_reasons") if handoff else "",
        mine=mine,
        looking=not mine and staff.role == "supervisor",
        waiting=handoff is not None and handoff.state in ("waiting", "callback"),
        is_phone=state.channel == "phone",
    )


def check_may_see(dialogue: Dialogue, staff: Staff, conversation_id: str) -> None:
    """Refuse (403) to let an agent read what a colleague talks about; supervisors may."""
    _check(staff, dialogue.conversations.state(conversation_id).person)


def entry_shown(entry: Entry) -> dict[str, Any]:
    """Return one line as the page takes it."""
    return {
        "seq": entry.seq,
        "kind": entry.kind,
        "author": entry.author,
        "text": entry.text,
        "at": entry.at.isoformat(),
        "choices": list(entry.choices),
    }


def _check(staff: Staff, person: str | None) -> None:
    if staff.role != "supervisor" and person not in (None, staff.id):
        raise Refusal(403, "with_a_colleague", "这段对话有同事在接待，旁听请找班长。")


def _is_mine(staff: Staff, handoff: HandoffView | None) -> bool:
    return bool(handoff and handoff.state == "accepted" and handoff.accepted_by == staff.id)


def _owner(dialogue: Dialogue, handoff: HandoffView | None, mine: bool) -> str:
    if mine:
        return "您在接待"
    if handoff and handoff.state == "accepted":
        agents = {agent.id: agent.number for agent in dialogue.hotline.handoffs.agents()}
        return f"{agents.get(handoff.accepted_by or '', '同事')}在接待"
    return word(owner_of(handoff), "owners")
