"""What people at the desk may do with a ticket, as forms: read from `ticket_acts.yml`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.accounts.staff import Staff
from bot.data_files import read_yaml
from bot.desk.act_forms import ActField
from bot.desk.words import titles
from bot.hotline import Hotline
from bot.tickets.actors import acts as allowed
from bot.tickets.classification import categories
from bot.tickets.clocks import ANSWER_TIMES, REVIEW_REQUEST
from bot.tickets.contents import FOLLOW_UP_CHANNELS, OUTCOMES, REMEDIES
from bot.tickets.detail_views import TicketDetails
from bot.tickets.views import TicketView

FILE = Path(__file__).with_name("ticket_acts.yml")
AT_THE_DESK = ("agent", "supervisor", "reviewer")
ANSWERABLE = ("complaint", "report")


@dataclass(frozen=True)
class Act:
    """One thing that can be done; `main` ones come first, `grave` ones cannot be undone."""

    name: str
    title: str
    button: str
    roles: tuple[str, ...]
    states: frozenset[str]
    kinds: frozenset[str]
    needs: tuple[str, ...]
    fields: tuple[ActField, ...]
    main: bool
    grave: bool
    hint: str


@cache
def all_acts() -> Mapping[str, Act]:
    """Return every act by its name, in the order in which they are offered."""
    entries = read_yaml(FILE)
    return {name: _act(name, entry) for name, entry in entries.items()}


def acts_for(hotline: Hotline, staff: Staff, details: TicketDetails) -> tuple[Act, ...]:
    """Return what this person could do with the ticket as it is now, the main acts first."""
    ticket = details.ticket
    offered = [
        act
        for act in all_acts().values()
        if staff.role in act.roles
        and ticket.state in act.states
        and (not act.kinds or ticket.kind in act.kinds)
        and all(_NEEDS[need](hotline, details) for need in act.needs)
    ]
    return tuple(sorted(offered, key=lambda act: not act.main))


def options_for(hotline: Hotline, ticket: TicketView) -> Mapping[str, Mapping[str, str]]:
    """Return the choices of all forms, by the name of their list."""
    life = hotline.profile.life
    return {
        "remedies": REMEDIES,
        "outcomes": OUTCOMES,
        "channels": FOLLOW_UP_CHANNELS,
        "decisions": titles("decisions"),
        "reached": titles("reached"),
        "scores": {str(score): str(score) for score in range(5, 0, -1)},
        "nps": {str(score): str(score) for score in range(10, -1, -1)},
        "guidance": {way.name: way.title for way in hotline.tickets.guidance(ticket.number)},
        "routes": {route.name: route.title for route in life.report_routes},
        "categories": {
            code: f"{titles('axes')[one.axis]} {one.name}" for code, one in categories().items()
        },
    }


def _act(name: str, entry: Mapping[str, Any]) -> Act:
    return Act(
        name=name,
        title=entry["title"],
        button=entry["button"],
        roles=tuple(role for role in AT_THE_DESK if role in allowed()[name]),
        states=frozenset(entry["states"]),
        kinds=frozenset(entry.get("kinds", ())),
        needs=tuple(entry.get("needs", ())),
        fields=tuple(ActField(**field) for field in entry.get("fields", ())),
        main=entry.get("main", False),
        grave=entry.get("grave", False),
        hint=entry.get("hint", ""),
    )


def _is_reviewable(hotline: Hotline, details: TicketDetails) -> bool:
    """Tell whether a review can still be asked for: once, and not after its last day."""
    last = [row.day for row in details.deadlines if row.name == REVIEW_REQUEST]
    decided = bool(details.answers) and details.answers[-1].kind == "review"
    return not decided and (not last or hotline.today() <= last[-1])


_NEEDS: Mapping[str, Callable[[Hotline, TicketDetails], bool]] = {
    "extension_asked": lambda _, details: details.ticket.extension is not None,
    "no_extension_asked": lambda _, details: details.ticket.extension is None,
    "extendable": lambda _, details: bool(set(details.ticket.deadlines) & set(ANSWER_TIMES[:-1])),
    "urged": lambda _, details: details.ticket.open_urges > 0,
    "reviewable": _is_reviewable,
    "ladder": lambda hotline, _: bool(hotline.profile.life.ladder),
    "guidance": lambda hotline, details: bool(hotline.tickets.guidance(details.ticket.number)),
    "no_answer_awaited": lambda _, details: (
        details.ticket.kind not in ANSWERABLE or details.ticket.state in ("answered", "followed_up")
    ),
    "group": lambda _, details: details.ticket.group is not None,
    "no_group": lambda _, details: details.ticket.group is None,
}
