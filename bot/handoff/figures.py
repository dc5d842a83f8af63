"""What the queue did in a span of time, in numbers, practice left out: for the wallboard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from bot.database import Database
from bot.handoff.models import Handoff, HandoffEvent, Rating
from bot.practice_marks import not_practice

COUNTED = ("requested", "accepted", "finished", "returned", "left", "promised", "missed")


@dataclass(frozen=True)
class Figures:
    """Numbers of acts, and spans in seconds (None where there was nothing to measure).

    `average_wait` and `longest_wait` are from the wish for a person to the talk that answered it.
    `score` is the mean of `ratings` ratings from 1 to 5. There is no figure about any one agent.
    """

    requested: int
    accepted: int
    finished: int
    returned: int
    left: int
    promised: int
    missed: int
    average_wait: float | None
    longest_wait: float | None
    average_talk: float | None
    ratings: int
    score: float | None


def figures(database: Database, since: datetime, until: datetime) -> Figures:
    """Return the figures from `since` (in) to `until` (not in), both aware."""
    with database.reading() as session:
        acts = session.execute(
            select(HandoffEvent.kind, func.count())
            .join(Handoff, Handoff.id == HandoffEvent.handoff_id)
            .where(
                HandoffEvent.kind.in_(COUNTED),
                not_practice(Handoff.conversation_id),
                *_within(HandoffEvent.at, since, until),
            )
            .group_by(HandoffEvent.kind)
        ).all()
        talks = session.execute(
            select(Handoff.requested_at, Handoff.accepted_at, Handoff.ended_at).where(
                Handoff.accepted_at.is_not(None),
                not_practice(Handoff.conversation_id),
                *_within(Handoff.accepted_at, since, until),
            )
        ).all()
        ratings, score = session.execute(
            select(func.count(), func.avg(Rating.score)).where(*_within(Rating.at, since, until))
        ).one()
    waits = [_seconds(talk.requested_at, talk.accepted_at) for talk in talks]
    lengths = [_seconds(talk.accepted_at, talk.ended_at) for talk in talks if talk.ended_at]
    counted: Counter[str] = Counter(dict(acts))
    return Figures(
        **{kind: counted[kind] for kind in COUNTED},
        average_wait=_mean(waits),
        longest_wait=max(waits, default=None),
        average_talk=_mean(lengths),
        ratings=ratings,
        score=None if score is None else float(score),
    )


def _within(column: Any, since: datetime, until: datetime) -> tuple[Any, Any]:
    return column >= since, column < until


def _seconds(begin: datetime, end: datetime) -> float:
    return max(0.0, (end - begin).total_seconds())


def _mean(values: Iterable[float]) -> float | None:
    listed = list(values)
    return sum(listed) / len(listed) if listed else None
