"""One ticket as the desk shows it: facts, clocks, what happened, what can be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.accounts.staff import Staff
from bot.desk.clocks import Clock, clocks_of
from bot.desk.ticket_acts import Act, acts_for, options_for
from bot.desk.words import titles, word
from bot.evidence.views import EvidenceView
from bot.hotline import Hotline
from bot.intake.gist import when_words
from bot.privacy.tokens import token_of
from bot.tickets.actors import institution_of
from bot.tickets.detail_views import TicketDetails
from bot.tickets.views import EventView, TicketView

PERSONAL = ("person_name", "phone", "id_number")


@dataclass(frozen=True)
class Happening:
    """One event of the trail, in words."""

    at: datetime
    who: str
    what: str
    change: str
    why: str = field(repr=False)
    words: str = field(repr=False)


@dataclass(frozen=True)
class TicketSheet:
    """The whole page; `person` holds marks, or full values where a look was written down.

    `files` come with who handed them in.
    """

    details: TicketDetails
    person: Mapping[str, str] = field(repr=False)
    shown: bool
    when: str
    clocks: tuple[Clock, ...]
    trail: tuple[Happening, ...]
    acts: tuple[Act, ...]
    options: Mapping[str, Mapping[str, str]]
    earlier: tuple[TicketView, ...]
    files: tuple[tuple[EvidenceView, str], ...]

    @property
    def ticket(self) -> TicketView:
        """Return the ticket without its person."""
        return self.details.ticket


def ticket_sheet(
    hotline: Hotline, staff: Staff, number: str, *, shown: bool = False
) -> TicketSheet:
    """Return the page; `shown` leaves personal values whole. Raises UnknownTicket."""
    details = hotline.tickets.details(number)
    who = _namer(hotline)
    return TicketSheet(
        details=details,
        person=_person(details, shown=shown),
        shown=shown,
        when=when_words(details.occurred) or "",
        clocks=clocks_of(hotline, details.ticket),
        trail=tuple(_happening(hotline, event, who) for event in reversed(details.events)),
        acts=acts_for(hotline, staff, details),
        options=options_for(hotline, details.ticket),
        earlier=hotline.tickets.earlier(number),
        files=tuple((file, who(file.by)) for file in hotline.evidence.of_ticket(number)),
    )


def _person(details: TicketDetails, *, shown: bool) -> dict[str, str]:
    values = {name: getattr(details, name) for name in PERSONAL}
    return {
        name: (value if shown else token_of(name, value)) if value else ""
        for name, value in values.items()
    }


def _happening(hotline: Hotline, event: EventView, who: Callable[[str], str]) -> Happening:
    return Happening(
        at=event.at,
        who=who(event.actor),
        what=_title(event),
        change=_about(hotline, event),
        why=event.why,
        words=event.words or "",
    )


def _title(event: EventView) -> str:
    """Name an event; what ends a review is no second answer, but its decision."""
    if event.kind != "moved" or not event.new_state:
        return word(event.kind, "ticket_events")
    if (event.old_state, event.new_state) == ("escalated", "answered"):
        return word("review_decided", "moves")
    return titles("states")[event.new_state]


def _about(hotline: Hotline, event: EventView) -> str:
    """Say what an event concerns: a deadline or a way by its title, anything else as it is."""
    life = hotline.profile.life
    ways = {way.name: way.title for way in life.guidance}
    steps = {step.name: step.title for step in life.ladder}
    return ways.get(event.about) or steps.get(event.about) or life.title(event.about)


def _namer(hotline: Hotline) -> Callable[[str], str]:
    """Return how actors are named: by desk number, institution, or a word for the house."""
    known: dict[str, str] = {}

    def name(actor: str) -> str:
        if actor not in known:
            known[actor] = _name(hotline, actor)
        return known[actor]

    return name


def _name(hotline: Hotline, actor: str) -> str:
    institution = institution_of(actor)
    if institution:
        entry = hotline.directory.get(institution)
        return entry.display if entry else institution
    role, _, person = actor.partition(":")
    member = hotline.accounts.get(person) if person else None
    if member:
        return f"{member.staff.number} {member.staff.name}"
    return titles("actors").get(role) or word(role, "roles")
