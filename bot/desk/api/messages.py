"""What the interface for institutions takes and gives: checked here, and described from here."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, StrictBool, conint, constr, validator

from bot.channels.messages import Strict, clean
from bot.institutions.contacts import LONGEST_NOTE
from bot.tickets.contents import (
    LONGEST_FINDINGS,
    LONGEST_NAME,
    LONGEST_REASONS,
    LONGEST_REMEDY_WORDS,
    LONGEST_WHY,
)

Remedy = Literal["review", "mediation", "arbitration", "litigation"]
Outcome = Literal["settled", "granted", "partly", "refused"]
Way = Literal["phone", "message", "visit", "letter", "other"]
SUM = r"^[0-9]{1,13}(\.[0-9]{1,2})?$"  # CNY, with fen at most


def _text(longest: int, shortest: int = 1) -> type[str]:
    return constr(strict=True, min_length=shortest, max_length=longest, strip_whitespace=True)


class Given(Strict):
    """What comes from outside: without signs that cannot be seen, nor shown."""

    @validator("*", pre=True)
    def _clean(cls, value: Any) -> Any:
        return clean(value) if isinstance(value, str) else value


class Nothing(Given):
    """An act that needs nothing said."""


class AnswerGiven(Given):
    """An answer, or the decision of a review; a complaint needs at least one remedy.

    `paid` is in CNY, as text so that no fen is lost: "360.00".
    """

    findings: _text(LONGEST_FINDINGS)  # type: ignore[valid-type]
    reasons: _text(LONGEST_REASONS)  # type: ignore[valid-type]
    remedies: list[Remedy] = Field(default=[], max_items=4)
    remedy_words: _text(LONGEST_REMEDY_WORDS, 0) = ""  # type: ignore[valid-type]
    outcome: Outcome | None = None
    paid: constr(strict=True, regex=SUM) | None = None  # type: ignore[valid-type]


class BranchGiven(Given):
    """The branch, outlet or department that handles a ticket."""

    branch: _text(LONGEST_NAME)  # type: ignore[valid-type]


class WishGiven(Given):
    """Why more time is needed."""

    why: _text(LONGEST_WHY)  # type: ignore[valid-type]


class ContactGiven(Given):
    """One try to reach the consumer."""

    way: Way
    reached: StrictBool
    note: _text(LONGEST_NOTE, 0) = ""  # type: ignore[valid-type]


class WebhookGiven(Given):
    """Where to send which kinds of events; none named are all."""

    url: _text(500)  # type: ignore[valid-type]
    kinds: list[_text(40)] = Field(default=[], max_items=60)  # type: ignore[valid-type]


class LettersGiven(Given):
    """One dead letter by its id, or all of them."""

    delivery: conint(strict=True, ge=1, le=10**15) | None = None  # type: ignore[valid-type]


class ClockShown(Strict):
    """A deadline that runs; `provisional` while the holidays of that year are not published."""

    name: str
    title: str
    day: str
    days_left: int
    provisional: bool
    law: str


class TicketBrief(Strict):
    """A ticket without its person; moments are UTC, days those of Shanghai, sums in CNY."""

    number: str
    state: str
    state_text: str
    is_open: bool
    kind: str
    intent: str
    matter: str
    product: str | None
    amount: str | None
    demands: list[str]
    branch: str | None
    assigned: str | None
    handler: str | None
    repeat: bool
    urges: int
    open_urges: int
    extension: str | None
    registered_at: str
    forwarded_at: str | None
    acknowledged_at: str | None
    answered_at: str | None
    closed_at: str | None
    acknowledge: ClockShown | None
    answer: ClockShown | None
    merged_into: str | None
    group: str | None
    link: str


class TicketList(Strict):
    """Tickets, and the cursor for those after them; null when that was all."""

    tickets: list[TicketBrief]
    next: str | None


class PersonShown(Strict):
    """Whom it concerns; the identity number with its first and last four digits only."""

    name: str | None
    phone: str | None
    id_number: str | None


class AnswerShown(Strict):
    """An answer ("answer") or the decision of a review ("review")."""

    at: str
    kind: str
    findings: str | None
    reasons: str | None
    remedies: list[str]
    remedy_words: str
    outcome: str | None
    paid: str | None


class ExtensionShown(Strict):
    """A wish for more time: asked, granted, refused or lapsed."""

    asked_at: str
    to: str
    day: str
    state: str
    why: str | None
    decided_at: str | None
    decision_why: str | None


class ContactShown(Strict):
    """One try to reach the consumer."""

    at: str
    who: str
    way: str
    reached: bool
    note: str


class HappenedShown(Strict):
    """What happened to a ticket; `words` are the consumer's."""

    at: str
    kind: str
    title: str
    who: str
    words: str


class FileShown(Strict):
    """One file; `size` in bytes, `sha256` of the file as it was handed in."""

    id: str
    name: str
    media_type: str
    size: int
    at: str
    by: Literal["consumer", "institution", "house"]
    sha256: str
    link: str


class TicketShown(Strict):
    """All that the institution needs to know of one of its tickets. This look is on record."""

    ticket: TicketBrief
    person: PersonShown
    narrative: str | None
    demand: str | None
    occurred: str | None
    erased_at: str | None
    answers: list[AnswerShown]
    extensions: list[ExtensionShown]
    contacts: list[ContactShown]
    events: list[HappenedShown]
    files: list[FileShown]


class FileList(Strict):
    """The files of a ticket, oldest first."""

    files: list[FileShown]


class FileTaken(Strict):
    """The file that was handed in; `again` tells that it was there already."""

    file: FileShown
    again: bool


class EventShown(Strict):
    """One event, as webhooks tell it; the same `id` however often it is told."""

    id: str
    kind: str
    at: str
    number: str
    link: str


class EventPushed(EventShown):
    """What a webhook gets: an event, or a trial (kind `trial`), which is about no ticket."""

    number: str | None  # type: ignore[assignment]
    link: str | None  # type: ignore[assignment]


class EventList(Strict):
    """Events in order; ask again with `next`, at once when there are `more`."""

    events: list[EventShown]
    next: str
    more: bool
