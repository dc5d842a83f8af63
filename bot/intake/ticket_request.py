"""A request about a ticket that exists: which one, proved by what, and what is wanted of it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.intake.answers import Answers
from bot.intake.heard import Heard
from bot.language.numerals import spoken_digits
from bot.language.ticket_number import find_ticket_numbers, is_valid

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
LONGEST_ASIDE = 12  # characters; what is longer than a bare request holds the details too
_TAIL = re.compile(r"(?<!\d)\d{4}(?!\d)")
_RUN_TOGETHER = re.compile(r"(?<!\d)(\d{10})(\d{4})(?!\d)")
_NO_WORDS = re.compile(r"[\d\W]+")
_NAMED_TAIL = re.compile(r"(?:尾号|[后末]四位|最后四个数)[^0-9]{0,4}(\d{4})(?!\d)")


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
    told = _numbers(request, heard, asked)
    if asked == "confirmation":
        told = told.with_(confirmation=Answers.load().yes_or_no(heard.text, _answer_of(heard)))
    if _is_detail(told, heard, asked):
        told = told.with_(ticket_detail=heard.text)
    missed = asked is not None and told == request
    return told.with_(misses=request.misses + 1 if missed else 0)


def _numbers(request: TicketRequest, heard: Heard, asked: str | None) -> TicketRequest:
    both = _RUN_TOGETHER.search(spoken_digits(heard.text))
    if both and is_valid(both[1]):
        return request.with_(ticket_id=both[1], phone_tail=both[2])
    entity, said = heard.latest("ticket_id"), spoken_digits(heard.text)
    spans = find_ticket_numbers(heard.text)
    number = entity.value if entity else spans[-1].value if spans else None
    named = _NAMED_TAIL.search(said)
    alone = _TAIL.search(said) if asked == "phone_tail" or spans else None
    tail = named.group(1) if named else alone.group() if alone else _tail_of_phone(heard)
    return request.with_(
        ticket_id=number or request.ticket_id, phone_tail=tail or request.phone_tail
    )


def _tail_of_phone(heard: Heard) -> str | None:
    phone = heard.latest("phone")
    return phone.value[-4:] if phone and phone.value[-4:].isdecimal() else None


def _answer_of(heard: Heard) -> str:
    """Saying once more that it be withdrawn is no clear yes; only a yes is."""
    return heard.intent if heard.intent in ("affirm", "deny") else ""


def _is_detail(request: TicketRequest, heard: Heard, asked: str | None) -> bool:
    if request.purpose not in ("add", "reject") or request.ticket_detail is not None:
        return False
    words = _NO_WORDS.sub("", spoken_digits(heard.text))
    return len(words) > (1 if asked == "ticket_detail" else LONGEST_ASIDE)
