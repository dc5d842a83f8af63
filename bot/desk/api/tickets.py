"""Tickets of the institution that holds the key: listed, read, acted upon."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

from bot.channels.errors import Refusal
from bot.desk.api import messages as m
from bot.desk.api.door import Call, Reply
from bot.desk.api.routes import Parameter, reads, without_lost_updates, writes
from bot.desk.api.shown import brief, whole
from bot.desk.institutions.refusing import refusing
from bot.desk.reading import hotline_of, number_of, word_of
from bot.institutions.contacts import Contact
from bot.institutions.own_views import DUE, SHELVES, Wanted
from bot.tickets.contents import Answer

ONE = "/tickets/<number:str>"
USUAL, MOST = 50, 200
THROUGH_THE_INTERFACE = "接口"
LIST = "tickets"

CURSOR = Parameter("cursor", "`next` of the page before", {"type": "string", "maxLength": 200})
LIMIT = Parameter(
    "limit",
    "how many at most",
    {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
)
_SHELF = Parameter(
    "shelf", "what is waited for", {"type": "string", "enum": list(SHELVES), "default": "all"}
)
_DUE = Parameter("due", "by the institution's own clocks", {"type": "string", "enum": list(DUE)})
_SINCE = Parameter(
    "since",
    "only tickets to which something happened from then on",
    {"type": "string", "format": "date-time"},
)


@reads("/tickets", "List own tickets", m.TicketList, (_SHELF, _DUE, _SINCE, CURSOR, LIMIT))
async def list_tickets(call: Call) -> Reply:
    """Return tickets in the order of their registration; the cursor holds for the same question."""
    cursors, institution = call.services.cursors, call.officer.institution_id
    wanted = Wanted(word_of(call.request, "shelf") or "all", word_of(call.request, "due") or None)
    since, most = _since_of(call), limit_of(call)
    with refusing():
        after = cursors.open(institution, LIST, word_of(call.request, "cursor", 200))
        rows, last = call.services.files.changed_since(call.officer, wanted, since, after, most)
    following = None if last is None else cursors.seal(institution, LIST, last)
    return Reply(m.TicketList(tickets=[brief(row) for row in rows], next=following))


@reads(ONE, "Read a ticket with its person; the look is on record", m.TicketShown, versioned=True)
async def read_ticket(call: Call, number: str) -> Reply:
    """Return all that the institution needs to know."""
    evidence = hotline_of(call.request).evidence
    with refusing():
        file = call.services.files.open(call.officer, number, THROUGH_THE_INTERFACE, whole=True)
        files = evidence.of_ticket(number, call.officer.institution_id)
    return Reply(whole(file, files), headers=_tag(file.version))


@writes(f"{ONE}/acknowledge", "Say that it was received", m.Nothing, m.TicketBrief, versioned=True)
async def acknowledge(call: Call, number: str, given: m.Nothing) -> Reply:
    """Stop the clock of the receipt."""
    return _done(call, number, call.services.acts.acknowledge)


@writes(
    f"{ONE}/acknowledge-urge",
    "Say that urging was heard",
    m.Nothing,
    m.TicketBrief,
    versioned=True,
)
async def acknowledge_urge(call: Call, number: str, given: m.Nothing) -> Reply:
    """Note that the consumer's urging was heard."""
    return _done(call, number, call.services.acts.acknowledge_urge)


@writes(
    f"{ONE}/assign", "Say which branch handles it", m.BranchGiven, m.TicketBrief, versioned=True
)
async def assign(call: Call, number: str, given: m.BranchGiven) -> Reply:
    """Assign it to a branch, outlet or department."""
    return _done(call, number, call.services.acts.assign, given.branch)


@writes(f"{ONE}/answer", "Answer it", m.AnswerGiven, m.TicketBrief, versioned=True)
async def answer(call: Call, number: str, given: m.AnswerGiven) -> Reply:
    """Store the answer, with findings, reasons and remedies."""
    return _done(call, number, call.services.acts.answer, _answer(given))


@writes(f"{ONE}/review", "Decide a review", m.AnswerGiven, m.TicketBrief, versioned=True)
async def decide_review(call: Call, number: str, given: m.AnswerGiven) -> Reply:
    """Store what looking at it again came to."""
    return _done(call, number, call.services.acts.decide_review, _answer(given))


@writes(f"{ONE}/extension", "Ask for more time", m.WishGiven, m.TicketBrief, versioned=True)
async def ask_extension(call: Call, number: str, given: m.WishGiven) -> Reply:
    """Ask for the next longer time; until it is granted nothing changes."""
    return _done(call, number, call.services.acts.ask_extension, given.why)


@writes(f"{ONE}/contacts", "Note a try to reach the consumer", m.ContactGiven, m.TicketBrief)
async def contacted(call: Call, number: str, given: m.ContactGiven) -> Reply:
    """Note one try."""
    contact = Contact(given.way, given.reached, given.note)
    return _done(call, number, call.services.acts.contacted, contact)


def limit_of(call: Call) -> int:
    """Return how many are wanted at most; raises Refusal (422)."""
    return max(1, min(number_of(call.request, "limit", USUAL, 10**6), MOST))


def _done(call: Call, number: str, act: Callable[..., None], *values: Any) -> Reply:
    """Do an act on what the caller has seen, and return the ticket as it is then."""
    with _telling_of_changes(), refusing():
        act(call.officer, number, *values, version=call.seen)
    with refusing():
        own = call.services.files.own(call.officer, number)
        version = call.services.files.version(call.officer, number)
    return Reply(brief(own), headers=_tag(version))


@contextmanager
def _telling_of_changes() -> Iterator[None]:
    try:
        yield
    except Refusal as refusal:
        raise without_lost_updates(refusal) from refusal


def _tag(version: str) -> dict[str, str]:
    return {"ETag": f'"{version}"'}


def _answer(given: m.AnswerGiven) -> Answer:
    return Answer(
        findings=given.findings,
        reasons=given.reasons,
        remedies=tuple(given.remedies),
        remedy_words=given.remedy_words,
        outcome=given.outcome,
        paid=None if given.paid is None else Decimal(given.paid),
    )


def _since_of(call: Call) -> datetime | None:
    """Return the moment from which on; raises Refusal (422) for one without a time zone."""
    text = word_of(call.request, "since").replace(" ", "+")  # a plus sign that was not encoded
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
        if moment.tzinfo is not None:
            return moment.astimezone(timezone.utc)
    except (ValueError, OverflowError):  # no moment, or one before or after all of ours
        pass
    raise Refusal(422, "wrong_moment", "since 请写成 2026-11-23T01:00:00Z 这样，带时区。")
