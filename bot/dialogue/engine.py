"""One turn of a conversation: store it, see who owns it, answer it, store the answer."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from bot.dialogue import phone_manners, replies, untold
from bot.dialogue.agent import Agent
from bot.dialogue.conversations import Conversations
from bot.dialogue.locks import locks_for
from bot.dialogue.news import DESK, conversation_topic, news_for
from bot.dialogue.opening import greeting, notices
from bot.dialogue.phone_manners import Move
from bot.dialogue.phone_pages import paged
from bot.dialogue.returning import LEAVE, PROMISE, SENTENCES, taken_up_again
from bot.dialogue.stored import State, StoredTurn
from bot.dialogue.switchboard import Switchboard
from bot.dialogue.turn import Inbound, Reply
from bot.handoff.ownership import BOT, PERSON
from bot.hotline import Hotline
from bot.intake.heard import heard_from
from bot.intake.overhearing import overheard

__all__ = ["Agent", "Dialogue"]

log = logging.getLogger(__name__)

TURN_TIME_LIMIT = 8.0  # seconds; a platform on the phone gives up at about this time


class Dialogue:
    """Takes turns in from every door and answers each exactly once."""

    def __init__(self, hotline: Hotline, agent: Agent, time_limit: float = TURN_TIME_LIMIT) -> None:
        self.hotline = hotline
        self.conversations = Conversations(
            hotline.database, hotline.clock, hotline.cipher.keyed_hash
        )
        self.news = news_for(hotline.settings.redis_url)
        self.switchboard = Switchboard(hotline, self.conversations, self.news, self)
        self._agent = agent
        self._locks = locks_for(hotline.settings.redis_url)
        self._time_limit = time_limit
        self._answering: set[asyncio.Task[Reply]] = set()

    async def take(self, inbound: Inbound) -> tuple[int, Reply]:
        """Return the id of the stored turn and its reply.

        Raises UnknownConversation or UnknownButton before anything is stored.
        """
        stored = self.conversations.take_in(inbound)
        if stored.reply:
            return stored.id, stored.reply
        self._tell_came_in(stored)
        return stored.id, await self._whatever_the_sender_does(stored)

    async def _whatever_the_sender_does(self, turn: StoredTurn) -> Reply:
        """Answer in a task of its own: a sender who goes away does not break the turn off."""
        task = asyncio.create_task(self.answer(turn))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)
        return await asyncio.shield(task)

    async def leave_queue(self, conversation_id: str, key: str) -> tuple[int, Reply]:
        """Stop waiting for a person, unless one has come meanwhile; the bot goes on."""
        waiting = self.hotline.handoffs.open_handoff(conversation_id)
        if waiting and waiting.state == "waiting" and self.hotline.handoffs.leave(conversation_id):
            self.switchboard.queue_changed(conversation_id)
        return await self.take(Inbound(conversation_id, key, LEAVE))

    def hold(self, conversation_id: str) -> AbstractAsyncContextManager[None]:
        """Hold a conversation's lock: no turn of it is answered meanwhile."""
        return self._locks.hold(conversation_id)

    def wording(self, name: str, variation: int = 0) -> Mapping[str, Any]:
        """Return one wording of the domain."""
        return self._agent.wording(name, variation)

    async def catch_up(self, conversation_id: str) -> Reply:
        """Return the last answer as soon as it is there: for a caller who was asked to wait."""
        async with self._locks.hold(conversation_id):
            return self.conversations.last_reply(conversation_id) or self._apology()

    def moment(self) -> Reply:
        """Return the word that bridges a long turn."""
        return self._wording("say_one_moment")

    async def finish(self, time_limit: float) -> None:
        """Wait for the turns that are being answered, and let go who follows the news."""
        if self._answering:
            await asyncio.wait(self._answering, timeout=time_limit)
        await self.news.stop()

    async def answer(self, turn: StoredTurn) -> Reply:
        """Answer a stored turn under the conversation's lock, unless it has been meanwhile."""
        async with self._locks.hold(turn.conversation_id):
            known, state = self.conversations.situation(turn)
            if known:
                return known
            reply, asked, changes = await self._reply(turn, state)
            said = self.conversations.answer(turn, reply, asked=asked, **changes)
        self._tell_answered(turn, state, said, overheard="untold" in changes)
        return said

    def _tell_came_in(self, turn: StoredTurn) -> None:
        """Let those who look on know that there are new words."""
        self._tell(turn, "said")

    def _tell_answered(
        self, turn: StoredTurn, state: State, reply: Reply, *, overheard: bool
    ) -> None:
        """Let those who look on know the answer; with a person it is at most in the draft."""
        if state.owner != PERSON:
            self._tell(turn, "answered")
        elif overheard:
            self._tell(turn, "draft")
        if reply.transfer:
            self.switchboard.queue_changed(turn.conversation_id)
        elif state.owner != BOT:
            told = {"kind": "said", "conversation": turn.conversation_id, "person": state.person}
            self.news.publish(DESK, told)

    def _tell(self, turn: StoredTurn, kind: str) -> None:
        what = {"kind": kind, "turn": turn.id, "key": turn.key}
        self.news.publish(conversation_topic(turn.conversation_id), what)

    async def answer_unanswered(self) -> int:
        """Answer what a crash left open; return how many turns that were."""
        turns = self.conversations.unanswered()
        for turn in turns:
            try:
                await self.answer(turn)
            except Exception:  # one turn that cannot be answered must not keep the hotline shut
                log.exception("turn %s stays unanswered", turn.id)
        return len(turns)

    async def _reply(
        self, turn: StoredTurn, state: State
    ) -> tuple[Reply, str | None, dict[str, Any]]:
        if state.owner == PERSON:
            return replies.SILENT, state.asked, await self._overhear(turn, state)
        if turn.event == "start":
            reply, asked = await greeting(
                self.hotline, self.conversations, self._agent, turn, state
            )
            return reply, asked, {}
        if turn.event in (*SENTENCES, PROMISE):
            return await self._take_up_again(turn, state)
        plain = turn.event in ("text", "button") and turn.channel == "chat"
        last = None if plain else self.conversations.last_reply(state.id)
        move = phone_manners.move_for(turn, state, last, self.hotline)
        if not move.text:
            reply, asked = self._say(move, last), state.asked
            changes: dict[str, Any] = {"silences": move.silences}
        else:
            reply, asked, changes = await self._ask_agent(turn, state, move)
        if turn.channel == "phone":
            reply, manner = self._for_the_ear(reply, move, state, last)
            changes |= manner
        return reply, asked, changes

    def _for_the_ear(
        self, reply: Reply, move: Move, state: State, last: Reply | None
    ) -> tuple[Reply, dict[str, Any]]:
        """Return the reply at the caller's pace, and the pace where this turn changed it."""
        wanted = {**state.preferences, **move.manner}
        slow = bool(wanted.get("slow") or wanted.get("elder"))
        offer = self._wording("say_more_of_it").lines[0]
        reply = paged(reply, offer, self.hotline.profile.phone)
        if last is None and reply.lines:  # we were not told of the start of this call
            reply = dataclasses.replace(reply, lines=(*notices(self.hotline), *reply.lines))
        reply = dataclasses.replace(reply, slow=slow, loud=bool(wanted.get("loud")))
        return reply, {"preferences": wanted} if wanted != state.preferences else {}

    async def _ask_agent(
        self, turn: StoredTurn, state: State, move: Move
    ) -> tuple[Reply, str | None, dict[str, Any]]:
        try:
            answer, told = await asyncio.wait_for(
                self._respond(turn, state, move.text), self._time_limit
            )
        except Exception:  # the consumer must hear something, whatever failed
            return self._failed(turn, state)
        reply = replies.from_messages(answer.messages, answer.asked)
        return (
            reply if reply.lines else self._apology(),
            answer.asked,
            {"silences": move.silences, **told},
        )

    async def _respond(
        self, turn: StoredTurn, state: State, text: str
    ) -> tuple[Any, dict[str, Any]]:
        told = await untold.tell(self._agent, state)
        answer = await self._agent.respond(
            state.id,
            text,
            key=str(turn.id),
            channel=turn.channel,
            asked=state.asked,
            again=not turn.is_new,
        )
        return answer, told

    async def _take_up_again(
        self, turn: StoredTurn, state: State
    ) -> tuple[Reply, str | None, dict[str, Any]]:
        try:
            told = await untold.tell(self._agent, state)
            going_on = taken_up_again(self._agent, self.conversations, turn, state)
            reply, asked = await asyncio.wait_for(going_on, self._time_limit)
        except Exception:
            return self._failed(turn, state)
        return reply, asked, told

    def _failed(self, turn: StoredTurn, state: State) -> tuple[Reply, str | None, dict[str, Any]]:
        log.exception("turn %s failed", turn.id)
        self._agent.forget(state.id)
        return self._apology(), state.asked, {}

    async def _overhear(self, turn: StoredTurn, state: State) -> dict[str, Any]:
        """Note what is told to a person in the draft too, so that nobody has to type it again."""
        if turn.event != "text" or turn.channel != "chat":
            return {}
        try:
            heard = heard_from(await self._agent.parse(turn.text), turn.text)
            hotline = self.hotline
            draft = overheard(hotline.drafts, hotline.directory, state.id, heard)
        except Exception:  # what was said is stored; the draft is only a help
            log.exception("turn %s was not understood", turn.id)
            return {}
        return {"untold": untold.with_draft(state.untold, draft)} if draft else {}

    def _say(self, move: Move, last: Reply | None) -> Reply:
        if last and (move.go_on or move.skip):
            lines = last.rest if move.go_on else last.rest[-1:]
            return dataclasses.replace(last, lines=lines, rest=())
        messages: Sequence[Mapping[str, Any]] = [self._agent.wording(name) for name in move.say]
        said = replies.from_messages(messages, None)
        if move.over:
            return Reply(lines=said.lines, act="hangup")
        if not said.lines and not (move.ask_again and last):
            return self._wording("say_listening")
        if not move.ask_again or last is None:
            return said
        return Reply(lines=(*said.lines, *last.lines[-1:]), expects=last.expects, rest=last.rest)

    def _apology(self) -> Reply:
        return self._wording("say_apology")

    def _wording(self, name: str) -> Reply:
        return replies.from_messages([self._agent.wording(name)], None)
