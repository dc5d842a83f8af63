"""Who waits, whom this person serves, and how they stand: the left column of the desk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.accounts.staff import Staff
from bot.desk.queue_board import Snapshot
from bot.desk.words import word
from bot.handoff.views import AgentView, HandoffView
from bot.handoff_profile import GENERAL
from bot.hotline import Hotline
from bot.intake.gist import NO_NAME
from bot.practice_marks import PREFIX

LONG_WAIT = 0.5  # of the longest wait that the profile allows


@dataclass(frozen=True)
class Mark:
    """One word on a card; `tone` is empty, strong, good, warning or danger-word."""

    text: str
    tone: str = ""


@dataclass(frozen=True)
class Card:
    """One conversation in a list; `since` is when its wait or its talk began.

    `serves` tells that it is this person's to take, by skill or because it was passed to them.
    """

    handoff: int
    conversation: str
    since: datetime
    position: int | None
    title: str = field(repr=False)
    skill: str
    marks: tuple[Mark, ...]
    by: str
    callback_at: datetime | None
    serves: bool


@dataclass(frozen=True)
class QueueView:
    """All that the left column shows; `others` are the talks of colleagues, for supervisors."""

    now: datetime
    me: AgentView | None
    waiting: tuple[Card, ...]
    waiting_count: int
    mine: tuple[Card, ...]
    callbacks: tuple[Card, ...]
    others: tuple[Card, ...]


def queue_view(hotline: Hotline, staff: Staff, board: Snapshot) -> QueueView:
    """Return the column for one person, in the order in which people are served."""
    draw = _Draw(hotline, staff, board.agents)
    return QueueView(
        now=hotline.clock.now(),
        me=next((agent for agent in board.agents if agent.id == staff.id), None),
        waiting=draw.cards(board.queue),
        waiting_count=board.length,
        mine=draw.cards(hotline.handoffs.mine(staff.id)),
        callbacks=draw.cards(board.promised),
        others=draw.cards(_of_others(hotline, board.agents, staff)),
    )


def _of_others(
    hotline: Hotline, agents: Iterable[AgentView], staff: Staff
) -> Iterator[HandoffView]:
    """Yield the talks of colleagues; only who may listen in is shown them."""
    if staff.role != "supervisor":
        return
    for agent in agents:
        if agent.id != staff.id and agent.conversations:
            yield from hotline.handoffs.mine(agent.id)


class _Draw:
    """Draws cards for one person."""

    def __init__(self, hotline: Hotline, staff: Staff, agents: Iterable[AgentView]) -> None:
        self._profile = hotline.profile.handoff
        self._staff = staff
        self._now = hotline.clock.now()
        self._skills = {skill.name: skill.title for skill in self._profile.skills}
        self._numbers = {agent.id: agent.number for agent in agents}

    def cards(self, views: Iterable[HandoffView]) -> tuple[Card, ...]:
        """Return the cards of some handoffs, in their order."""
        return tuple(map(self._card, views))

    def _card(self, view: HandoffView) -> Card:
        return Card(
            handoff=view.id,
            conversation=view.conversation_id,
            since=_since(view),
            position=view.position,
            title=_title(view),
            skill=self._skills.get(view.skill, view.skill),
            marks=tuple(self._marks(view)),
            by=self._numbers.get(view.accepted_by or "", ""),
            callback_at=view.callback_at,
            serves=self._serves(view),
        )

    def _serves(self, view: HandoffView) -> bool:
        if view.reserved_for:
            return view.reserved_for == self._staff.id
        return view.skill == GENERAL or view.skill in self._staff.skills

    def _marks(self, view: HandoffView) -> Iterator[Mark]:
        if view.conversation_id.startswith(PREFIX):
            yield Mark("演练", "strong")
        if view.reserved_for == self._staff.id:
            yield Mark("转给您", "strong")
        if view.at_head and view.reserved_for is None:
            yield Mark("接着办", "strong")
        emotion = str(view.summary.get("emotion") or "calm")
        if emotion != "calm":
            yield Mark(word(emotion, "emotions"), word(emotion, "tones"))
        if view.priority >= self._profile.always_queue_from:
            yield Mark("紧急", "danger-word")
        if view.skill in ("elderly", "fraud"):
            yield Mark(self._skills.get(view.skill, view.skill), "warning")
        if view.state == "waiting" and self._waits_long(view):
            yield Mark("久等", "warning")
        if self._staff.id in view.declined_by:
            yield Mark("您让过")

    def _waits_long(self, view: HandoffView) -> bool:
        longest = timedelta(minutes=self._profile.longest_wait_minutes)
        return self._now - _since(view) >= longest * LONG_WAIT


def _since(view: HandoffView) -> datetime:
    begun = view.accepted_at if view.state == "accepted" else view.waiting_since
    return begun or view.requested_at


def _title(view: HandoffView) -> str:
    """Return whom and what it is about, as the bot understood it; never the consumer's words."""
    parts = (view.summary.get("institution"), view.summary.get("gist"))
    told = " · ".join(str(part) for part in parts if part and part != NO_NAME)
    return told or word(view.reason, "handoff_reasons")
