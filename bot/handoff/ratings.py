"""What consumers think of the people they talked with, once for each talk."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.handoff.book import Book
from bot.handoff.errors import AlreadyRated, NothingToRate, WrongRating
from bot.handoff.models import Handoff, Rating
from bot.handoff.views import RatingView

LONGEST_WORDS = 500  # characters
SCORES, RECOMMENDATIONS = range(1, 6), range(11)


class Ratings(Book):
    """Scores from 1 to 5, and how likely one is to recommend the hotline (0 to 10)."""

    def rate(
        self, conversation_id: str, score: int, nps: int | None = None, words: str = ""
    ) -> RatingView:
        """Keep what a consumer thinks of the last talk with a person.

        Raises WrongRating for what is no such number or too long, NothingToRate when no person has
        talked or one still does, AlreadyRated.
        """
        _check(score, nps, words)
        try:
            with self._database.session() as session:
                talk = self._last_talk(session, conversation_id)
                row = Rating(
                    handoff_id=talk.id,
                    agent=talk.accepted_by,
                    score=score,
                    nps=nps,
                    words=words.strip() or None,
                    at=self._now(),
                )
                session.add(row)
                self._write(session, talk, "rated", "consumer", agent=talk.accepted_by)
                session.flush()
                return _view(row)
        except IntegrityError as error:
            raise AlreadyRated("this talk has its rating") from error

    def may_rate(self, conversation_id: str) -> bool:
        """Tell whether there is a talk to rate."""
        with self._database.reading() as session:
            try:
                talk = self._last_talk(session, conversation_id)
            except NothingToRate:
                return False
            return session.get(Rating, talk.id) is None

    def ratings(self, conversation_id: str) -> tuple[RatingView, ...]:
        """Return the ratings of a conversation, oldest first."""
        wanted = (
            select(Rating)
            .join(Handoff, Handoff.id == Rating.handoff_id)
            .where(Handoff.conversation_id == conversation_id)
            .order_by(Rating.handoff_id)
        )
        with self._database.reading() as session:
            return tuple(_view(row) for row in session.execute(wanted).scalars())

    def _last_talk(self, session: Session, conversation_id: str) -> Any:
        of_this = select(Handoff).where(
            Handoff.conversation_id == conversation_id,
            Handoff.accepted_by.isnot(None),
            Handoff.state != "cancelled",
        )
        talk = session.execute(of_this.order_by(Handoff.id.desc()).limit(1)).scalar_one_or_none()
        if talk is None or talk.is_open:
            raise NothingToRate("no talk with a person has ended here")
        return talk


def _check(score: int, nps: int | None, words: str) -> None:
    if type(score) is not int or score not in SCORES:
        raise WrongRating("a score is a whole number from 1 to 5")
    if nps is not None and (type(nps) is not int or nps not in RECOMMENDATIONS):
        raise WrongRating("a recommendation is a whole number from 0 to 10")
    if len(words) > LONGEST_WORDS:
        raise WrongRating(f"words have at most {LONGEST_WORDS} characters")


def _view(row: Any) -> RatingView:
    return RatingView(
        handoff_id=row.handoff_id,
        agent=row.agent,
        score=row.score,
        nps=row.nps,
        at=row.at,
        words=row.words or "",
    )
