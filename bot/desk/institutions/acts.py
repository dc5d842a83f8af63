"""What an officer may do with a ticket, as forms read from `acts.yml`; and doing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.accounts.staff import Staff
from bot.channels.errors import Refusal
from bot.data_files import read_yaml
from bot.desk.act_forms import ActField, Filled, answer_in, check_filled, one
from bot.desk.words import titles
from bot.institutions.contacts import WAYS, Contact
from bot.institutions.officer import Officer
from bot.institutions.own_acts import OwnActs
from bot.institutions.service import Institutions
from bot.tickets.clocks import ANSWER_TIMES
from bot.tickets.contents import OUTCOMES, REMEDIES
from bot.tickets.views import TicketView

FILE = Path(__file__).with_name("acts.yml")


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
    entries = read_yaml(FILE)
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
        "colleagues": {other.id: _called(other, mine) for other in colleagues},
        "branches": {other.branch: other.branch for other in colleagues if other.branch},
    }


def _called(colleague: Staff, mine: str) -> str:
    own = "（自己）" if colleague.id == mine else ""
    return f"{colleague.name}{own} {colleague.branch or '总部'}"


def act_on(acts: OwnActs, officer: Officer, act: OfficerAct, number: str, filled: Filled) -> None:
    """Do an act; raises Refusal (422) for fields that cannot be, and what the service raises."""
    check_filled(act.fields, filled)
    _WAYS[act.name](acts, officer, number, filled, one(filled, "version") or None)


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


def _contact(filled: Filled) -> Contact:
    reached = one(filled, "reached")
    if reached not in titles("reached"):
        raise Refusal(422, "wrong_field", "“结果”请选联系上了还是没联系上。")
    return Contact(one(filled, "way"), reached == "yes", one(filled, "note"))


Way = Callable[[OwnActs, Officer, str, Filled, "str | None"], None]

_WAYS: Mapping[str, Way] = {
    "acknowledge": lambda acts, officer, number, _, seen: acts.acknowledge(officer, number, seen),
    "acknowledge_urge": lambda acts, officer, number, _, seen: acts.acknowledge_urge(
        officer, number, seen
    ),
    "answer": lambda acts, officer, number, filled, seen: acts.answer(
        officer, number, answer_in(filled), seen
    ),
    "decide_review": lambda acts, officer, number, filled, seen: acts.decide_review(
        officer, number, answer_in(filled), seen
    ),
    "assign": lambda acts, officer, number, filled, seen: acts.assign(
        officer, number, one(filled, "branch"), seen
    ),
    "give": lambda acts, officer, number, filled, seen: acts.give(
        officer, number, one(filled, "colleague"), seen
    ),
    "contacted": lambda acts, officer, number, filled, _: acts.contacted(
        officer, number, _contact(filled)
    ),
    "ask_extension": lambda acts, officer, number, filled, seen: acts.ask_extension(
        officer, number, one(filled, "why"), seen
    ),
}

_NEEDS: Mapping[str, Callable[[Officer, TicketView, Mapping[str, Any]], bool]] = {
    "head_office": lambda officer, *_: officer.is_head_office,
    "urged": lambda _, ticket, __: ticket.open_urges > 0,
    "no_extension_asked": lambda _, ticket, __: ticket.extension is None,
    "extendable": lambda _, ticket, __: bool(set(ticket.deadlines) & set(ANSWER_TIMES[:-1])),
    "colleagues": lambda officer, _, options: len(options["colleagues"]) > 1,
}
