"""What differs from one hotline to another: read from `profiles/<name>.yml` and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, cast

from bot.calendar.service_hours import ServiceHours
from bot.calendar.working_days import WorkingCalendar
from bot.handoff_profile import HandoffProfile, handoff_profile
from bot.house_profile import House, house_profile
from bot.life_profile import LifeProfile, life_profile
from bot.phone_profile import PhoneProfile, phone_profile
from bot.yaml_section import Section, WrongYaml, read_section

PROFILES = Path(__file__).parent.parent / "profiles"
DAY_KINDS = ("working", "natural")
REGULATORS = ("nfra", "pbc", "csrc", "local")
REQUIREMENTS = ("required", "optional", "never")


class ProfileError(ValueError):
    """A profile cannot be used; the message names the file and the key."""


@dataclass(frozen=True)
class Notice:
    """The same words for the eye and for the ear."""

    text: str
    speech: str


@dataclass(frozen=True)
class OpeningHours:
    """When people answer: on which days, in which spans ("09:00-12:00"), and on which dates not."""

    days: str
    spans: tuple[str, ...]
    closed: tuple[date, ...]

    def over(self, calendar: WorkingCalendar) -> ServiceHours:
        """Return the hours on real days; raises ValueError for days or spans that cannot be."""
        return ServiceHours.from_profile(asdict(self), calendar)


@dataclass(frozen=True)
class DeadlineRule:
    """How many days something may take, while the rule is in force (`since` to `until`, both in).

    `met` names the ticket states that end the wait; `law` is the source, to be shown to staff.
    With `counts_first_day` one day means the very day, or the first working day from it on.
    """

    name: str
    days: int
    kind: Literal["working", "natural"]
    since: date
    until: date | None
    law: str
    met: tuple[str, ...]
    counts_first_day: bool = False

    def in_force(self, on: date) -> bool:
        """Tell whether the rule counts for what begins on this day."""
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True)
class Profile:
    """One hotline; `clocks` says which deadlines start in which state, by intent or by kind.

    `resume_hours`: within these a consumer who comes back goes on without being asked first.
    `house` is None where the hotline serves many institutions.
    """

    id: str
    name: str
    spoken_name: str
    own_number: str
    greeting: Notice
    notice: Notice
    jurisdiction: frozenset[str]
    service_hours: OpeningHours
    deadlines: tuple[DeadlineRule, ...]
    clocks: Mapping[str, Mapping[str, tuple[str, ...]]]
    required_identity: Mapping[str, str]
    offers_quick_way: bool
    resume_hours: int
    elderly_age: int
    categories: tuple[str, ...]
    phone: PhoneProfile
    life: LifeProfile
    handoff: HandoffProfile
    house: House | None

    def has_deadline(self, name: str, on: date) -> bool:
        """Tell whether a rule of this name is in force on that day."""
        return any(rule.name == name and rule.in_force(on) for rule in self.deadlines)

    def deadline_rule(self, name: str, on: date) -> DeadlineRule:
        """Return the rule of this name in force on that day; raises ProfileError when none is."""
        for rule in self.deadlines:
            if rule.name == name and rule.in_force(on):
                return rule
        raise ProfileError(f"{self.id}: no rule for the deadline {name!r} is in force on {on}")

    def deadlines_starting(self, intent: str, kind: str, state: str) -> tuple[str, ...]:
        """Return the names of the deadlines that start when such a ticket enters the state."""
        clock = self.clocks.get(intent) or self.clocks.get(kind) or {}
        return clock.get(state, ())


def load_profile(name: str, directory: Path | None = None) -> Profile:
    """Read and check one profile; raises ProfileError that names the file and the key."""
    folder = directory or PROFILES
    file = folder / f"{name}.yml"
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,60}", name) or not file.is_file():
        known = ", ".join(sorted(path.stem for path in folder.glob("*.yml")))
        raise ProfileError(f"there is no profile {name!r}; there are: {known}")
    try:
        return _profile(name, read_section(file))
    except WrongYaml as error:
        raise ProfileError(str(error)) from error


def _profile(name: str, file: Section) -> Profile:
    deadlines = tuple(_deadline(section) for section in file.sections("deadlines"))
    _check_overlaps(file, deadlines)
    profile = Profile(
        id=file.choice("id", (name,)),
        name=file.take("name", str),
        spoken_name=file.take("spoken_name", str),
        own_number=file.take("own_number", str),
        greeting=_notice(file.section("greeting")),
        notice=_notice(file.section("notice")),
        jurisdiction=frozenset(file.choices("jurisdiction", REGULATORS)),
        service_hours=_hours(file.section("service_hours")),
        deadlines=deadlines,
        clocks=_clocks(file.section("clocks"), {rule.name for rule in deadlines}),
        required_identity=_identity(file.section("required_identity")),
        offers_quick_way=_quick_way(file.section("quick_way")),
        resume_hours=file.number("resume_hours"),
        elderly_age=file.number("elderly_age"),
        categories=file.each("categories", str),
        phone=phone_profile(file.section("phone")),
        life=life_profile(file.section("life"), frozenset(rule.name for rule in deadlines)),
        handoff=handoff_profile(file.section("handoff")),
        house=_house(file),
    )
    file.finish()
    return profile


def _house(file: Section) -> House | None:
    section = file.optional_section("house")
    return house_profile(section) if section else None


def _notice(section: Section) -> Notice:
    notice = Notice(section.take("text", str), section.take("speech", str))
    section.finish()
    return notice


def _hours(section: Section) -> OpeningHours:
    hours = OpeningHours(
        days=section.take("days", str),
        spans=section.each("spans", str),
        closed=section.each("closed", date),
    )
    section.finish()
    try:
        hours.over(WorkingCalendar({}))
    except ValueError as error:
        raise section.error("", str(error)) from error
    return hours


def _deadline(section: Section) -> DeadlineRule:
    rule = DeadlineRule(
        name=section.take("name", str),
        days=section.number("days"),
        kind=cast(Any, section.choice("kind", DAY_KINDS)),
        since=section.take("from", date),
        until=section.optional("until", date),
        law=section.take("law", str),
        met=section.each("met", str),
        counts_first_day=bool(section.optional("counts_first_day", bool)),
    )
    section.finish()
    if rule.until and rule.until < rule.since:
        raise section.error("until", f"is before from ({rule.since})")
    return rule


def _check_overlaps(file: Section, rules: tuple[DeadlineRule, ...]) -> None:
    """Refuse two rules of one name that are in force on the same day."""
    for earlier, later in pairwise(sorted(rules, key=lambda rule: (rule.name, rule.since))):
        if earlier.name == later.name and earlier.in_force(later.since):
            raise file.error(
                "deadlines", f"two rules named {later.name} are in force on {later.since}"
            )


def _clocks(section: Section, names: set[str]) -> dict[str, dict[str, tuple[str, ...]]]:
    return {
        matter: _clock(section.section(matter), tuple(sorted(names)))
        for matter in section.remaining()
    }


def _clock(section: Section, names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return {state: section.choices(state, names) for state in section.remaining()}


def _identity(section: Section) -> dict[str, str]:
    identity = {part: section.choice(part, REQUIREMENTS) for part in ("name", "phone", "id_number")}
    section.finish()
    return identity


def _quick_way(section: Section) -> bool:
    offered = section.take("offer", bool)
    section.finish()
    return offered
