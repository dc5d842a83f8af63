"""What a hotline does with a ticket while it lives: the `life` section of a profile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from bot.yaml_section import Section

DAY_KINDS = ("working", "natural")
OWNED = ("suggestion", "praise")
OWNERS_ARE = ("house", "institution")
DECIDERS = ("supervisor", "reviewer")
LADDER = "ladder"
OVERDUE, TOP_OF_LADDER = "overdue", "top_of_ladder"


@dataclass(frozen=True)
class Step:
    """One step of the escalation ladder: who has the ticket then, and for how many days."""

    name: str
    title: str
    days: int
    kind: Literal["working", "natural"]
    law: str


@dataclass(frozen=True)
class Guidance:
    """A way outside the house: what it is, what to tell the consumer, and when it is offered.

    `when` holds states of tickets, "overdue" (an answer is late) and "top_of_ladder".
    """

    name: str
    title: str
    words: str
    law: str
    when: tuple[str, ...]


@dataclass(frozen=True)
class Owner:
    """Whom a suggestion or praise is for: somebody in the house, or the institution itself."""

    title: str
    is_institution: bool


@dataclass(frozen=True)
class Route:
    """Whom a report of a violation goes to; never the institution that it accuses."""

    name: str
    title: str


@dataclass(frozen=True)
class Limit:
    """A number of people with the law that it comes from."""

    number: int
    law: str


@dataclass(frozen=True)
class LifeProfile:
    """How tickets live in one hotline.

    `ladder` is empty where `guidance` takes its place. `reminders` says for a deadline that the
    institution must keep how many days before its end to remind; `consumers_own` are deadlines that
    are the consumer's right and nobody's duty; `moved_off_days_off` are those that end on the next
    working day instead of a day off (民法典第二百零三条); `extensions` says who may grant which.
    """

    ladder: tuple[Step, ...]
    guidance: tuple[Guidance, ...]
    owners: Mapping[str, Owner]
    report_routes: tuple[Route, ...]
    representatives: Limit
    major_group: Limit
    at_risk_days: int
    reminders: Mapping[str, tuple[int, ...]]
    consumers_own: frozenset[str]
    moved_off_days_off: frozenset[str]
    extensions: Mapping[str, tuple[str, ...]]
    follow_up_tries: int
    titles: Mapping[str, str]

    def title(self, deadline: str) -> str:
        """Return what staff call a deadline."""
        return self.titles.get(deadline, deadline)


def life_profile(section: Section, deadlines: frozenset[str]) -> LifeProfile:
    """Read the section; `deadlines` are the names that it may use.

    Raises WrongYaml with the key that is wrong.
    """
    names = tuple(sorted(deadlines))
    profile = LifeProfile(
        ladder=tuple(map(_step, section.sections("ladder"))),
        guidance=tuple(map(_guidance, section.sections("guidance"))),
        owners=_owners(section.section("owners")),
        report_routes=tuple(map(_route, section.sections("report_routes"))),
        representatives=_limit(section.section("representatives")),
        major_group=_limit(section.section("major_group")),
        at_risk_days=section.number("at_risk_days"),
        reminders=_reminders(section.section("reminders"), names),
        consumers_own=frozenset(section.choices("consumers_own", names)),
        moved_off_days_off=frozenset(section.choices("moved_off_days_off", names)),
        extensions=_extensions(section.section("extensions"), names),
        follow_up_tries=section.number("follow_up_tries"),
        titles=_titles(section.section("titles"), (*names, LADDER)),
    )
    section.finish()
    return profile


def _step(section: Section) -> Step:
    step = Step(
        name=section.take("name", str),
        title=section.take("title", str),
        days=section.number("days"),
        kind=cast(Any, section.choice("kind", DAY_KINDS)),
        law=section.take("law", str),
    )
    section.finish()
    return step


def _guidance(section: Section) -> Guidance:
    guidance = Guidance(
        name=section.take("name", str),
        title=section.take("title", str),
        words=section.take("words", str),
        law=section.take("law", str),
        when=section.each("when", str),
    )
    section.finish()
    return guidance


def _owners(section: Section) -> dict[str, Owner]:
    owners = {kind: _owner(section.section(kind)) for kind in OWNED}
    section.finish()
    return owners


def _owner(section: Section) -> Owner:
    owner = Owner(section.take("title", str), section.choice("is", OWNERS_ARE) == "institution")
    section.finish()
    return owner


def _route(section: Section) -> Route:
    route = Route(section.take("name", str), section.take("title", str))
    section.finish()
    return route


def _limit(section: Section) -> Limit:
    limit = Limit(section.number("number"), section.take("law", str))
    section.finish()
    return limit


def _reminders(section: Section, names: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    return {name: _days(section, name) for name in _known(section, names)}


def _days(section: Section, name: str) -> tuple[int, ...]:
    days = section.each(name, int)
    if any(day < 0 for day in days):
        raise section.error(name, "must be days before the last day, 0 for that day itself")
    return tuple(sorted(days, reverse=True))


def _extensions(section: Section, names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return {name: section.choices(name, DECIDERS) for name in _known(section, names)}


def _titles(section: Section, names: tuple[str, ...]) -> dict[str, str]:
    return {name: section.take(name, str) for name in _known(section, names)}


def _known(section: Section, names: tuple[str, ...]) -> tuple[str, ...]:
    for name in section.remaining():
        if name not in names:
            raise section.error(name, "is not a deadline of this profile")
    return section.remaining()
