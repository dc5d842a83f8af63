"""The book of practices: offered, running, over, with their reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.calendar.clock import Clock
from bot.database import Database
from bot.practice.errors import AlreadyOver, AlreadyPractising, UnknownPractice
from bot.practice.models import Practice
from bot.practice_marks import mark_as_practice

OFFERED, RUNNING, OVER = "offered", "running", "over"
SHOWN = 50
LARGEST_ID = 2**31 - 1  # what the column holds


@dataclass(frozen=True)
class PracticeView:
    """One practice at one moment; moments are aware UTC, `report` is None until it is over."""

    id: int
    drill: str
    conversation_id: str
    trainer_id: str
    trainee_id: str
    trainee_number: str
    state: str
    ending: str | None
    notes: tuple[Mapping[str, str], ...]
    offered_at: datetime
    began_at: datetime | None
    ended_at: datetime | None
    score: int | None
    report: Mapping[str, Any] | None = field(repr=False)


class Practices:
    """All practices of the house; share one between all threads."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def offer(self, drill: str, trainer_id: str, trainee: Any, conversation_id: str) -> int:
        """Write down an offer, and mark its conversation; raises AlreadyPractising."""
        now = self._clock.now()
        row = Practice(
            drill=drill,
            conversation_id=conversation_id,
            trainer_id=trainer_id,
            trainee_id=trainee.id,
            trainee_number=trainee.number,
            state=OFFERED,
            notes=[],
            offered_at=now,
        )
        try:
            with self._database.session() as session:
                mark_as_practice(session, conversation_id, now)
                session.add(row)
                session.flush()
                return int(row.id)
        except IntegrityError as error:
            raise AlreadyPractising from error

    def begin(self, practice_id: int) -> PracticeView:
        """Let an offered practice run; a running one stays so. Raises AlreadyOver."""
        with self._database.session() as session:
            row = _held(session, practice_id)
            if row.state == OVER:
                raise AlreadyOver
            if row.state == OFFERED:
                row.state, row.began_at = RUNNING, self._clock.now()
            return _view(row)

    def note(self, practice_id: int, place: int, note: Mapping[str, str]) -> bool:
        """Write down what the consumer says as number `place`; False when somebody else did."""
        with self._database.session() as session:
            row = _held(session, practice_id)
            if row.state != RUNNING or len(row.notes) != place:
                return False
            row.notes = [*row.notes, dict(note)]
            return True

    def end(
        self, practice_id: int, ending: str, score: int | None, report: Mapping[str, Any] | None
    ) -> bool:
        """End a practice with its report, once; tells whether it was this call that did."""
        with self._database.session() as session:
            row = _held(session, practice_id)
            if row.state == OVER:
                return False
            row.state, row.ending, row.ended_at = OVER, ending, self._clock.now()
            row.score, row.report = score, dict(report) if report else None
            return True

    def get(self, practice_id: int) -> PracticeView:
        """Return one practice; raises UnknownPractice."""
        if practice_id > LARGEST_ID:
            raise UnknownPractice
        with self._database.reading() as session:
            row = session.get(Practice, practice_id)
            if row is None:
                raise UnknownPractice
            return _view(row)

    def going_on(self) -> tuple[PracticeView, ...]:
        """Return the practices that are offered or running, oldest first."""
        return self._list(Practice.state != OVER, Practice.id)

    def offered_to(self, trainee_id: str) -> PracticeView | None:
        """Return the practice that waits for somebody to take it."""
        mine = self._list((Practice.trainee_id == trainee_id) & (Practice.state == OFFERED))
        return mine[0] if mine else None

    def running(self) -> tuple[PracticeView, ...]:
        """Return the practices in which somebody talks, oldest first."""
        return self._list(Practice.state == RUNNING, Practice.id)

    def past(self, staff_id: str | None = None) -> tuple[PracticeView, ...]:
        """Return the last practices that are over, newest first: all, or those of one person."""
        over = Practice.state == OVER
        mine = or_(Practice.trainee_id == staff_id, Practice.trainer_id == staff_id)
        condition = over if staff_id is None else over & mine
        return self._list(condition, Practice.ended_at.desc(), Practice.id.desc())

    def of_conversation(self, conversation_id: str) -> PracticeView | None:
        """Return the practice that a conversation is, if it is one."""
        found = self._list(Practice.conversation_id == conversation_id, Practice.id)
        return found[0] if found else None

    def _list(self, condition: Any, *order: Any) -> tuple[PracticeView, ...]:
        wanted = select(Practice).where(condition).order_by(*order).limit(SHOWN)
        with self._database.reading() as session:
            return tuple(map(_view, session.execute(wanted).scalars()))


def _held(session: Session, practice_id: int) -> Any:
    wanted = select(Practice).where(Practice.id == practice_id).with_for_update()
    row = session.execute(wanted).scalar_one_or_none()
    if row is None:
        raise UnknownPractice
    return row


def _view(row: Any) -> PracticeView:
    return PracticeView(
        id=row.id,
        drill=row.drill,
        conversation_id=row.conversation_id,
        trainer_id=row.trainer_id,
        trainee_id=row.trainee_id,
        trainee_number=row.trainee_number,
        state=row.state,
        ending=row.ending,
        notes=tuple(row.notes),
        offered_at=row.offered_at,
        began_at=row.began_at,
        ended_at=row.ended_at,
        score=row.score,
        report=row.report,
    )
