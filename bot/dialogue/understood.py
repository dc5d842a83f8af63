"""What the bot understood of a conversation, as people at the desk read it; masked throughout."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bot.dialogue.stored import State
from bot.hotline import Hotline
from bot.intake.correcting import FIELDS
from bot.intake.draft import DECLINED, Draft, institution_of, questions_for
from bot.intake.gist import amount_words, demand_names, gist_of, matters, when_words
from bot.tickets.classification import category, classify
from bot.tickets.risk import risk_level

DECISIONS = ("summary", "quick_way")
MISSING: Mapping[str, str] = {
    "institution": "哪家机构",
    "matter": "事情经过",
    "demand": "诉求",
    "person_name": "姓名",
    "phone": "电话",
    "id_number": "身份证号",
}


def understanding(
    hotline: Hotline, state: State, draft: Draft, ticket: str | None
) -> dict[str, Any]:
    """Return JSON-ready values: every field of the draft that may be mended, and what it means.

    `fields` holds what `change_draft` takes; `missing` what the bot would still ask; `intent` and
    `labels` come with a confidence from 0 to 1; `ticket` is the number if it is registered.
    """
    return {
        "conversation": state.id,
        "channel": state.channel,
        "owner": state.owner,
        "language": state.language,
        "asked": state.asked,
        "gist": gist_of(draft),
        "story": list(draft.matter),
        "fields": {name: _field(draft, name) for name in FIELDS},
        "institution": _institution(hotline, draft),
        "intent": _intent(draft),
        "amount_words": amount_words(draft.amount),
        "when_words": when_words(draft.occurred),
        "demands": [
            {"code": code, "name": demand_names().get(code, code)} for code in draft.demands
        ],
        "labels": _labels(draft),
        "risk": _risk(draft),
        "emotion": draft.emotion,
        "elderly": draft.elderly or bool(state.preferences.get("elder")),
        "anonymous": draft.person_name == DECLINED,
        "missing": _missing(hotline, draft),
        "ticket": ticket,
    }


def _field(draft: Draft, name: str) -> Any:
    return draft.narrative if name == "matter" else getattr(draft, name)


def _institution(hotline: Hotline, draft: Draft) -> dict[str, Any]:
    known = institution_of(draft, hotline.directory)
    candidates = (hotline.directory.get(candidate) for candidate in draft.candidates)
    return {
        "id": draft.institution_id,
        "name": draft.institution,
        "regulator": known.regulator if known else None,
        "hotline": (known.complaint_hotline or known.hotline) if known else None,
        "candidates": [{"id": one.id, "name": one.display} for one in candidates if one],
    }


def _intent(draft: Draft) -> dict[str, Any]:
    return {
        "code": draft.intent,
        "name": matters().get(draft.intent or ""),
        "confidence": draft.confidence,
        "is_guess": draft.is_guess,
    }


def _labels(draft: Draft) -> list[dict[str, Any]]:
    words = f"{draft.narrative} {draft.demand or ''}"
    if not draft.is_started:
        return []
    return [
        {
            "axis": label.axis,
            "code": label.code,
            "name": category(label.code).name,
            "main": label.main,
            "confidence": label.confidence,
        }
        for label in classify(draft.intent or "", draft.product, words)
    ]


def _risk(draft: Draft) -> int:
    amount = Decimal(draft.amount) if draft.amount else None
    return risk_level(amount, draft.intent or "", draft.emotion, draft.narrative)


def _missing(hotline: Hotline, draft: Draft) -> list[dict[str, str]]:
    asked = questions_for(draft, hotline.profile, hotline.directory)
    return [
        {"field": question, "name": MISSING[question]}
        for question in asked
        if question not in DECISIONS and draft.answer_to(question) is None
    ]
