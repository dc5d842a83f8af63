"""A stored conversation or call, turn by turn: times, silences, readings, keys, what was meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.accounts.staff import Staff
from bot.desk.talk_view import check_may_see
from bot.desk.words import word
from bot.dialogue.engine import Dialogue
from bot.dialogue.heard_turns import Reading, readings_of
from bot.dialogue.models import Turn
from bot.dialogue.transcripts import FOR_STAFF, SaidLine
from bot.dialogue.turn import Reply
from bot.directory.directory import Directory
from bot.handoff.reasons import DECLINES, OUTCOMES, PAUSES, reasons
from bot.handoff.views import HandoffEventView

LONG_PAUSE = {"chat": 60.0, "phone": 5.0}  # seconds from which on a pause is shown
FAINT = 0.05  # a confidence below which nobody cares
UNSPOKEN = ("noinput", "nomatch", "hangup", "start")


@dataclass(frozen=True)
class Step:
    """One thing that happened; `kind` is consumer, bot, person, whisper, notice, act or silence.

    `heard` is the recogniser's confidence, `others` its other readings (both of calls); `meant` are
    the intents that the bot took it for with their confidence, `named` what it found in it by kind;
    `pause` in seconds, if it was a long one before this step.
    """

    at: datetime
    kind: str
    who: str
    text: str = field(repr=False)
    event: str = ""
    heard: float | None = None
    others: tuple[str, ...] = field(default=(), repr=False)
    meant: tuple[tuple[str, float], ...] = ()
    named: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    choices: tuple[str, ...] = ()
    pause: float | None = None


@dataclass(frozen=True)
class Replay:
    """The whole conversation."""

    id: str
    channel: str
    begun_at: datetime | None
    seconds: float
    steps: tuple[Step, ...]


def replay_of(dialogue: Dialogue, staff: Staff, conversation_id: str) -> Replay:
    """Return a conversation; raises UnknownConversation, and Refusal as `check_may_see`."""
    check_may_see(dialogue, staff, conversation_id)
    state = dialogue.conversations.state(conversation_id)
    told = sorted(_all_steps(dialogue, conversation_id), key=lambda step: step.at)
    steps = tuple(_with_pauses(told, LONG_PAUSE[state.channel]))
    return Replay(
        id=conversation_id,
        channel=state.channel,
        begun_at=steps[0].at if steps else None,
        seconds=(steps[-1].at - steps[0].at).total_seconds() if steps else 0.0,
        steps=steps,
    )


def _all_steps(dialogue: Dialogue, conversation_id: str) -> Iterator[Step]:
    database, handoffs = dialogue.hotline.database, dialogue.hotline.handoffs
    readings = readings_of(database, conversation_id)
    for turn, reply in dialogue.conversations.turns(conversation_id):
        yield from _of_turn(turn, reply, readings, dialogue.hotline.directory)
    for line in dialogue.conversations.lines(conversation_id, 0, FOR_STAFF):
        yield _of_line(line)
    numbers = {agent.id: agent.number for agent in handoffs.agents()}
    for event in handoffs.history(conversation_id):
        yield _of_act(event, numbers)


def _of_turn(
    turn: Turn, reply: Reply | None, readings: Mapping[int, Reading], directory: Directory
) -> Iterator[Step]:
    if turn.shown or turn.event in UNSPOKEN:
        yield Step(
            at=turn.received_at,
            kind="consumer" if turn.shown else "silence",
            who="消费者",
            text=turn.shown or word(turn.event, "events"),
            event=word(turn.event, "events"),
            heard=turn.confidence,
            others=tuple(turn.alternatives or ()),
            **_understood(readings.get(turn.id), directory),
        )
    if reply is not None and turn.answered_at is not None:
        for line in reply.lines:
            choices = tuple(choice.title for choice in line.choices)
            yield Step(turn.answered_at, "bot", "小保", line.text, choices=choices)


def _understood(reading: Reading | None, directory: Directory) -> dict[str, Any]:
    """Return what an utterance was taken for, in words; faint second thoughts are left out."""
    if reading is None:
        return {}
    likely = [one for one in reading.intents if one[1] >= FAINT] or reading.intents[:1]
    return {
        "meant": tuple((word(intent, "intents"), confidence) for intent, confidence in likely),
        "named": tuple(
            (word(kind, "entities"), _value(kind, value, directory))
            for kind, value in reading.entities
        ),
    }


def _value(kind: str, value: str, directory: Directory) -> str:
    if kind == "institution":
        known = directory.get(value)
        return known.display if known else value
    return word(value, "demands") if kind == "demand" else value


def _of_line(line: SaidLine) -> Step:
    kind = "person" if line.kind == "said" else line.kind
    return Step(line.at, kind, line.author, line.text)


def _of_act(event: HandoffEventView, numbers: Mapping[str, str]) -> Step:
    why = _whys().get(event.why or "", "")
    parts = (word(event.kind, "handoff_events"), why, event.note)
    return Step(
        at=event.at,
        kind="act",
        who=numbers.get(event.agent or "", ""),
        text="：".join(part for part in parts if part),
    )


def _whys() -> Mapping[str, str]:
    return {**reasons(DECLINES), **reasons(PAUSES), **reasons(OUTCOMES)}


def _with_pauses(steps: Iterable[Step], long: float) -> Iterator[Step]:
    last: datetime | None = None
    for step in steps:
        pause = (step.at - last).total_seconds() if last else 0.0
        yield step if pause < long else replace(step, pause=pause)
        last = step.at
