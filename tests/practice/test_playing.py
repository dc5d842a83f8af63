"""A whole practice: offered, taken, played, registered, judged; and nothing of it counts."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from bot.calendar.clock import shanghai_date
from bot.dialogue.engine import Dialogue
from bot.handoff.figures import figures
from bot.hotline import Hotline
from bot.practice.errors import (
    AlreadyOver,
    AlreadyPractising,
    NotAtTheDesk,
    UnknownDrill,
    UnknownPractice,
)
from bot.practice.playing import Playing
from bot.practice.practices import PracticeView
from bot.practice.scoring import Report
from bot.tickets.errors import IllegalMove
from bot.tickets.filter import Filter
from tests.dialogue.scripted import Scripted

TRAINER = SimpleNamespace(id="trainer", number="班长01")
LI = SimpleNamespace(id="li", number="07")
WANG = SimpleNamespace(id="wang", number="08")
DRILL = "card_fee_corrected"


class Practised:
    """A trainee at the desk who is offered a drill; time passes as the test says."""

    def __init__(self, hotline: Hotline) -> None:
        self.hotline = hotline
        self.dialogue = Dialogue(hotline, Scripted())
        self.playing = Playing(self.dialogue)
        self.lines = 0

    def arrive(self, *people: Any) -> None:
        for person in people:
            self.hotline.handoffs.arrive(person.id, "同事", person.number, ("bank",), 3)

    async def begin(self, drill: str = DRILL) -> PracticeView:
        self.arrive(LI)
        return await self.playing.accept(self.playing.offer(drill, TRAINER, LI.id), LI)

    @property
    def practice(self) -> PracticeView:
        return (self.playing.book.going_on() or self.playing.book.past())[0]

    @property
    def conversation_id(self) -> str:
        return self.practice.conversation_id

    async def passes(self, seconds: float) -> None:
        self.hotline.clock.move(timedelta(seconds=seconds))  # type: ignore[attr-defined]
        await self.playing.look()

    async def says(self, words: str, after: float = 5) -> str:
        """Say something, and return what the consumer answers."""
        self.lines += 1
        self.hotline.clock.move(timedelta(seconds=after))  # type: ignore[attr-defined]
        board = self.dialogue.switchboard
        board.say(self.conversation_id, LI, words, str(self.lines))
        await self.passes(5)
        return self.heard[-1]

    @property
    def heard(self) -> list[str]:
        entries = self.dialogue.switchboard.transcript(self.conversation_id)
        return [entry.text for entry in entries if entry.kind == "consumer"]

    @property
    def report(self) -> Report:
        assert self.practice.report is not None
        return Report.from_dict(self.practice.report)


@pytest.fixture
def practised(hotline: Hotline) -> Iterator[Practised]:
    yield Practised(hotline)


async def test_a_practice_from_the_offer_to_the_report(practised: Practised) -> None:
    await practised.begin()
    assert practised.heard == ["工行信用卡扣了我三百六年费，办卡的时候说免年费的"]
    board, conversation = practised.dialogue.switchboard, practised.conversation_id
    await practised.says("这事换谁都急，我来记。农行的电话是95599，不想打我就直接登记。")
    await practised.says("一般15天内答复您。")
    assert practised.heard[-1] == "等一下，说错了，不是工行，是农行"
    assert await practised.says("您希望银行怎么处理？") == "退钱"
    assert await practised.says("怎么称呼您？") == "王建国"
    assert await practised.says("手机号多少？") == "138****8000"
    view = await board.register(
        conversation,
        LI,
        institution="农业银行",
        intent="complain_fees",
        matter="信用卡扣了三百六年费，办卡时说免",
        demand="退钱",
        amount="360",
        person_name="王建国",
        phone="13800138000",
    )
    await practised.says(f"登记好了，单号{view.number}，最晚12月2日前转到银行。")
    board.finish(conversation, LI, "registered")
    await practised.passes(2)
    assert (practised.practice.state, practised.practice.ending) == ("over", "finished")
    seen = {item.key: (item.share, item.seen) for item in practised.report.items}
    assert practised.practice.score == practised.report.score == 100, seen


async def test_nothing_of_a_practice_counts(practised: Practised) -> None:
    hotline, board = practised.hotline, practised.dialogue.switchboard
    await practised.begin()
    told = {"matter": "信用卡扣了年费", "institution": "农业银行", "phone": "13800138000"}
    view = await board.register(practised.conversation_id, LI, **told)
    tickets, now = hotline.tickets, hotline.clock.now()
    assert tickets.search(Filter()).total == 0
    assert tickets.search(Filter(number=view.number)).total == 1
    with pytest.raises(IllegalMove):
        tickets.forward(view.number, "agent:li")
    assert tickets.earlier_of(phone="13800138000") == ()
    overdue = tickets.duty(shanghai_date(now) + timedelta(days=90))
    assert (overdue.due, overdue.overdue, overdue.at_risk) == ((), (), ())
    board.finish(practised.conversation_id, LI, "registered")
    await practised.passes(2)
    assert not tickets.details(view.number).ticket.is_open
    day = timedelta(days=1)
    counted = figures(hotline.database, now - day, now + day)
    assert (counted.finished, counted.average_talk) == (0, None)


async def test_who_really_has_this_number_is_not_mixed_up_with_it(practised: Practised) -> None:
    board = practised.dialogue.switchboard
    told = {"matter": "信用卡扣了年费", "institution": "农业银行", "phone": "13800138000"}
    real, _ = practised.dialogue.conversations.open("chat")
    practised.arrive(WANG)
    board.take_over(real, WANG)
    first = await board.register(real, WANG, intent="complain_fees", **told)
    await practised.begin()
    second = await board.register(practised.conversation_id, LI, intent="complain_fees", **told)
    assert first.number != second.number
    assert not second.repeat


async def test_who_is_not_answered_goes(practised: Practised) -> None:
    await practised.begin()
    for _ in range(3):
        await practised.passes(61)
    assert (practised.practice.state, practised.practice.ending) == ("over", "left")
    assert practised.hotline.handoffs.open_handoff(practised.conversation_id) is None
    assert practised.report.score < 50
    said = len(practised.heard)
    await practised.passes(300)
    assert len(practised.heard) == said


async def test_the_script_waits_until_the_trainee_has_written(practised: Practised) -> None:
    await practised.begin()
    board = practised.dialogue.switchboard
    board.say(practised.conversation_id, LI, "我在。", "1")
    await practised.passes(2)
    assert len(practised.heard) == 1
    await practised.passes(3)
    assert len(practised.heard) == 2


async def test_many_looks_at_once_say_it_once(practised: Practised) -> None:
    await practised.begin()
    practised.dialogue.switchboard.say(practised.conversation_id, LI, "怎么称呼您？", "1")
    practised.hotline.clock.move(timedelta(seconds=5))  # type: ignore[attr-defined]
    other = Playing(practised.dialogue)
    await asyncio.gather(*(one.look() for one in (practised.playing, other) * 3))
    assert practised.heard[1:] == ["王建国"]


async def test_words_that_were_noted_and_not_said_are_said(practised: Practised) -> None:
    await practised.begin()
    note = {"kind": "answer", "fact": "person_name"}
    practised.dialogue.switchboard.say(practised.conversation_id, LI, "怎么称呼您？", "1")
    assert practised.playing.book.note(practised.practice.id, 1, note)
    await practised.passes(5)
    assert practised.heard[1:] == ["王建国"]
    assert len(practised.practice.notes) == 2


async def test_a_practice_passed_on_is_over(practised: Practised) -> None:
    practised.arrive(LI, WANG)
    await practised.begin()
    board, handoffs = practised.dialogue.switchboard, practised.hotline.handoffs
    board.transfer(practised.conversation_id, LI, to_agent=WANG.id)
    await practised.passes(2)
    assert practised.practice.state == "over"
    assert handoffs.open_handoff(practised.conversation_id) is None


async def test_the_trainer_ends_it(practised: Practised) -> None:
    await practised.begin()
    await practised.says("这事换谁都急，我来记。")
    await practised.playing.stop(practised.practice.id)
    assert practised.practice.ending == "stopped"
    assert practised.practice.score is not None
    with pytest.raises(AlreadyOver):
        await practised.playing.accept(practised.practice.id, LI)


async def test_an_offer_is_declined(practised: Practised) -> None:
    practised.arrive(LI)
    offered = practised.playing.offer(DRILL, TRAINER, LI.id)
    with pytest.raises(UnknownPractice):
        await practised.playing.accept(offered, WANG)
    practised.playing.decline(offered, LI)
    assert (practised.practice.ending, practised.practice.report) == ("declined", None)
    assert practised.playing.offer(DRILL, TRAINER, LI.id) != offered


def test_what_cannot_be_offered(practised: Practised) -> None:
    with pytest.raises(NotAtTheDesk):
        practised.playing.offer(DRILL, TRAINER, LI.id)
    practised.arrive(LI)
    for name in ("gibberish", "branch_praise", "../card_fee_corrected", ""):
        with pytest.raises(UnknownDrill):
            practised.playing.offer(name, TRAINER, LI.id)
    practised.playing.offer(DRILL, TRAINER, LI.id)
    with pytest.raises(AlreadyPractising):
        practised.playing.offer(DRILL, TRAINER, LI.id)


async def test_the_bot_keeps_silent_and_staff_know_that_it_is_practice(
    practised: Practised,
) -> None:
    await practised.begin()
    await practised.says("我在。")
    entries = practised.dialogue.switchboard.transcript(practised.conversation_id)
    assert not [entry for entry in entries if entry.kind == "bot"]
    assert "演练" in next(entry.text for entry in entries if entry.kind == "whisper")
