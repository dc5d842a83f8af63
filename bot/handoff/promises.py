"""When somebody can be called back: in service hours, and not more calls than people can make."""

from __future__ import annotations

from bisect import bisect_left
from datetime import datetime, timedelta, timezone

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.handoff.book import Book
from bot.handoff.errors import WrongTime
from bot.handoff.models import Handoff

HORIZON = timedelta(days=30)


class Promises(Book):
    """Finds times for calls that can be kept."""

    def _promise(self, session: Session, now: datetime) -> datetime:
        """Return the earliest span of service time with room for one more call.

        Raises ValueError when the hotline is closed for longer than ServiceHours looks ahead.
        """
        taken = self._promised_from(session, now)
        at, span = self._first_span(now), self._profile.callbacks.span
        while _within(taken, at, at + span) >= self._profile.callbacks.each_span:
            at = self._open_at(at + span)
        return at

    def _first_span(self, now: datetime) -> datetime:
        """Return the next full span, or the next opening where nobody is there."""
        if not self._hours.is_open(now):
            return self._hours.next_opening(now)
        span = self._profile.callbacks.span
        passed = (now - datetime.min.replace(tzinfo=timezone.utc)) % span
        return self._open_at(now - passed + 2 * span if passed else now + span)

    def _open_at(self, at: datetime) -> datetime:
        return at if self._hours.is_open(at) else self._hours.next_opening(at)

    def _promised_from(self, session: Session, now: datetime) -> list[datetime]:
        wanted = (
            select(Handoff.callback_at)
            .where(Handoff.state == "callback", Handoff.callback_at >= now)
            .order_by(Handoff.callback_at)
        )
        return list(session.execute(wanted).scalars())

    def _check_time(self, at: datetime, now: datetime) -> datetime:
        """Return the time if somebody is there then; raises WrongTime."""
        if not now < at <= now + HORIZON or not self._hours.is_open(at):
            raise WrongTime("nobody can ring at that time")
        return at


def _within(moments: list[datetime], begin: datetime, end: datetime) -> int:
    return bisect_left(moments, end) - bisect_left(moments, begin)
