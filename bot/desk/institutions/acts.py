"""What an officer may do with a ticket, as forms read from `acts.yml`; and doing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.channels.errors import Refusal
from bot.desk.ticket_acts import ActField
from bot.desk.words import titles
from bot.institutions.contacts import WAYS, Contact
from bot.institutions.officer import Officer
from bot.institutions.own_acts import OwnActs
from bot.institutions.service import Institutions
from bot.tickets.clocks import ANSWER_TIMES
from bot.tickets.contents import OUTCOMES, REMEDIES, Answer
from bot.tickets.views import TicketView

FILE = Path(__file__).with_name("acts.yml")
Fields = Mapping[str, list[str]]  # all values of each field, as the form sent them


@dataclass(frozen=True)
class OfficerAct:
    """One thing that can be done; `main` ones come first."""

    name: str
    title: str
    button: str
    states: frozenset[str]
    needs: tuple[str, ...]
    fields: tuple[ActField, ...]
    main: bool
    hint: str


@cache
def all_acts() -> Mapping[str, OfficerAct]:
    """Return every act by its name, in the order in which they are offered."""
    entries = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {name: _act(name, entry) for name, entry in entries.items()}


def acts_for(
    officer: Officer, ticket: TicketView, options: Mapping[str, Mapping[str, str]]
) -> tuple[OfficerAct, ...]:
    """Return what this officer could do with the ticket as it is now, the main acts first."""
    offered = [
        act
        for act in all_acts().values()
        if ticket.state in act.states
        and all(_NEEDS[need](officer, ticket, options) for need in act.needs)
    ]
    return tuple(sorted(offered, key=lambda act: not act.main))


def options_for(institutions: Institutions, officer: Officer) -> Mapping[str, Mapping[str, str]]:
    """Return the choices of all forms, by the name of their list."""
    mine = officer.staff.id if officer.staff else ""
    colleagues = institutions.acts.colleagues(officer)
    return {
        "outcomes": OUTCOMES,
        "remedies": REMEDIES,
        "ways": WAYS,
        "reached": titles("reached"),
        "colleagues": {
            one.id: f"{one.name}{'（自己）' if one.id == mine else ''} {one.branch or '总部'}"
            for one in colleagues
        },
        "branches": {one.branch: one.branch for one in colleagues if one.branch},
    }


def act_on(acts: OwnActs, officer: Officer, act: OfficerAct, number: str, fields: Fields) -> None:
    """Do an act; raises Refusal (422) for fields that cannot be, and what the service raises."""
    for field in act.fields:
        value = _one(fields, field.name)
        if field.required and not value:
            raise Refusal(422, "missing_field", f"“{field.label}”还没有填。")
        if len(value) > field.longest:
            raise Refusal(422, "too_long", f"“{field.label}”最多 {field.longest} 个字。")
    _WAYS[act.name](acts, officer, number, fields, _one(fields, "version") or None)


def _act(name: str, entry: Mapping[str, Any]) -> OfficerAct:
    return OfficerAct(
        name=name,
        title=entry["title"],
        button=entry["button"],
        states=frozenset(entry["states"]),
        needs=tuple(entry.get("needs", ())),
        fields=tuple(ActField(**field) for field in entry.get("fields", ())),
        main=entry.get("main", False),
        hint=entry.get("hint", ""),
    )


def _one(fields: Fields, name: str) -> str:
    values = fields.get(name) or [""]
    return values[-1].strip()


def _answer(fields: Fields) -> Answer:
    return Answer(
        findings=_one(fields, "findings"),
        reasons=_one(fields, "reasons"),
        remedies=tuple(fields.get("remedies", ())),
        remedy_words=_one(fields, "remedy_words"),
        outcome=_one(fields, "outcome") or None,
        paid=_sum(_one(fields, "paid")),
    )


def _sum(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", "")) if text else None
    except InvalidOperation as error:
        raise Refusal(422, "wrong_sum", "金额请只写数字，比如 360 或 1200.50。") from error


def _contact(fields: Fields) -> Contact:
    reached = _one(fields, "reached")
    if reached not in titles("reached"):
        raise Refusal(422, "wrong_field", "“结果”请选联系上了还是没联系上。")
    return Contact(_one(fields, "way"), reached == "yes", _one(fields, "note"))


Way = Callable[[OwnActs, Officer, str, Fields, "str | None"], None]

_WAYS: Mapping[str, Way] = {
    "acknowledge": lambda acts, officer, number, _, seen: acts.acknowledge(officer, number, seen),
    "acknowledge_urge": lambda acts, officer, number, _, seen: acts.acknowledge_urge(
        officer, number, seen
    ),
    "answer": lambda acts, officer, number, fields, seen: acts.answer(
        officer, number, _answer(fields), seen
    ),
    "decide_review": lambda acts, officer, number, fields, seen: acts.decide_review(
        officer, number, _answer(fields), seen
    ),
    "assign": lambda acts, officer, number, fields, seen: acts.assign(
        officer, number, _one(fields, "branch"), seen
    ),
    "give": lambda acts, officer, number, fields, seen: acts.give(
        officer, number, _one(fields, "colleague"), seen
    ),
    "contacted": lambda acts, officer, number, fields, _: acts.contacted(
        officer, number, _contact(fields)
    ),
    "ask_extension": lambda acts, officer, number, fields, seen: acts.ask_extension(
        officer, number, _one(fields, "why"), seen
    ),
}

_NEEDS: Mapping[str, Callable[[Officer, TicketView, Mapping[str, Any]], bool]] = {
    "head_office": lambda officer, *_: officer.is_head_office,
    "urged": lambda _, ticket, __: ticket.open_urges > 0,
    "no_extension_asked": lambda _, ticket, __: ticket.extension is None,
    "extendable": lambda _, ticket, __: bool(set(ticket.deadlines) & set(ANSWER_TIMES[:-1])),
    "colleagues": lambda officer, _, options: len(options["colleagues"]) > 1,
}
