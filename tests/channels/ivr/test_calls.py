"""One event after the other of a call: announced when it takes long, at the caller's pace."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.channels.ivr.calls import Calls, conversation_for
from bot.channels.messages import PhoneAnswer, PhoneTurn
from bot.dialogue.engine import Dialogue
from bot.dialogue.rasa_agent import RasaAgent
from bot.hotline import Hotline

STORY = "浦发银行的信用卡扣了我三百块年费，我要求退给我"
PATIENCE_MS = 60


class Slow:
    """The real agent, who answers once it may."""

    def __init__(self, agent: RasaAgent) -> None:
        self._agent = agent
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._agent, name)

    async def respond(self, *arguments: Any, **options: Any) -> Any:
        await self.may_answer.wait()
        return await self._agent.respond(*arguments, **options)


class Call:
    """The events of one call."""

    def __init__(self, dialogue: Dialogue) -> None:
        self.dialogue, self.calls, self.turn = dialogue, Calls(), 0

    async def send(self, event: str, **values: Any) -> PhoneAnswer:
        self.turn += 1
        turn = PhoneTurn(call_id="c-1", turn=values.pop("key", self.turn), event=event, **values)
        return await self.calls.take(self.dialogue, "turn", turn)


@pytest.fixture
def slow(agent: RasaAgent) -> Slow:
    return Slow(agent)


@pytest.fixture
def call(hotline: Hotline, slow: Slow) -> Call:
    return Call(Dialogue(hotline, slow))


@pytest.fixture
def impatient(call: Call) -> Iterator[Call]:
    """A call whose profile announces what takes longer than an instant."""
    hotline = call.dialogue.hotline
    usual = hotline.profile
    object.__setattr__(
        hotline, "profile", replace(usual, phone=replace(usual.phone, patience_ms=PATIENCE_MS))
    )
    yield call
    object.__setattr__(hotline, "profile", usual)


def words(answer: PhoneAnswer) -> str:
    return "".join(said.text for said in answer.say)


async def until_answered(call: Call) -> PhoneAnswer:
    """Come back as a platform does after `wait`."""
    for _ in range(100):
        answer = await call.send("continue")
        if answer.action != "wait":
            return answer
    raise AssertionError("never answered")


async def test_a_long_turn_is_announced_and_then_answered(impatient: Call, slow: Slow) -> None:
    await impatient.send("start")
    slow.may_answer.clear()
    announced = await impatient.send("speech", text=STORY)
    assert (announced.action, words(announced)) == ("wait", "请稍等，我查一下。")
    slow.may_answer.set()
    answer = await until_answered(impatient)
    assert answer.action == "gather" and "称呼" in words(answer)


async def test_the_silence_of_one_who_was_asked_to_wait_counts_for_nothing(
    impatient: Call, slow: Slow
) -> None:
    await impatient.send("start")
    slow.may_answer.clear()
    await impatient.send("speech", text=STORY)
    slow.may_answer.set()
    await until_answered(impatient)
    slow.may_answer.clear()
    assert (await impatient.send("speech", text="我姓王")).action == "wait"
    slow.may_answer.set()
    answer = await impatient.send("noinput")
    while answer.action == "wait":
        answer = await impatient.send("noinput")
    assert "没听到" not in words(answer)
    assert "没听到" in words(await impatient.send("noinput"))


async def test_an_announced_turn_is_handled_once(impatient: Call, slow: Slow) -> None:
    await impatient.send("start")
    slow.may_answer.clear()
    await impatient.send("speech", text=STORY, key="story")
    again = await impatient.send("speech", text=STORY, key="story")
    assert again.action == "wait"
    slow.may_answer.set()
    await until_answered(impatient)
    turns = impatient.dialogue.conversations.turns(conversation_for("turn", "c-1"))
    assert [turn.text for turn, _ in turns].count(STORY) == 1


async def test_a_call_that_we_do_not_know_may_begin_with_anything(call: Call) -> None:
    for event in ("continue", "noinput", "hangup"):
        answer = await Call(call.dialogue).send(event)
        assert answer.action in ("gather", "none")


async def test_who_asks_for_it_is_spoken_to_slowly_from_then_on(call: Call) -> None:
    usual = await call.send("start")
    assert usual.rate_percent == 100 and usual.collect is not None
    slower = await call.send("speech", text="你说慢一点")
    later = await call.send("speech", text=STORY)
    for answer in (slower, later):
        assert answer.rate_percent == 80 and answer.collect is not None
        assert answer.collect.timeout_s > usual.collect.timeout_s


async def test_an_age_makes_the_pace_of_the_elderly(call: Call) -> None:
    await call.send("start")
    assert (await call.send("speech", text="我今年七十五岁了")).rate_percent == 80


async def test_the_notice_is_heard_out_and_the_question_is_not(call: Call) -> None:
    greeting, notice, question = (await call.send("start")).say
    assert (greeting.interruptible, notice.interruptible) == (True, False)
    assert question.interruptible


async def test_two_dialects_may_use_the_same_call_id() -> None:
    assert conversation_for("twilio", "1") != conversation_for("turn", "1")
