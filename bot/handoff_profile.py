"""How a hotline's people are reached: the `handoff` section of a profile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.yaml_section import Section

GENERAL = "general"
USUAL = "usual"


@dataclass(frozen=True)
class Skill:
    """What an agent can be good at, by its name in the program and for people."""

    name: str
    title: str


@dataclass(frozen=True)
class Callbacks:
    """When a wait becomes a promised call, and how many calls are promised for one span of time.

    Who waits for longer than `after_minutes` is called back; a span is `span_minutes` long.
    """

    after_minutes: int
    span_minutes: int
    each_span: int

    @property
    def after(self) -> timedelta:
        """Return the longest time that anybody is left waiting."""
        return timedelta(minutes=self.after_minutes)

    @property
    def span(self) -> timedelta:
        """Return the time for which some calls are promised together."""
        return timedelta(minutes=self.span_minutes)


@dataclass(frozen=True)
class Fuse:
    """After how many hard conversations within how many minutes a pause is suggested.

    A conversation is hard from the start when the consumer's mood is one of `moods`.
    """

    conversations: int
    within_minutes: int
    pause_minutes: int
    moods: tuple[str, ...]

    @property
    def within(self) -> timedelta:
        """Return how far back hard conversations count."""
        return timedelta(minutes=self.within_minutes)


@dataclass(frozen=True)
class HandoffProfile:
    """The queue of a hotline.

    `matters` says which skill an intent needs where the trade of the institution does not tell.
    `priorities` are points by what is known of a consumer: `usual`, and names of moods, requests
    or circumstances. One point is worth `point_minutes` of waiting; who has `always_queue_from`
    points is never turned away to a callback. `average_minutes` is how long a talk takes, until
    `learn_from` talks show it.
    """

    skills: tuple[Skill, ...]
    matters: Mapping[str, str]
    priorities: Mapping[str, int]
    point_minutes: int
    always_queue_from: int
    missed_after_seconds: int
    offer_seconds: int
    any_agent_after_seconds: int
    longest_queue: int
    longest_wait_minutes: int
    average_minutes: int
    learn_from: int
    callbacks: Callbacks
    fuse: Fuse

    def priority(self, *signs: str | None) -> int:
        """Return the highest priority that one of the signs has, at least the usual one."""
        known = (self.priorities.get(sign, 0) for sign in signs if sign)
        return max(self.priorities[USUAL], *known, 0)

    def knows_skill(self, name: str) -> bool:
        """Tell whether somebody could have this skill here."""
        return any(skill.name == name for skill in self.skills)

    def skill_for(self, intent: str | None) -> str | None:
        """Return the skill that a matter needs here, None where the institution's trade tells."""
        return self.matters.get(intent or "")

    @property
    def point(self) -> timedelta:
        """Return what one point of priority is worth in waiting time."""
        return timedelta(minutes=self.point_minutes)

    @property
    def missed_after(self) -> timedelta:
        """Return after how long a silence an agent counts as away."""
        return timedelta(seconds=self.missed_after_seconds)

    @property
    def offer(self) -> timedelta:
        """Return how long a conversation is kept for the colleague it was passed to."""
        return timedelta(seconds=self.offer_seconds)

    @property
    def any_agent_after(self) -> timedelta:
        """Return after what wait anybody serves a skill that nobody ready has."""
        return timedelta(seconds=self.any_agent_after_seconds)


def handoff_profile(section: Section) -> HandoffProfile:
    """Read the section; raises WrongYaml with the key that is wrong."""
    skills = _skills(section)
    profile = HandoffProfile(
        skills=skills,
        matters=_matters(section.optional_section("matters"), skills),
        priorities=_priorities(section.section("priorities")),
        point_minutes=section.number("point_minutes"),
        always_queue_from=section.number("always_queue_from"),
        missed_after_seconds=section.number("missed_after_seconds"),
        offer_seconds=section.number("offer_seconds"),
        any_agent_after_seconds=section.number("any_agent_after_seconds"),
        longest_queue=section.number("longest_queue"),
        longest_wait_minutes=section.number("longest_wait_minutes"),
        average_minutes=section.number("average_minutes"),
        learn_from=section.number("learn_from"),
        callbacks=_callbacks(section.section("callbacks")),
        fuse=_fuse(section.section("fuse")),
    )
    section.finish()
    return profile


def _skills(section: Section) -> tuple[Skill, ...]:
    """Read the skills, one of which is what everybody can do."""
    titles = section.section("skills")
    skills = tuple(Skill(name, titles.take(name, str)) for name in titles.remaining())
    if GENERAL not in {skill.name for skill in skills}:
        raise section.error(f"skills.{GENERAL}", "is missing")
    return skills


def _matters(section: Section | None, skills: tuple[Skill, ...]) -> dict[str, str]:
    """Read which matter needs which of the skills; a profile may leave that out."""
    if section is None:
        return {}
    names = tuple(skill.name for skill in skills)
    return {intent: section.choice(intent, names) for intent in section.remaining()}


def _priorities(section: Section) -> dict[str, int]:
    priorities = {USUAL: section.number(USUAL)}
    return priorities | {sign: section.number(sign) for sign in section.remaining()}


def _callbacks(section: Section) -> Callbacks:
    callbacks = Callbacks(
        after_minutes=section.number("after_minutes"),
        span_minutes=section.number("span_minutes"),
        each_span=section.number("each_span"),
    )
    section.finish()
    return callbacks


def _fuse(section: Section) -> Fuse:
    fuse = Fuse(
        conversations=section.number("conversations"),
        within_minutes=section.number("within_minutes"),
        pause_minutes=section.number("pause_minutes"),
        moods=section.each("moods", str),
    )
    section.finish()
    return fuse
