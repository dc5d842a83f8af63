"""What helps to answer now: whom to ring, by when it must be done by which law, how to say it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from bot.data_files import read_yaml
from bot.desk.facts_view import Facts
from bot.directory.jurisdiction import responsible
from bot.directory.loading import Institution
from bot.hotline import Hotline

FILE = Path(__file__).with_name("wordings.yml")
MOST_CONTACTS = 4
MOST_WORDINGS = 3
WORKING = "working"


@dataclass(frozen=True)
class Contact:
    """One institution's numbers; `tellable` when they are sure enough for a consumer.

    `elsewhere` names the hotline that answers for it when this one does not.
    """

    name: str
    numbers: tuple[tuple[str, str], ...]
    note: str
    source: str
    tellable: bool
    elsewhere: str


@dataclass(frozen=True)
class DeadlineRule:
    """What must happen by when if it is registered today, with the law that says so."""

    title: str
    length: str
    day: date
    provisional: bool
    law: str


@dataclass(frozen=True)
class Knowledge:
    """All suggestions for one conversation."""

    contacts: tuple[Contact, ...]
    deadlines: tuple[DeadlineRule, ...]
    wordings: tuple[str, ...]


def knowledge_for(hotline: Hotline, facts: Facts) -> Knowledge:
    """Return what is known that fits these facts."""
    told = facts.understood
    fitting = (one["words"] for one in _wordings() if _fits(one["when"], facts))
    return Knowledge(
        contacts=tuple(_contacts(hotline, told)),
        deadlines=tuple(_deadlines(hotline, told)),
        wordings=tuple(fitting)[:MOST_WORDINGS],
    )


def _contacts(hotline: Hotline, told: Mapping[str, Any]) -> Iterator[Contact]:
    meant = told["institution"]["id"]
    ids = [meant] if meant else [one["id"] for one in told["institution"]["candidates"]]
    for institution in filter(None, map(hotline.directory.get, ids[:MOST_CONTACTS])):
        yield _contact(hotline, institution)


def _contact(hotline: Hotline, institution: Institution) -> Contact:
    numbers = (("投诉专线", institution.complaint_hotline), ("客服", institution.hotline))
    verdict = responsible(institution, hotline.profile.jurisdiction, hotline.authorities)
    other = verdict.authority
    return Contact(
        name=institution.display,
        numbers=tuple((label, number) for label, number in numbers if number),
        note=institution.note,
        source=institution.source,
        tellable=institution.tellable_hotline is not None,
        elsewhere="" if verdict.within or other is None else f"{other.number} {other.name}",
    )


def _deadlines(hotline: Hotline, told: Mapping[str, Any]) -> Iterator[DeadlineRule]:
    """Yield the clocks that start when this is registered, and when the institution has it."""
    profile, today = hotline.profile, hotline.today()
    kind, intent = str(told["fields"]["kind"]), str(told["intent"]["code"])
    for state in ("registered", "forwarded"):
        for name in profile.deadlines_starting(intent, kind, state):
            rule = profile.deadline_rule(name, today)
            working = rule.kind == WORKING
            add = (
                hotline.calendar.add_working_days if working else hotline.calendar.add_natural_days
            )
            last = add(today, rule.days)
            length = f"{rule.days} 个工作日" if working else f"{rule.days} 天"
            title = profile.life.title(name)
            yield DeadlineRule(title, length, last.day, last.provisional, rule.law)


def _fits(when: Mapping[str, Any], facts: Facts) -> bool:
    told = facts.understood
    missing = {one["field"] for one in told["missing"]}
    tests: Mapping[str, Callable[[Any], bool]] = {
        "emotion": lambda wanted: told["emotion"] == wanted,
        "elderly": lambda wanted: bool(told["elderly"]) == wanted,
        "risk": lambda wanted: told["risk"] >= wanted,
        "intent": lambda wanted: told["intent"]["code"] == wanted,
        "missing": lambda wanted: wanted in missing,
        "anonymous": lambda wanted: bool(told["anonymous"]) == wanted,
        "ticket": lambda wanted: bool(facts.earlier) == wanted,
    }
    return all(tests[name](wanted) for name, wanted in when.items())


@cache
def _wordings() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = read_yaml(FILE)
    return entries
