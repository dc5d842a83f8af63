"""The Chinese for what the programs call by a code: roles, states, moods, acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bot.accounts.roles import all_roles
from bot.data_files import read_yaml
from bot.desk.spans import size, span, stopwatch
from bot.intake.gist import demand_names, matters
from bot.tickets.classification import categories
from bot.tickets.event_kinds import event_titles
from bot.tickets.states import all_states

FILE = Path(__file__).with_name("words.yml")


def word(code: Any, group: str) -> str:
    """Return what people call a code of a group; an unknown one is shown as it is."""
    return "" if code is None else titles(group).get(str(code), str(code))


def titles(group: str) -> Mapping[str, str]:
    """Return all codes of a group with what people call them, in the order to show them."""
    return _groups()[group]


def filters() -> Mapping[str, Callable[..., str]]:
    """Return what templates may use: `{{ staff.role | word("roles") }}`, `{{ 65 | span }}`."""
    return {"word": word, "span": span, "stopwatch": stopwatch, "size": size}


@cache
def _groups() -> Mapping[str, Mapping[str, str]]:
    own: dict[str, dict[str, str]] = read_yaml(FILE)
    return {
        **own,
        "roles": {id: role.title for id, role in all_roles().items()},
        "states": {name: state.text for name, state in all_states().items()},
        "intents": {**own["other_intents"], **matters()},
        "demands": demand_names(),
        "categories": {code: category.name for code, category in categories().items()},
        "ticket_events": event_titles(),
    }
