"""What happens to a conversation that a person has: passed on, taken over, given back, ended."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.handoff.accepting import Accepting
from bot.handoff.book import by_agent
from bot.handoff.errors import WrongTransfer
from bot.handoff.models import DeskAgent, Handoff
from bot.handoff.reasons import OUTCOMES, check_reason
from bot.handoff.views import HandoffView, view_handoff
from bot.handoff_profile import GENERAL


class Talks(Accepting):
    """What those do who own a conversation, and supervisors.

    All raise NotYours for anyone who does not own it (any more), `take_over` apart.
    """

    def transfer(
        self,
        conversation_id: str,
        agent: str,
        to_skill: str | None = None,
        to_agent: str | None = None,
        note: str = "",
    ) -> HandoffView:
        """Pass a conversation on: to the head of the queue for a skill, or to a colleague.

        For the colleague it is kept for a while (`offer_seconds`), then anybody with the skill may
        take it. Raises WrongTransfer unless there is one aim that can be reached.
        """
        if (to_skill is None) == (to_agent is None) or to_agent == agent:
            raise WrongTransfer("either to a skill or to another person")
        with self._database.session() as session:
            row = self._owned(session, conversation_id, agent)
            if to_agent is None:
                row.skill = self._checked(to_skill)
            else:
                self._check_colleague(session, to_agent)
            self._back_to_the_head(row)
            row.reserved_for, row.declined_by = to_agent, [agent]
            why = to_skill and f"to_skill:{to_skill}"
            self._write(
                session, row, "transferred", by_agent(agent), agent=to_agent, why=why, note=note
            )
            return view_handoff(row)

    def take_over(self, conversation_id: str, supervisor: str) -> HandoffView:
        """Take a conversation from whoever has it: an agent, the queue or the bot.

        A supervisor may do so with hands full or in a pause. Raises NotHere for one who has not
        arrived at the desk.
        """
        try:
            return self._take_over(conversation_id, supervisor)
        except IntegrityError:  # the consumer asked for a person at this very moment
            return self._take_over(conversation_id, supervisor)

    def return_to_bot(self, conversation_id: str, agent: str, note: str = "") -> HandoffView:
        """Give a conversation back to the bot, with a word for whoever looks at it later."""
        with self._database.session() as session:
            row = self._owned(session, conversation_id, agent)
            self._end(row, "returned")
            self._write(session, row, "returned", by_agent(agent), agent=agent, note=note)
            return view_handoff(row)

    def finish(self, conversation_id: str, agent: str, outcome: str, note: str = "") -> HandoffView:
        """End a talk; `outcome` is one of reasons.yml. Raises UnknownReason for any other."""
        check_reason(OUTCOMES, outcome)
        with self._database.session() as session:
            row = self._owned(session, conversation_id, agent)
            self._end(row, "done", outcome)
            self._write(
                session, row, "finished", by_agent(agent), agent=agent, why=outcome, note=note
            )
            return view_handoff(row)

    def _take_over(self, conversation_id: str, supervisor: str) -> HandoffView:
        with self._database.session() as session:
            self._agent(session, supervisor)
            row = self._open(session, conversation_id) or self._from_the_bot(
                session, conversation_id
            )
            if row.accepted_by != supervisor:
                self._give(session, row, supervisor, "taken_over")
            session.flush()
            return view_handoff(row)

    def _from_the_bot(self, session: Session, conversation_id: str) -> Any:
        now = self._now()
        row = Handoff(
            conversation_id=conversation_id,
            state="waiting",
            is_open=True,
            reason="taken_over",
            skill=GENERAL,
            priority=0,
            summary={},
            in_hours=self._hours.is_open(now),
            requested_at=now,
        )
        session.add(row)
        session.flush()
        return row

    def _checked(self, skill: str | None) -> str:
        if skill is None or not self._profile.knows_skill(skill):
            raise WrongTransfer(f"nobody here has the skill {skill!r}")
        return skill

    def _check_colleague(self, session: Session, agent: str) -> None:
        state = select(DeskAgent.state).where(DeskAgent.id == agent)
        if session.execute(state).scalar_one_or_none() != "ready":
            raise WrongTransfer("this colleague is not ready")
