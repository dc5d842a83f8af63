"""From a finished draft to what the tickets take, and what the dialogue remembers of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bot.intake.draft import CALLBACK, COMPLAINT, DECLINED, Draft, slots_of
from bot.intake.drafts import Drafts
from bot.tickets.complaint import Complaint

UNNAMED_INSTITUTION = "未指明"


def complaint_of(drafts: Drafts, conversation_id: str, channel: str, draft: Draft) -> Complaint:
    """Return the complaint of a draft, with the masks turned into values."""
    named = None if draft.person_name == DECLINED else draft.person_name
    name, phone, id_number = drafts.reveal(conversation_id, named, draft.phone, draft.id_number)
    return Complaint(
        kind=draft.kind,  # type: ignore[arg-type]
        intent=draft.intent or ("request_human" if draft.kind == CALLBACK else "complain_other"),
        institution_id=draft.institution_id,
        institution_name=draft.institution or UNNAMED_INSTITUTION,
        branch=draft.branch or None,
        narrative=draft.narrative or "来电人要求人工回电",
        demands=draft.demands,
        demand_text=draft.demand or "",
        product=draft.product,
        amount=Decimal(draft.amount) if draft.amount else None,
        occurred=draft.occurred,
        person_name=name,
        phone=phone,
        id_number=id_number,
        channel=channel,  # type: ignore[arg-type]
        conversation_id=conversation_id,
        idempotency_key=handed_in_as(conversation_id, draft),
        emotion=draft.emotion,
        elderly=draft.elderly,
    )


def handed_in_as(conversation_id: str, draft: Draft) -> str:
    """Return the key under which a draft is handed in, however often and by whom."""
    return f"{conversation_id}:{draft.key}"


def after_registering(draft: Draft, number: str | None, phone_tail: str | None) -> dict[str, Any]:
    """Return the slots that change once the draft is dealt with; `number` is its ticket, if any.

    Who has just had it registered proves it by nothing else, and tells of another matter without
    being asked again for name and phone.
    """
    slots: dict[str, Any] = {**slots_of(None), "pending": None}
    if number:
        slots["last_ticket"] = number
        slots["proved_ticket"] = {"ticket_id": number, "phone_tail": phone_tail}
    if number and draft.kind == COMPLAINT:
        slots["person"] = {"person_name": draft.person_name, "phone": draft.phone}
    return slots
