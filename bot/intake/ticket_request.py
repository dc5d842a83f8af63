"""A request about a ticket that exists: which one, proved by what, and what is wanted of it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.intake.answers import Answers
from bot.intake.hearing import Heard
from bot.language.numerals import spoken_digits
from bot.language.ticket_number import find_ticket_numbers

PURPOSES = {
    "ask_ticket_status": "status",
    "urge_ticket": "urge",
    "add_to_ticket": "add",
    "withdraw_complaint": "withdraw",
    "reject_outcome": "reject",
}
_NEEDS = {
    "status": ("ticket_id", "phone_tail"),
    "urge": ("ticket_id", "phone_tail"),
    "add": ("ticket_id", "phone_tail", "ticket_detail"),
    "withdraw": ("ticket_id", "phone_tail", "confirmation"),
    "reject": ("ticket_id", "phone_tail", "ticket_detail"),
}
QUESTIONS = ("ticket_id", "phone_tail", "ticket_detail", "confirmation")
_TAIL = re.compile(r"(?<!\d)\d{4}(?!\d)")
_DIGITS = re.compile(r"\D+")


@dataclass(frozen=True)
class TicketRequest:
    """What is known so far; `heard` is the id of the last utterance taken in."""

    purpose: str = "status"
    ticket_id: str | None = None
    phone_tail: str | None = None
    ticket_detail: str | None = None
    confirmation: bool | None = None
    misses: int = 0
    heard: str | None = None

    @classmethod
    def from_dict(cls, values: Mapping[str, Any] | None) -> TicketRequest:
        """Read what `vars` gave."""
        return cls(**(values or {}))

    def with_(self, **changes: Any) -> TicketRequest:
        """Return a copy with the named fields replaced."""
        return dataclasses.replace(self, **changes)

    @property
    def next_question(self) -> str | None:
        """Return what must still be asked, or None."""
        return next((q for q in _NEEDS[self.purpose] if getattr(self, q) is None), None)


def take_in(request: TicketRequest, heard: Heard, asked: str | None) -> TicketRequest:
    """Take one utterance into the request; a miss is counted when nothing could be used."""
    told = _numbers(request, heard)
    if asked == "phone_tail" and told.phone_tail is None:
        tail = _TAIL.search(_DIGITS.sub(" ", spoken_digits(heard.text)))
        told = told.with_(phone_tail=tail.group() if tail else None)
    if asked == "confirmation":
        told = told.with_(confirmation=Answers.load().yes_or_no(heard.text, heard.intent))
    if _is_detail(told, heard, asked):
        told = told.with_(ticket_detail=heard.text)
    missed = asked is not None and told == request
    return told.with_(misses=request.misses + 1 if missed else 0)


def _numbers(request: TicketRequest, heard: Heard) -> TicketRequest:
    ticket, phone = heard.latest("ticket_id"), heard.latest("phone")
    if ticket is None:
        spans = find_ticket_numbers(heard.text)
        number = spans[-1].value if spans else None
    else:
        number = ticket.value
    tail = phone.value[-4:] if phone and phone.value[-4:].isdecimal() else None
    return request.with_(
        ticket_id=number or request.ticket_id, phone_tail=tail or request.phone_tail
    )


def _is_detail(request: TicketRequest, heard: Heard, asked: str | None) -> bool:
    if request.purpose not in ("add", "reject") or request.ticket_detail is not None:
        return False
    return len(heard.text.strip()) > (1 if asked == "ticket_detail" else 12)
