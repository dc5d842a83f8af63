"""Tickets for the desk to work with."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Any

from bot.hotline import Hotline
from bot.tickets.complaint import Complaint
from bot.tickets.contents import Answer

ANSWER = Answer(
    findings="经查，年费扣收前没有告知。",
    reasons="依据领用合约第八条。",
    remedies=("review", "mediation"),
    outcome="granted",
    paid=Decimal("360"),
)
_numbers = itertools.count(1)


def register(hotline: Hotline, **changes: Any) -> str:
    """Register a ticket of a person of its own; return its number."""
    n = next(_numbers)
    values: dict[str, Any] = {
        "kind": "complaint",
        "intent": "complain_fees",
        "institution_id": "icbc",
        "institution_name": "工商银行",
        "branch": None,
        "narrative": "信用卡年费没告知就扣了",
        "demands": ("refund",),
        "demand_text": "把年费退给我",
        "product": "信用卡",
        "amount": Decimal("360"),
        "occurred": "2026-11-01",
        "person_name": "王小明",
        "phone": f"138{n:08}",
        "id_number": None,
        "channel": "chat",
        "conversation_id": f"conversation-{n}",
        "idempotency_key": f"key-{n}",
        "emotion": "calm",
        "elderly": False,
    }
    return hotline.tickets.register(Complaint(**(values | changes)), "bot").number


def in_state(hotline: Hotline, state: str, **changes: Any) -> str:
    """Return the number of a ticket that has come so far on the usual way."""
    number = register(hotline, **changes)
    institution = f"institution:{changes.get('institution_id', 'icbc')}"
    steps = {
        "forwarded": lambda: hotline.tickets.forward(number, "agent:1"),
        "in_progress": lambda: hotline.tickets.acknowledge(number, institution),
        "answered": lambda: hotline.tickets.answer(number, ANSWER, institution),
        "closed": lambda: hotline.tickets.close(number, "", "agent:1"),
    }
    if state == "registered":
        return number
    for name, step in steps.items():
        step()
        if name == state:
            return number
    raise ValueError(f"no way to {state!r}")
