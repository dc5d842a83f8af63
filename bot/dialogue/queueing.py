"""What people do with the queue, and what consumers and the desk are told of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from time import monotonic
from typing import Any

from bot.calendar.clock import to_shanghai
from bot.calendar.moment_words import moment_words
from bot.dialogue.lines import Lines, desk_name
from bot.dialogue.news import DESK
from bot.dialogue.returning import BACK, PROMISE
from bot.dialogue.turn import Inbound
from bot.handoff.views import HandoffView, Place, Swept

FRESH = 2.0  # seconds for which the places of all who wait need not be asked for again


class Queueing(Lines):
    """The acts of `hotline.handoffs`, each with its notice to the consumer and its news.

    They raise what the queue raises (`bot/handoff/errors.py`).
    """

    _places: Mapping[str, Place] = {}
    _places_at = -FRESH

    def place(self, conversation_id: str) -> Place | None:
        """Return where a conversation stands in the queue, as of two seconds ago at most."""
        stale = monotonic() - self._places_at >= FRESH
        if stale or conversation_id not in self._places:
            self._places, self._places_at = self._hotline.handoffs.places(), monotonic()
        return self._places.get(conversation_id)

    def accept(self, handoff_id: int, staff: Any) -> HandoffView:
        """Take a waiting conversation; the consumer hears who is there."""
        view = self._hotline.handoffs.accept(handoff_id, staff.id)
        return self._here(view, staff)

    def accept_next(self, staff: Any) -> HandoffView | None:
        """Take the next conversation that this person can do; None if nobody waits."""
        view = self._hotline.handoffs.accept_next(staff.id)
        return self._here(view, staff) if view else None

    def decline(self, handoff_id: int, staff: Any, why: str) -> None:
        """Leave a waiting conversation to others; the consumer hears nothing of it."""
        self._hotline.handoffs.decline(handoff_id, staff.id, why)
        self._news.publish(DESK, {"kind": "queue"})

    def take_over(self, conversation_id: str, staff: Any) -> HandoffView:
        """Let a supervisor take a conversation, from a person, the queue or the bot."""
        view = self._hotline.handoffs.take_over(conversation_id, staff.id)
        return self._here(view, staff)

    def transfer(
        self,
        conversation_id: str,
        staff: Any,
        to_skill: str | None = None,
        to_agent: str | None = None,
        note: str = "",
    ) -> HandoffView:
        """Pass a conversation to a skill or a colleague; the consumer hears of it."""
        view = self._hotline.handoffs.transfer(conversation_id, staff.id, to_skill, to_agent, note)
        self._tell(view, staff, "say_person_passes_on")
        return view

    def call_back(
        self, conversation_id: str, staff: Any, at: datetime | None = None
    ) -> HandoffView:
        """Promise a call instead of going on now; the consumer hears when."""
        view = self._hotline.handoffs.call_back(conversation_id, at, staff.id)
        self._tell(view, staff, "say_person_will_call", when=self._when(view))
        return view

    def finish(self, conversation_id: str, staff: Any, outcome: str, note: str = "") -> HandoffView:
        """End a person's part; the consumer may say how it was, and go on with the bot."""
        view = self._hotline.handoffs.finish(conversation_id, staff.id, outcome, note)
        self._tell(view, staff, "say_person_done")
        return view

    async def hand_back(self, conversation_id: str, staff: Any, note: str = "") -> HandoffView:
        """Return the conversation to the bot, which says so and repeats its open question."""
        view = self._hotline.handoffs.return_to_bot(conversation_id, staff.id, note)
        self.queue_changed(conversation_id)
        if self._is_chat(conversation_id):
            await self._house.take(Inbound(conversation_id, f"{BACK}:{view.id}", BACK))
        return view

    def go(self, staff: Any) -> None:
        """Leave the desk; whoever one was talking with waits for the next, and is told."""
        left = self._hotline.handoffs.mine(staff.id)
        self._hotline.handoffs.go(staff.id)
        for view in left:
            self._lost(view.conversation_id)
        self._news.publish(DESK, {"kind": "presence"})

    async def sweep(self) -> int:
        """Let the queue do what must not wait for anybody, and tell whom it concerns (a chore)."""
        swept = self._hotline.handoffs.sweep()
        for one in swept:
            await self._told(one)
        return len(swept)

    def rate(self, conversation_id: str, score: int, nps: int | None, words: str) -> None:
        """Keep what the consumer thinks of the last talk with a person; `words` are masked.

        Raises NothingToRate, AlreadyRated, WrongRating.
        """
        self._hotline.handoffs.rate(conversation_id, score, nps, words)
        self._publish(conversation_id, {"kind": "rated"})

    def queue_changed(self, conversation_id: str) -> None:
        """Let everyone who looks on know that the conversation has another owner or place."""
        self._publish(conversation_id, {"kind": "queue"})

    async def _told(self, swept: Swept) -> None:
        if swept.kind == "missed":
            self._lost(swept.conversation_id)
            return
        self.queue_changed(swept.conversation_id)
        if swept.kind == "promised" and swept.callback_at and self._is_chat(swept.conversation_id):
            key = f"{PROMISE}:{swept.handoff_id}:{swept.callback_at:%Y%m%dT%H%M%S}"
            await self._house.take(Inbound(swept.conversation_id, key, PROMISE))

    def _lost(self, conversation_id: str) -> None:
        if self._is_chat(conversation_id):
            self.notice(conversation_id, "say_person_lost")
        self.queue_changed(conversation_id)

    def _here(self, view: HandoffView, staff: Any) -> HandoffView:
        self._tell(view, staff, "say_person_here")
        return view

    def _tell(self, view: HandoffView, staff: Any, name: str, **values: Any) -> None:
        """Say the notice of an act once, however often the act is asked for."""
        moment = view.callback_at or view.ended_at or view.accepted_at or view.waiting_since
        act = f"{name}:{view.id}:{staff.id}:{moment.isoformat() if moment else ''}"
        key = hashlib.sha256(act.encode()).hexdigest()[:40]
        if self._is_chat(view.conversation_id):
            self._notice(view.conversation_id, name, key, {"who": desk_name(staff), **values})
        self.queue_changed(view.conversation_id)

    def _when(self, view: HandoffView) -> str:
        assert view.callback_at is not None
        now = to_shanghai(self._hotline.clock.now())
        return moment_words(to_shanghai(view.callback_at), now)

    def _is_chat(self, conversation_id: str) -> bool:
        return self._conversations.state(conversation_id).channel == "chat"
