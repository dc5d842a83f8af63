"""One turn of a conversation: store it, see who owns it, answer it, store the answer."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from bot.dialogue import phone_manners, replies
from bot.dialogue.conversations import Conversations
from bot.dialogue.locks import locks_for
from bot.dialogue.opening import greeting, notices
from bot.dialogue.phone_manners import Move
from bot.dialogue.phone_pages import paged
from bot.dialogue.stored import State, StoredTurn
from bot.dialogue.turn import Inbound, Reply
from bot.hotline import Hotline

log = logging.getLogger(__name__)

TURN_TIME_LIMIT = 8.0  # seconds; a platform on the phone gives up at about this time


class Agent(Protocol):
    """What the engine needs of the Rasa agent."""

    async def respond(
        self,
        conversation_id: str,
        text: str,
        *,
        key: str,
        channel: str,
        asked: str | None = None,
        again: bool = False,
    ) -> Any:
        """Answer one message, with the question that stood open; `again` after a crash."""

    async def note(self, conversation_id: str, **slots: Any) -> None:
        """Set slots of a conversation without saying anything."""

    def wording(self, name: str, variation: int = 0) -> Mapping[str, Any]:
        """Return one wording of the domain."""

    def forget(self, conversation_id: str) -> None:
        """Drop what a failed turn left in memory."""


class Dialogue:
    """Takes turns in from every door and answers each exactly once."""

    def __init__(self, hotline: Hotline, agent: Agent, time_limit: float = TURN_TIME_LIMIT) -> None:
        self.hotline = hotline
        self.conversations = Conversations(
            hotline.database, hotline.clock, hotline.cipher.keyed_hash
        )
        self._agent = agent
        self._locks = locks_for(hotline.settings.redis_url)
        self._time_limit = time_limit
        self._answering: set[asyncio.Task[Reply]] = set()

    async def take(self, inbound: Inbound) -> tuple[int, Reply]:
        """Return the id of the stored turn and its reply.

        Raises UnknownConversation or UnknownButton before anything is stored.
        """
        stored = self.conversations.take_in(inbound)
        return stored.id, stored.reply or await self._whatever_the_sender_does(stored)

    async def _whatever_the_sender_does(self, turn: StoredTurn) -> Reply:
        """Answer in a task of its own: a sender who goes away does not break the turn off."""
        task = asyncio.create_task(self.answer(turn))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)
        return await asyncio.shield(task)

    async def catch_up(self, conversation_id: str) -> Reply:
        """Return the last answer as soon as it is there: for a caller who was asked to wait."""
        async with self._locks.hold(conversation_id):
            return self.conversations.last_reply(conversation_id) or self._apology()

    def moment(self) -> Reply:
        """Return the word that bridges a long turn."""
        return self._wording("say_one_moment")

    async def finish(self, time_limit: float) -> None:
        """Wait for the turns that are being answered, before the server goes."""
        if self._answering:
            await asyncio.wait(self._answering, timeout=time_limit)

    async def answer(self, turn: StoredTurn) -> Reply:
        """Answer a stored turn under the conversation's lock, unless it has been meanwhile."""
        async with self._locks.hold(turn.conversation_id):
            known, state = self.conversations.situation(turn)
            if known:
                return known
            reply, asked, changes = await self._reply(turn, state)
            self.conversations.answer(turn, reply, asked=asked, **changes)
            return reply

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
        if state.owner == "person":
            return replies.SILENT, state.asked, {}
        if turn.event == "start":
            reply, asked = await greeting(
                self.hotline, self.conversations, self._agent, turn, state
            )
            return reply, asked, {}
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
            answer = await asyncio.wait_for(
                self._agent.respond(
                    state.id,
                    move.text,
                    key=str(turn.id),
                    channel=turn.channel,
                    asked=state.asked,
                    again=not turn.is_new,
                ),
                self._time_limit,
            )
        except Exception:  # the consumer must hear something, whatever failed
            log.exception("turn %s failed", turn.id)
            self._agent.forget(state.id)
            return self._apology(), state.asked, {}
        reply = replies.from_messages(answer.messages, answer.asked)
        owner = "waiting" if reply.transfer else state.owner
        return (
            reply if reply.lines else self._apology(),
            answer.asked,
            {"silences": move.silences, "owner": owner},
        )

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
