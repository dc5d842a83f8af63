"""Which events institutions hear of, as `events.yml` says."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.tickets.models import TicketEvent
from bot.tickets.views import EventView
from bot.yaml_section import Section, read_section

FILE = Path(__file__).with_name("events.yml")


@dataclass(frozen=True)
class PublicKind:
    """One name for institutions, and the events of tickets that it stands for."""

    name: str
    title: str
    of: str
    to: tuple[str, ...]
    since: tuple[str, ...]
    own_deadline: bool

    def fits(self, event: TicketEvent | EventView, deadlines: Collection[str]) -> bool:
        """Tell whether it stands for this event; `deadlines` are those of institutions."""
        return (
            event.kind == self.of
            and (not self.to or event.new_state in self.to)
            and (not self.since or event.old_state in self.since)
            and (not self.own_deadline or event.about in deadlines)
        )


@cache
def public_kinds() -> Mapping[str, PublicKind]:
    """Return every kind by its name, in the order of the file."""
    content = read_section(FILE)
    return {name: _kind(name, content.section(name)) for name in content.remaining()}


@cache
def kinds_told() -> tuple[str, ...]:
    """Return the kinds of events of tickets of which anything is told."""
    return tuple(dict.fromkeys(kind.of for kind in public_kinds().values()))


def public_kind(event: TicketEvent | EventView, deadlines: Collection[str]) -> PublicKind | None:
    """Return what institutions call an event, None for what stays inside the house."""
    fitting = (kind for kind in public_kinds().values() if kind.fits(event, deadlines))
    return next(fitting, None)


def _kind(name: str, section: Section) -> PublicKind:
    kind = PublicKind(
        name=name,
        title=section.take("title", str),
        of=section.take("of", str),
        to=_states(section, "to"),
        since=_states(section, "from"),
        own_deadline=bool(section.optional("deadline", bool)),
    )
    section.finish()
    return kind


def _states(section: Section, key: str) -> tuple[str, ...]:
    return section.each(key, str) if key in section.remaining() else ()
