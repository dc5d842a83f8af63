"""Practices as they go on: offered to a trainee, played by the script, judged in the end."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.dialogue.engine import Dialogue
from bot.dialogue.lines import Entry
from bot.dialogue.news import DESK
from bot.dialogue.turn import Inbound
from bot.handoff.views import AgentView, HandoffView
from bot.practice.consumer import GONE, Consumer, Uttered
from bot.practice.drill import Drill, drills_of
from bot.practice.errors import (
    AlreadyOver,
    NoDrills,
    NotAtTheDesk,
    UnknownDrill,
    UnknownPractice,
)
from bot.practice.practices import OFFERED, OVER, RUNNING, Practices, PracticeView
from bot.practice.record import Record, recorded
from bot.practice.scoring import Report, report_on
from bot.practice.script import Part, can_be_played
from bot.practice.talk import heard, spoken
from bot.practice_marks import PREFIX

log = logging.getLogger(__name__)

MARK = "这是演练：来电人由脚本扮演，登记的单子不进台账、不转机构。"
LONGEST = 3600.0  # seconds; a practice that nobody ends is over then
FINISHED, LEFT, STOPPED, DECLINED = "finished", "left", "stopped", "declined"


@dataclass(frozen=True)
class Desk:
    """Whoever acts for somebody at the desk: their id and number."""

    id: str
    number: str


class Playing:
    """What trainers and trainees do; `look` lets the scripts go on (a chore)."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue = dialogue
        self._hotline = dialogue.hotline
        self._board = dialogue.switchboard
        self.book = Practices(self._hotline.database, self._hotline.clock)

    def drills(self) -> Mapping[str, Drill]:
        """Return the drills of this hotline that people can practise, by name."""
        every = drills_of(self._hotline.profile.id)
        return {name: drill for name, drill in every.items() if can_be_played(drill)}

    def offer(self, drill: str, trainer: Any, trainee_id: str) -> int:
        """Offer a drill to somebody at the desk; return the id of the practice.

        Raises NoDrills, UnknownDrill, NotAtTheDesk, AlreadyPractising.
        """
        known = self.drills()
        if drill not in known:
            raise UnknownDrill if known else NoDrills
        found = (agent for agent in self.trainees() if agent.id == trainee_id)
        trainee = next(found, None)
        if trainee is None:
            raise NotAtTheDesk
        conversation_id = f"{PREFIX}{secrets.token_urlsafe(12)}"
        practice_id = self.book.offer(drill, trainer.id, trainee, conversation_id)
        self._dialogue.conversations.open("chat", conversation_id=conversation_id)
        self._tell()
        return practice_id

    async def accept(self, practice_id: int, trainee: Any) -> PracticeView:
        """Let the trainee take the conversation, as one out of the queue; the consumer begins.

        Raises UnknownPractice, AlreadyOver, and NotHere for who has left the desk.
        """
        practice = self._of(practice_id, trainee)
        if practice.state == OVER:
            raise AlreadyOver
        if practice.state == OFFERED:
            self._board.take_over(practice.conversation_id, trainee)
            self._board.whisper(practice.conversation_id, trainee, MARK, "practice")
            practice = self.book.begin(practice_id)
            self._tell()
        await self.step(practice)
        return practice

    def decline(self, practice_id: int, trainee: Any) -> None:
        """Say no to an offer; one that has begun is not declined any more."""
        practice = self._of(practice_id, trainee)
        if practice.state == OFFERED:
            self.book.end(practice_id, DECLINED, None, None)
            self._tell()

    async def stop(self, practice_id: int) -> None:
        """End a practice for the trainer: what was done so far is judged."""
        practice = self.book.get(practice_id)
        if practice.state == OFFERED:
            self.book.end(practice_id, STOPPED, None, None)
        elif practice.state == RUNNING:
            self._over(practice, STOPPED)
        self._tell()

    async def look(self) -> int:
        """Let all scripts say what is to be said now; return how many practices are running."""
        running = self.book.running()
        for practice in running:
            try:
                await self.step(practice)
            except Exception:  # one that cannot go on must not hold up the others
                log.exception("practice %s is stuck", practice.id)
        return len(running)

    async def step(self, practice: PracticeView) -> None:
        """Let one script go on: say the next words, wait, or see that the practice is over."""
        if not self._is_theirs(practice):
            self._over(practice, FINISHED)
            return
        now = self._hotline.clock.now()
        drill = self._drill(practice)
        if drill is None or self._lasts_too_long(practice, now):
            self._over(practice, STOPPED)
            return
        said = [entry for entry in self.talk(practice) if entry.kind == "consumer"]
        if len(said) < len(practice.notes):  # noted, and then the process died
            said_again = self._next(drill, practice, practice.notes[: len(said)], now)
            await self._say(practice, len(said), said_again)
            return
        uttered = self._next(drill, practice, practice.notes, now)
        if uttered and self.book.note(practice.id, len(practice.notes), uttered.note):
            await self._say(practice, len(practice.notes), uttered)
            if uttered.kind == GONE:
                self._over(self.book.get(practice.id), LEFT)

    @property
    def profile(self) -> str:
        """Return which hotline this is: its drills are played here."""
        return self._hotline.profile.id

    def now(self) -> datetime:
        """Return what time it is, aware."""
        return self._hotline.clock.now()

    def trainees(self) -> tuple[AgentView, ...]:
        """Return who is at the desk and could practise."""
        return tuple(a for a in self._hotline.handoffs.agents() if a.state != "away")

    def name_of(self, staff_id: str) -> str:
        """Return the name of somebody with an account; empty for anybody else."""
        member = self._hotline.accounts.get(staff_id)
        return member.staff.name if member else ""

    def talk(self, practice: PracticeView) -> list[Entry]:
        """Return what was said, for whoever looks on."""
        return self._board.transcript(practice.conversation_id)

    def _next(
        self,
        drill: Drill,
        practice: PracticeView,
        notes: tuple[Mapping[str, str], ...],
        now: datetime,
    ) -> Uttered | None:
        entries = self.talk(practice)
        told = [entry.text for entry in entries if entry.kind == "consumer"]
        named = self._hotline.directory.find("\n".join(told))
        consumer = Consumer(Part.of(drill), notes, told, [mention.text for mention in named])
        return consumer.next(heard(entries, practice.began_at or now, now))

    async def _say(self, practice: PracticeView, place: int, uttered: Uttered | None) -> None:
        if uttered is not None:
            key = f"practice:{place}"
            await self._dialogue.take(Inbound(practice.conversation_id, key, "text", uttered.words))

    def _over(self, practice: PracticeView, ending: str) -> None:
        """Judge a practice, keep the report, and let nothing of it go on."""
        number = self._board.understood(practice.conversation_id)["ticket"]
        report = self._report(practice, number)
        score, judged = (report.score, report.to_dict()) if report else (None, None)
        if self.book.end(practice.id, ending, score, judged):
            self._put_away(practice, number)
            self._tell()

    def _put_away(self, practice: PracticeView, number: str | None) -> None:
        if self._is_theirs(practice):
            trainee = Desk(practice.trainee_id, practice.trainee_number)
            self._board.finish(practice.conversation_id, trainee, "left")
        else:  # passed on, or lost by a page that died: nobody else is to meet the script
            self._hotline.handoffs.leave(practice.conversation_id)
        if number is not None and self._hotline.tickets.details(number).ticket.is_open:
            self._hotline.tickets.withdraw(number, reason="演练结束", actor="practice")

    def _report(self, practice: PracticeView, number: str | None) -> Report | None:
        """Judge what was done; there is no measure once the drill has been taken away."""
        drill = self._drill(practice)
        if drill is None:
            return None
        details = self._hotline.tickets.details(number) if number else None
        record = Record(
            drill=drill,
            spoken=spoken(self._board.transcript(practice.conversation_id)),
            notes=practice.notes,
            ticket=recorded(self._hotline, details) if details else None,
            ended=self._hotline.clock.now(),
        )
        return report_on(record)

    def _drill(self, practice: PracticeView) -> Drill | None:
        return drills_of(self._hotline.profile.id).get(practice.drill)

    def _lasts_too_long(self, practice: PracticeView, now: datetime) -> bool:
        began = practice.began_at
        return began is not None and (now - began).total_seconds() > LONGEST

    def _is_theirs(self, practice: PracticeView) -> bool:
        handoff: HandoffView | None = self._hotline.handoffs.open_handoff(practice.conversation_id)
        return handoff is not None and (handoff.state, handoff.accepted_by) == (
            "accepted",
            practice.trainee_id,
        )

    def _of(self, practice_id: int, trainee: Any) -> PracticeView:
        practice = self.book.get(practice_id)
        if practice.trainee_id != trainee.id:
            raise UnknownPractice
        return practice

    def _tell(self) -> None:
        self._dialogue.news.publish(DESK, {"kind": "practice"})
