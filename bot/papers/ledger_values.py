"""What stands in each column of the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bot.calendar.clock import shanghai_date
from bot.intake.gist import demand_names, matters
from bot.papers.ledger_rows import LedgerRow
from bot.tickets.classification import categories
from bot.tickets.clocks import ANSWER_TIMES
from bot.tickets.states import all_states


def value_of(row: LedgerRow, name: str) -> Any:
    """Return the value of a column: text, number, date, moment or None."""
    made = _MADE.get(name)
    return made(row) if made else row.ticket[_STORED_AS.get(name, name)]


def _intent(row: LedgerRow) -> str:
    intent = row.ticket["intent"]
    return matters().get(intent, intent)


def _state(row: LedgerRow) -> str:
    return all_states()[row.ticket["state"]].text


def _demands(row: LedgerRow) -> str:
    names = demand_names()
    return "、".join(names.get(demand, demand) for demand in row.ticket["demands"])


def _label(axis: str) -> Callable[[LedgerRow], str]:
    def label(row: LedgerRow) -> str:
        code = row.labels.get(axis, "")
        known = categories().get(code)
        return known.name if known else code

    return label


def _answer_due(row: LedgerRow) -> date | None:
    return row.answer.day if row.answer else None


def _in_time(row: LedgerRow) -> str | None:
    """Return waiting, late, in_time or answered_late; None where no answer was needed."""
    answer = row.answer
    if answer is None:
        return None
    if answer.ended_at is None:
        return "late" if row.today > answer.day else "waiting"
    if not answer.met:
        return None
    return "in_time" if shanghai_date(answer.ended_at) <= answer.day else "answered_late"


def _extended(row: LedgerRow) -> bool:
    return row.answer is not None and row.answer.name in ANSWER_TIMES[1:]


_STORED_AS = {"institution": "institution_name", "group": "group_name"}
_MADE: Mapping[str, Callable[[LedgerRow], Any]] = {
    "intent": _intent,
    "state": _state,
    "demands": _demands,
    "channel_label": _label("A"),
    "business_label": _label("B"),
    "cause_label": _label("C"),
    "answer_due": _answer_due,
    "in_time": _in_time,
    "extended": _extended,
}
