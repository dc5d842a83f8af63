"""Whatever consumer, bot and people do at the same time: no word is lost, none comes twice."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.accounts.staff import Staff
from bot.dialogue.engine import Dialogue
from bot.dialogue.lines import Entry
from bot.dialogue.turn import Inbound
from bot.handoff.errors import AlreadyTaken, HandsFull, NotYours, WrongTransfer
from bot.hotline import Hotline
from tests.dialogue.desk import LI, WANG, colleague
from tests.dialogue.scripted import Scripted

PEOPLE = {"li": LI, "wang": WANG, "leader": colleague("01", "supervisor")}
REFUSALS = (NotYours, AlreadyTaken, HandsFull, WrongTransfer)

person, process = st.sampled_from(sorted(PEOPLE)), st.integers(0, 1)
DEEDS = st.one_of(
    st.tuples(st.just("consumer says"), process, st.none()),
    st.tuples(st.just("consumer repeats"), process, st.none()),
    st.tuples(st.just("consumer waits"), process, st.none()),
    st.tuples(st.just("consumer leaves"), process, st.none()),
    st.tuples(st.just("bot thinks"), process, st.none()),
    st.tuples(st.just("bot has thought"), process, st.none()),
    st.tuples(st.just("says"), process, person),
    st.tuples(st.just("repeats"), process, person),
    st.tuples(st.just("whispers"), process, person),
    st.tuples(st.just("takes next"), process, person),
    st.tuples(st.just("takes over"), process, person),
    st.tuples(st.just("passes on"), process, person),
    st.tuples(st.just("hands back"), process, person),
    st.tuples(st.just("finishes"), process, person),
)


@dataclass
class Play:
    """One conversation, served by two processes that share database and locks."""

    processes: tuple[Dialogue, Dialogue]
    agent: Scripted
    conversation: str
    told: list[str] = field(default_factory=list)
    said: list[tuple[Staff, str]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    whispered: list[str] = field(default_factory=list)
    thinking: list[asyncio.Task[Any]] = field(default_factory=list)
    leaving: int = 0

    async def do(self, deed: str, where: int, who: str | None) -> None:
        """Do one thing; what the queue refuses is refused."""
        dialogue = self.processes[where]
        with suppress(*REFUSALS):
            if who is None:
                self._consumer_or_bot(deed, dialogue)
            else:
                await self._person(deed, dialogue, PEOPLE[who])
        await asyncio.sleep(0)

    def _consumer_or_bot(self, deed: str, dialogue: Dialogue) -> None:
        if deed == "consumer says":
            self.told.append(f"第{len(self.told)}句")
            self._turn(dialogue, len(self.told) - 1)
        elif deed == "consumer repeats" and self.told:
            self._turn(dialogue, 0)
        elif deed == "consumer waits":
            dialogue.hotline.handoffs.request(self.conversation, "asked", {}, "bank", 1)
        elif deed == "consumer leaves":
            self.leaving += 1
            leaving = dialogue.leave_queue(self.conversation, f"leave{self.leaving}")
            self.thinking.append(asyncio.ensure_future(leaving))
        elif deed == "bot thinks":
            self.agent.hold()
        elif deed == "bot has thought":
            self.agent.let_go()

    def _turn(self, dialogue: Dialogue, number: int) -> None:
        inbound = Inbound(self.conversation, f"t{number}", "text", self.told[number])
        self.thinking.append(asyncio.ensure_future(dialogue.take(inbound)))

    async def _person(self, deed: str, dialogue: Dialogue, who: Staff) -> None:
        board, conversation = dialogue.switchboard, self.conversation
        if deed == "says":
            await self._says(dialogue, who)
        elif deed == "repeats" and self.said:
            author, words = self.said[0]
            board.say(conversation, author, words, words)
        elif deed == "whispers":
            self.whispered.append(f"悄悄{len(self.whispered)}")
            board.whisper(conversation, who, self.whispered[-1], self.whispered[-1])
        elif deed == "takes next":
            board.accept_next(who)
        elif deed == "takes over":
            board.take_over(conversation, who)
        elif deed == "passes on":
            board.transfer(conversation, who, to_skill="bank")
        elif deed == "hands back":
            self.thinking.append(asyncio.ensure_future(board.hand_back(conversation, who)))
            await asyncio.sleep(0)
        elif deed == "finishes":
            board.finish(conversation, who, "answered")

    async def _says(self, dialogue: Dialogue, who: Staff) -> None:
        words = f"人{len(self.said) + len(self.refused)}"
        view = dialogue.hotline.handoffs.open_handoff(self.conversation)
        owns = view is not None and (view.state, view.accepted_by) == ("accepted", who.id)
        try:
            dialogue.switchboard.say(self.conversation, who, words, words)
            assert owns
            self.said.append((who, words))
        except NotYours:
            assert not owns
            self.refused.append(words)

    async def end(self) -> list[Entry]:
        """Let everything come to its end and read what stands there."""
        self.agent.let_go()
        for outcome in await asyncio.gather(*self.thinking, return_exceptions=True):
            assert (
                outcome is None
                or not isinstance(outcome, BaseException)
                or isinstance(outcome, REFUSALS)
            ), repr(outcome)
        handoffs = self.processes[0].hotline.handoffs
        for who in PEOPLE.values():
            with suppress(NotYours):
                handoffs.finish(self.conversation, who.id, "answered")
        handoffs.leave(self.conversation)
        return self.processes[0].switchboard.transcript(self.conversation)


@pytest.fixture
def hotlines(hotline: Hotline) -> Iterator[Hotline]:
    """One database for all examples: each is a conversation of its own."""
    yield hotline


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(deeds=st.lists(DEEDS, min_size=4, max_size=30))
def test_no_word_is_lost_none_comes_twice_and_nobody_speaks_out_of_turn(
    hotlines: Hotline, deeds: list[tuple[str, int, str | None]]
) -> None:
    play, entries = asyncio.run(_played(hotlines, deeds))
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    texts = {kind: [e.text for e in entries if e.kind == kind] for kind in ("consumer", "person")}
    assert texts["consumer"] == play.told
    assert texts["person"] == [words for _, words in play.said]
    assert [e.text for e in entries if e.kind == "whisper"] == play.whispered
    _assert_only_owners_speak(entries)
    pages = [e for e in entries if e.seq > 3]
    assert play.processes[1].switchboard.transcript(play.conversation, after=3) == pages


async def _played(hotline: Hotline, deeds: Any) -> tuple[Play, list[Entry]]:
    agent = Scripted()
    one, other = Dialogue(hotline, agent), Dialogue(hotline, agent)
    other._locks = one._locks  # as Redis does between processes
    for who in PEOPLE.values():
        hotline.handoffs.arrive(who.id, who.name, who.number, ("bank",), 5)
    conversation, _ = one.conversations.open("chat")
    await one.take(Inbound(conversation, "start", "start"))
    play = Play((one, other), agent, conversation)
    for deed in deeds:
        await play.do(*deed)
    return play, await play.end()


def _assert_only_owners_speak(entries: list[Entry]) -> None:
    """Go through what was said: notices and the bot's own words tell who has the word."""
    owner = ""
    for entry in entries:
        if entry.kind == "notice":
            come = re.match(r"(坐席\d+)来了", entry.text)
            owner = come[1] if come else ""
        elif entry.kind == "bot":
            # It is silent from the moment that a person has come, until it has the word again.
            assert not owner or re.search("小保", entry.text), (entry, entries)
            owner = ""
        elif entry.kind == "person":
            assert entry.author == owner, (entry, entries)
