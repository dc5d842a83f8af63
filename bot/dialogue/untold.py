"""What people settled while the bot was silent, kept until the bot has been told of it.

Kept with the conversation and told right before the bot's next answer: whichever way the
conversation comes back to it, and whatever process answers, nothing is told too early or lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.dialogue.stored import State
from bot.intake.draft import Draft, slots_of

Untold = Mapping[str, Any]


def with_draft(untold: Untold | None, draft: Draft) -> Untold:
    """Add what has become of the draft."""
    return {**(untold or {}), "slots": {**_slots(untold), **slots_of(draft)}}


def with_matter_settled(untold: Untold | None, slots: Mapping[str, Any]) -> Untold:
    """Add that the matter is dealt with: nothing more is asked about it."""
    return {"slots": {**_slots(untold), **slots}, "leave_form": True}


async def tell(agent: Any, state: State) -> dict[str, Any]:
    """Tell the bot, and return what that changes in the conversation."""
    if not state.untold:
        return {}
    leave = is_settled(state.untold)
    await agent.note(state.id, leave_form=leave, **_slots(state.untold))
    return {"untold": None}


def is_settled(untold: Untold | None) -> bool:
    """Tell whether a person has dealt with the matter."""
    return bool(untold and untold.get("leave_form"))


def draft_in(untold: Untold | None) -> Draft | None:
    """Return the draft that the bot has not heard of yet, if there is one."""
    values = _slots(untold).get("draft")
    return Draft.from_dict(values) if values else None


def _slots(untold: Untold | None) -> dict[str, Any]:
    return dict((untold or {}).get("slots") or {})
