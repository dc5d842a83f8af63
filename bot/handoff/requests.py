"""Consumers ask for a person, wait or are promised a call, and may go away again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.handoff.book import by_agent
from bot.handoff.errors import NotYours, UnknownHandoff
from bot.handoff.fairness import rank
from bot.handoff.models import Handoff
from bot.handoff.places import Places
from bot.handoff.promises import Promises
from bot.handoff.views import HandoffView, Place, view_handoff
from bot.handoff_profile import GENERAL

CONSUMER = "consumer"


class Requests(Places, Promises):
    """What consumers do with the queue."""

    def request(
        self,
        conversation_id: str,
        reason: str,
        summary: Mapping[str, Any],
        skill: str = GENERAL,
        priority: int = 0,
    ) -> HandoffView:
        """Ask for a person.

        In service hours one waits, unless the queue is too long; then, and out of hours, a call is
        promised (`callback`). Asking again while the request is open gives the same request: only
        a higher priority counts anew, and a promised call becomes a place where there is one. A
        skill that this hotline does not have is the general one.
        """
        skill = skill if self._profile.knows_skill(skill) else GENERAL
        wish = {"reason": reason, "summary": dict(summary), "skill": skill, "priority": priority}
        try:
            return self._request(conversation_id, wish)
        except IntegrityError:
            # The same conversation asked twice at this very moment: the other request counts.
            return self._request(conversation_id, wish)

    def leave(self, conversation_id: str) -> bool:
        """Stop waiting, or do without the promised call; tells whether there was any of it.

        A talk with a person is not left: the person ends it.
        """
        with self._database.session() as session:
            row = self._open(session, conversation_id)
            if row is None or row.state == "accepted":
                return False
            self._end(row, "cancelled")
            self._write(session, row, "left", CONSUMER)
            return True

    def cancel(self, conversation_id: str) -> bool:
        """Do what `leave` does."""
        return self.leave(conversation_id)

    def call_back(
        self, conversation_id: str, at: datetime | None = None, agent: str | None = None
    ) -> HandoffView:
        """Promise a call instead of a wait or, by the agent who has it, instead of the talk.

        Without a time it is the next one with room. Raises UnknownHandoff when nobody was asked
        for, NotYours, and WrongTime for a moment that is past, out of hours or a month away.
        """
        with self._database.session() as session:
            row = self._open(session, conversation_id)
            if row is None:
                raise UnknownHandoff("this conversation asks for nobody")
            if row.state == "accepted" and row.accepted_by != agent:
                raise NotYours("this person does not own the conversation")
            now = self._now()
            at = self._check_time(at, now) if at else self._promise(session, now)
            self._promise_a_call(session, row, at, by_agent(agent) if agent else CONSUMER)
            return view_handoff(row)

    def _request(self, conversation_id: str, wish: Mapping[str, Any]) -> HandoffView:
        now = self._now()
        with self._database.session() as session:
            row = self._open(session, conversation_id)
            if row is None:
                row, place = self._new(session, conversation_id, wish, now)
            else:
                place = self._ask_again(session, row, wish["priority"], now)
            session.flush()
            return view_handoff(row, place.position if row.state == "waiting" else None)

    def _new(
        self, session: Session, conversation_id: str, wish: Mapping[str, Any], now: datetime
    ) -> tuple[Handoff, Place]:
        row = Handoff(
            conversation_id=conversation_id,
            state="waiting",
            is_open=True,
            in_hours=self._hours.is_open(now),
            requested_at=now,
            waiting_since=now,
            rank_at=rank(now, wish["priority"], self._profile),
            is_hard=wish["summary"].get("emotion") in self._profile.fuse.moods,
            **wish,
        )
        place = self._place_of(session, row)
        promised = None if self._has_room(row, place) else self._promise(session, now)
        session.add(row)
        session.flush()
        self._write(session, row, "requested", CONSUMER, why=row.skill)
        if promised:
            self._promise_a_call(session, row, promised, "bot")
        return row, place

    def _ask_again(self, session: Session, row: Any, priority: int, now: datetime) -> Place:
        """Count a higher priority, and let who was promised a call wait where there is room."""
        if priority > row.priority:
            row.rank_at = rank(row.rank_at, priority - row.priority, self._profile)
            row.priority = priority
            self._write(session, row, "raised", CONSUMER, why=str(priority))
        if row.state == "callback" and self._hours.is_open(now):
            row.in_hours = True
            if self._has_room(row, self._place_of(session, row)):
                self._wait(session, row, now)
        return self._place_of(session, row)

    def _has_room(self, row: Any, place: Place) -> bool:
        """Tell whether people are there and the queue is not too long for this one."""
        if row.priority >= self._profile.always_queue_from:
            return bool(row.in_hours)
        return (
            row.in_hours
            and place.position <= self._profile.longest_queue
            and place.wait_seconds <= self._profile.longest_wait_minutes * 60
        )

    def _wait(self, session: Session, row: Any, now: datetime) -> None:
        row.state, row.callback_at = "waiting", None
        row.waiting_since, row.rank_at = now, rank(row.requested_at, row.priority, self._profile)
        self._write(session, row, "waits", CONSUMER)

    def _promise_a_call(self, session: Session, row: Any, at: datetime, actor: str) -> None:
        """Let an open request wait for a call; when it is due it ranks by the promised time."""
        row.state, row.callback_at = "callback", at
        row.rank_at, row.at_head = rank(at, row.priority, self._profile), False
        row.accepted_by = row.accepted_at = row.reserved_for = None
        row.declined_by = []
        self._write(session, row, "promised", actor)
