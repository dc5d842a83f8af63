"""The forms of acts on tickets: what they ask, and what was filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from bot.channels.errors import Refusal
from bot.tickets.contents import Answer

Filled = Mapping[str, list[str]]  # all values of each field, as the form sent them


@dataclass(frozen=True)
class ActField:
    """One question of a form: `kind` is line, text, choice, boxes or tick.

    `options` names a list of choices (`options_for`); `longest` is in characters.
    """

    name: str
    label: str
    kind: str
    required: bool = False
    options: str = ""
    longest: int = 200
    hint: str = ""


def check_filled(fields: Iterable[ActField], filled: Filled) -> None:
    """Raise Refusal (422) for what is missing or too long; services check the rest."""
    for field in fields:
        value = one(filled, field.name)
        if field.required and not value:
            raise Refusal(422, "missing_field", f"“{field.label}”还没有填。")
        if len(value) > field.longest:
            raise Refusal(422, "too_long", f"“{field.label}”最多 {field.longest} 个字。")


def one(filled: Filled, name: str) -> str:
    """Return the last value of a field, empty when there is none."""
    values = filled.get(name) or [""]
    return values[-1].strip()


def answer_in(filled: Filled) -> Answer:
    """Return the answer that was written; raises Refusal (422) for a sum that is none."""
    return Answer(
        findings=one(filled, "findings"),
        reasons=one(filled, "reasons"),
        remedies=tuple(filled.get("remedies", ())),
        remedy_words=one(filled, "remedy_words"),
        outcome=one(filled, "outcome") or None,
        paid=_sum(one(filled, "paid")),
    )


def _sum(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", "")) if text else None
    except InvalidOperation as error:
        raise Refusal(422, "wrong_sum", "金额请只写数字，比如 360 或 1200.50。") from error
