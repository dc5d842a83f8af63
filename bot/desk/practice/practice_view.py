"""What the pages of drill mode show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from bot.accounts.staff import Staff
from bot.desk.pages import money
from bot.desk.words import word
from bot.dialogue.lines import Entry
from bot.handoff.views import AgentView
from bot.practice.drill import Drill, drills_of
from bot.practice.errors import NoDrills
from bot.practice.playing import Playing
from bot.practice.practices import OFFERED, RUNNING, PracticeView
from bot.practice.scoring import Report, rules
from bot.practice.script import Part

TRAINER = "supervisor"
ENDINGS = {
    "finished": "练完了",
    "left": "消费者等不及走了",
    "stopped": "提前结束",
    "declined": "没接",
}


@dataclass(frozen=True)
class Row:
    """One practice in a list; `title` is the drill's situation, or its name if it is gone."""

    practice: PracticeView
    title: str
    trainee: str
    ending: str


@dataclass(frozen=True)
class Book:
    """The first page: one's own offers, what goes on, drills and colleagues, what is over."""

    offers: tuple[Row, ...]
    running: tuple[Row, ...]
    drills: tuple[Drill, ...]
    agents: tuple[AgentView, ...]
    past: tuple[Row, ...]
    trains: bool
    no_drills: str = NoDrills.message


@dataclass(frozen=True)
class Live:
    """A practice as the trainer follows it."""

    row: Row
    talk: tuple[Entry, ...]
    expected: Mapping[str, str]
    told: tuple[str, ...]
    now: datetime


@dataclass(frozen=True)
class Judged:
    """A practice that is over."""

    row: Row
    report: Report | None
    talk: tuple[Entry, ...]


def book_view(playing: Playing, staff: Staff) -> Book:
    """Return the first page as this person may see it."""
    trains = staff.role == TRAINER
    going_on = [_row(playing, practice) for practice in playing.book.going_on()]
    mine = [row for row in going_on if row.practice.trainee_id == staff.id]
    return Book(
        offers=tuple(row for row in mine if row.practice.state == OFFERED),
        running=tuple(
            going_on if trains else [row for row in mine if row.practice.state == RUNNING]
        ),
        drills=tuple(playing.drills().values()) if trains else (),
        agents=playing.trainees() if trains else (),
        past=tuple(_row(playing, one) for one in playing.book.past(None if trains else staff.id)),
        trains=trains,
    )


def live_view(playing: Playing, practice: PracticeView) -> Live:
    """Return a practice as it stands now."""
    drill = drills_of(playing.profile).get(practice.drill)
    names: Mapping[str, str] = rules()["facts"]
    expected = Part.of(drill).expected if drill else {}
    told = [note["fact"] for note in practice.notes if note["fact"] and note["kind"] == "answer"]
    return Live(
        row=_row(playing, practice),
        talk=tuple(playing.talk(practice)),
        expected={names[key]: _in_words(key, expected[key]) for key in names if expected.get(key)},
        told=tuple(dict.fromkeys(told)),
        now=playing.now(),
    )


def _in_words(fact: str, value: Any) -> str:
    """Return what a drill expects as the desk writes it: codes by their names, sums as money."""
    if fact == "demands":
        return "、".join(word(demand, "demands") for demand in value)
    if fact == "amount":
        return money(Decimal(str(value)))
    return word(value, "kinds")


def report_view(playing: Playing, practice: PracticeView) -> Judged:
    """Return a practice with its report; there is none for one that never began."""
    report = Report.from_dict(practice.report) if practice.report else None
    return Judged(_row(playing, practice), report, tuple(playing.talk(practice)))


def _row(playing: Playing, practice: PracticeView) -> Row:
    drill = drills_of(playing.profile).get(practice.drill)
    trainee = playing.name_of(practice.trainee_id)
    return Row(
        practice,
        drill.situation if drill else practice.drill,
        f"{practice.trainee_number} {trainee}".strip(),
        ENDINGS.get(practice.ending or "", ""),
    )
