"""What people say and do in a conversation: once, in order, and only while it is theirs."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.calendar.clock import to_shanghai
from bot.dialogue.conversations import UnknownConversation
from bot.dialogue.engine import Dialogue
from bot.dialogue.lines import LONGEST_LINE
from bot.dialogue.switchboard import NotAChat, WrongWords, desk_name
from bot.dialogue.turn import Inbound
from bot.handoff.errors import AlreadyTaken, NothingToRate, NotYours
from bot.hotline import Hotline
from tests.conversation.talk import Talk
from tests.dialogue.desk import LEADER, LI, WANG, Desk, colleague
from tests.dialogue.scripted import Scripted

STORY = "工行信用卡乱收年费"
GREETING = 3  # lines


def kinds(desk: Desk, talk: Talk) -> list[str]:
    return [entry.kind for entry in desk.reads(talk)]


def waits(talk: Talk) -> int:
    handoffs = talk.dialogue.hotline.handoffs
    return handoffs.request(talk.conversation_id, "asked", {}, "bank", 1).id


def owner(talk: Talk) -> str:
    return talk.dialogue.conversations.state(talk.conversation_id).owner


async def test_consumer_bot_and_people_stand_in_one_order(chat: Talk, desk: Desk) -> None:
    await chat.say(STORY)
    desk.takes(chat)
    desk.says(chat, "您好，我来看看")
    await chat.say("好的")
    desk.switchboard.whisper(chat.conversation_id, LEADER, "先安抚", "w1")
    desk.says(chat, "是哪一年的？")
    entries = desk.reads(chat)[GREETING:]
    assert [(e.kind, e.author, e.text) for e in entries] == [
        ("consumer", "", STORY),
        ("bot", "", f"听到：{STORY}"),
        ("notice", "", "坐席07来了，为您服务。您前面说的都看得到，不用重讲。"),
        ("person", "坐席07", "您好，我来看看"),
        ("consumer", "", "好的"),
        ("whisper", "坐席01", "先安抚"),
        ("person", "坐席07", "是哪一年的？"),
    ]
    assert [e.seq for e in desk.reads(chat)] == list(range(1, GREETING + 8))
    assert desk.reads(chat, after=6) == desk.reads(chat)[6:]


async def test_what_a_person_owns_the_bot_does_not_answer(
    chat: Talk, desk: Desk, scripted: Scripted
) -> None:
    desk.takes(chat)
    reply = await chat.say(STORY)
    assert (reply.lines, scripted.heard) == ((), [])


async def test_the_same_key_says_it_once(chat: Talk, desk: Desk) -> None:
    desk.takes(chat)
    places = {desk.switchboard.say(chat.conversation_id, LI, "您好", "same") for _ in range(3)}
    assert len(places) == 1
    assert kinds(desk, chat).count("person") == 1


@pytest.mark.parametrize("who", [WANG, LEADER, colleague("99")])
async def test_nobody_speaks_in_a_conversation_of_another(chat: Talk, desk: Desk, who: Any) -> None:
    desk.takes(chat)
    with pytest.raises(NotYours):
        desk.says(chat, "我也来说", who)
    assert "person" not in kinds(desk, chat)


async def test_nobody_speaks_in_a_conversation_of_the_bot(chat: Talk, desk: Desk) -> None:
    with pytest.raises(NotYours):
        desk.says(chat, "您好")
    waits(chat)
    with pytest.raises(NotYours):
        desk.says(chat, "您好")


@pytest.mark.parametrize("gone", ["transfer", "finish", "take_over", "missed"])
async def test_whoever_lost_it_says_nothing_more(chat: Talk, desk: Desk, gone: str) -> None:
    desk.takes(chat)
    board, conversation = desk.switchboard, chat.conversation_id
    if gone == "transfer":
        board.transfer(conversation, LI, to_agent=WANG.id)
    elif gone == "finish":
        board.finish(conversation, LI, "answered")
    elif gone == "take_over":
        board.take_over(conversation, LEADER)
    else:
        chat.dialogue.hotline.handoffs.go(LI.id)
    with pytest.raises(NotYours):
        desk.says(chat, "还有一句")


async def test_two_desks_take_it_and_one_has_it(chat: Talk, desk: Desk) -> None:
    handoff = waits(chat)
    desk.switchboard.accept(handoff, LI)
    with pytest.raises(AlreadyTaken):
        desk.switchboard.accept(handoff, WANG)
    desk.switchboard.accept(handoff, LI)  # pressed twice
    assert kinds(desk, chat).count("notice") == 1
    assert (owner(chat), desk.says(chat, "您好")) == ("person", GREETING + 2)


async def test_the_next_one_is_taken_until_nobody_waits(chat: Talk, desk: Desk) -> None:
    waits(chat)
    taken = desk.switchboard.accept_next(LI)
    assert taken is not None and taken.conversation_id == chat.conversation_id
    assert desk.switchboard.accept_next(LI) is None


@pytest.mark.parametrize("words", ["", " \n ", "长" * (LONGEST_LINE + 1)])
async def test_no_words_and_too_many_are_refused(chat: Talk, desk: Desk, words: str) -> None:
    desk.takes(chat)
    with pytest.raises(WrongWords):
        desk.says(chat, words)
    with pytest.raises(WrongWords):
        desk.switchboard.whisper(chat.conversation_id, LI, words, "w")


async def test_a_conversation_that_there_is_not(desk: Desk) -> None:
    for act in (desk.switchboard.say, desk.switchboard.whisper):
        with pytest.raises(UnknownConversation):
            act("nowhere", LI, "您好", "k")
    with pytest.raises(UnknownConversation):
        desk.switchboard.notice("nowhere", "say_person_done", who="坐席07")


async def test_a_call_cannot_be_typed_into_but_noted_on(
    hotline: Hotline, scripted: Scripted
) -> None:
    call = Talk.with_(hotline, scripted, "phone")  # type: ignore[arg-type]
    await call.begin()
    desk = Desk(call.dialogue)
    desk.takes(call)
    with pytest.raises(NotAChat):
        desk.says(call, "您好")
    desk.switchboard.whisper(call.conversation_id, LI, "来电人耳背", "w")
    assert kinds(desk, call)[-1] == "whisper"
    assert "notice" not in kinds(desk, call)  # nobody would read it
    assert (await call.say("喂")).lines == ()


async def test_each_act_is_told_once(chat: Talk, desk: Desk) -> None:
    desk.takes(chat)
    conversation, board = chat.conversation_id, desk.switchboard
    board.transfer(conversation, LI, to_skill="insurance")
    board.take_over(conversation, WANG)
    board.finish(conversation, WANG, "answered")
    said = [entry.text for entry in desk.reads(chat) if entry.kind == "notice"]
    assert [text[:6] for text in said] == ["坐席07来了", "坐席07请更", "坐席12来了", "坐席12的服"]


async def test_a_promise_names_the_time(chat: Talk, desk: Desk) -> None:
    desk.takes(chat)
    view = desk.switchboard.call_back(chat.conversation_id, LI)
    assert view.callback_at is not None
    at = to_shanghai(view.callback_at)
    assert f"今天上午{at.hour}点" in desk.reads(chat)[-1].text
    assert owner(chat) == "bot"


async def test_a_rating_needs_a_talk_and_is_given_once(chat: Talk, desk: Desk) -> None:
    board, conversation = desk.switchboard, chat.conversation_id
    with pytest.raises(NothingToRate):
        board.rate(conversation, 5, None, "")
    desk.takes(chat)
    board.finish(conversation, LI, "answered")
    board.rate(conversation, 4, 9, "很耐心")
    (rating,) = chat.dialogue.hotline.handoffs.ratings(conversation)
    assert (rating.score, rating.nps, rating.agent) == (4, 9, LI.id)


async def test_what_people_say_is_sealed(chat: Talk, desk: Desk) -> None:
    desk.takes(chat)
    desk.says(chat, "王建国先生您好")
    with chat.dialogue.hotline.database.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT text FROM conversation_lines").all()
    assert stored and all("王建国".encode() not in bytes(row[0]) for row in stored)


def test_the_name_at_the_desk() -> None:
    assert desk_name(LI) == "坐席07"


# -- take-over while the bot is thinking -----------------------------------------------------------


async def test_a_reply_under_way_when_a_person_takes_over_is_never_sent(
    chat: Talk, desk: Desk, scripted: Scripted
) -> None:
    scripted.hold()
    thinking = asyncio.create_task(chat.say(STORY))
    await scripted.is_thinking()
    desk.takes(chat)
    desk.says(chat, "您好，我来")
    scripted.let_go()
    assert (await thinking).lines == ()
    assert kinds(desk, chat)[GREETING:] == ["consumer", "notice", "person"]
    (turn, reply), *_ = reversed(chat.dialogue.conversations.turns(chat.conversation_id))
    assert reply is not None and reply.lines == ()
    assert turn.unsaid["lines"][0]["text"] == f"听到：{STORY}"


async def test_what_was_never_sent_is_not_sent_again(
    chat: Talk, desk: Desk, scripted: Scripted
) -> None:
    scripted.hold()
    thinking = asyncio.create_task(chat.say(STORY))
    await scripted.is_thinking()
    desk.takes(chat)
    scripted.let_go()
    await thinking
    await desk.switchboard.hand_back(chat.conversation_id, LI)
    again = [entry.text for entry in desk.reads(chat) if entry.kind == "bot"]
    assert f"听到：{STORY}" not in again


async def test_after_a_crash_a_turn_of_a_persons_conversation_stays_unanswered_by_the_bot(
    chat: Talk, desk: Desk, scripted: Scripted
) -> None:
    chat.dialogue.conversations.take_in(Inbound(chat.conversation_id, "lost", "text", STORY))
    desk.takes(chat)
    assert await Dialogue(chat.dialogue.hotline, scripted).answer_unanswered() == 1
    assert (kinds(desk, chat)[GREETING:], scripted.heard) == (["consumer", "notice"], [])


async def test_a_call_that_is_put_through_hears_that_it_is(
    hotline: Hotline, scripted: Scripted
) -> None:
    """The desk may take the request before the platform has been told to put the call through."""
    call = Talk.with_(hotline, scripted, "phone")  # type: ignore[arg-type]
    await call.begin()
    desk = Desk(call.dialogue)
    scripted.says_next({"custom": {"act": "transfer", "transfer": {"gist": "年费"}}})
    scripted.hold()
    thinking = asyncio.create_task(call.say("转人工"))
    await scripted.is_thinking()
    desk.takes(call)
    scripted.let_go()
    assert (await thinking).act == "transfer"


# -- back to the bot -------------------------------------------------------------------------------


async def test_the_bot_says_that_it_goes_on_and_asks_its_question_again(
    chat: Talk, desk: Desk, scripted: Scripted
) -> None:
    desk.takes(chat)
    scripted.asks[chat.conversation_id] = "phone"
    await desk.switchboard.hand_back(chat.conversation_id, LI, "已解释年费规则")
    said = [entry.text for entry in desk.reads(chat)][-2:]
    assert "小保" in said[0] and said[1] == "问：phone"
    assert owner(chat) == "bot"
    assert (await chat.say("13800138000")).lines


async def test_nobody_hands_back_what_is_not_theirs(chat: Talk, desk: Desk) -> None:
    desk.takes(chat)
    with pytest.raises(NotYours):
        await desk.switchboard.hand_back(chat.conversation_id, WANG)
    await desk.switchboard.hand_back(chat.conversation_id, LI)
    with pytest.raises(NotYours):
        await desk.switchboard.hand_back(chat.conversation_id, LI)
    assert kinds(desk, chat)[GREETING:] == ["notice", "bot"]


async def test_a_call_is_handed_back_without_words(hotline: Hotline, scripted: Scripted) -> None:
    call = Talk.with_(hotline, scripted, "phone")  # type: ignore[arg-type]
    await call.begin()
    desk = Desk(call.dialogue)
    desk.takes(call)
    before = len(desk.reads(call))
    await desk.switchboard.hand_back(call.conversation_id, LI)
    assert (len(desk.reads(call)), owner(call)) == (before, "bot")


async def test_what_a_person_changed_reaches_the_bot_before_its_next_answer(
    chat: Talk, desk: Desk, scripted: Scripted
) -> None:
    desk.takes(chat)
    board, conversation = desk.switchboard, chat.conversation_id
    await board.change_draft(conversation, LI, "matter", "信用卡没开通也收年费")
    await board.change_draft(conversation, LI, "institution", "工商银行")
    await chat.say("嗯")
    assert scripted.slots[conversation] == {}  # the bot has no word yet
    board.finish(conversation, LI, "answered")
    await chat.say("然后呢")
    assert scripted.slots[conversation]["institution"] == "工商银行"
    assert scripted.slots[conversation]["matter"] == "信用卡没开通也收年费"
    assert chat.dialogue.conversations.state(conversation).untold is None


async def test_what_the_bot_was_told_in_vain_is_told_again(
    chat: Talk, desk: Desk, scripted: Scripted
) -> None:
    """It was being told when the next person took over: its answer, and this, came to nothing."""
    desk.takes(chat)
    board, conversation = desk.switchboard, chat.conversation_id
    await board.change_draft(conversation, LI, "matter", "信用卡没开通也收年费")
    board.finish(conversation, LI, "answered")
    scripted.hold()
    thinking = asyncio.create_task(chat.say("然后呢"))
    await scripted.is_thinking()
    desk.takes(chat, WANG)
    scripted.let_go()
    await thinking
    assert chat.dialogue.conversations.state(conversation).untold is not None


# -- what must not wait for anybody ----------------------------------------------------------------


async def test_whoever_is_left_waits_first_and_is_told(chat: Talk, desk: Desk) -> None:
    desk.takes(chat)
    desk.switchboard.go(LI)
    assert owner(chat) == "waiting"
    assert "断线" in desk.reads(chat)[-1].text
    desk.switchboard.go(LI)  # gone already
    assert kinds(desk, chat).count("notice") == 2


async def test_a_page_that_dies_is_missed_once(chat: Talk, desk: Desk, hotline: Hotline) -> None:
    desk.takes(chat)
    hotline.clock.move(timedelta(seconds=31))  # type: ignore[attr-defined]
    assert await desk.switchboard.sweep() == 1
    assert await desk.switchboard.sweep() == 0
    assert (owner(chat), kinds(desk, chat).count("notice")) == ("waiting", 2)
    assert (await chat.say("还在吗")).lines  # the bot keeps company meanwhile


async def test_a_wait_too_long_becomes_a_call_that_is_told_once(
    chat: Talk, desk: Desk, hotline: Hotline, scripted: Scripted
) -> None:
    waits(chat)
    hotline.clock.move(timedelta(minutes=50))  # type: ignore[attr-defined]
    for who in (LI, WANG, LEADER):
        desk.arrives(who)
    assert await desk.switchboard.sweep() == 1
    assert scripted.heard == ["/request_human"]
    assert scripted.slots[chat.conversation_id]["pending"] == "promised"
    assert await desk.switchboard.sweep() == 0
    assert (owner(chat), kinds(desk, chat)[GREETING:]) == ("bot", ["bot"])


async def test_no_call_is_promised_aloud_to_a_caller_who_is_gone(
    hotline: Hotline, scripted: Scripted
) -> None:
    call = Talk.with_(hotline, scripted, "phone")  # type: ignore[arg-type]
    await call.begin()
    desk = Desk(call.dialogue)
    waits(call)
    hotline.clock.move(timedelta(minutes=50))  # type: ignore[attr-defined]
    for who in (LI, WANG, LEADER):
        desk.arrives(who)
    assert await desk.switchboard.sweep() == 1
    assert scripted.heard == []


async def test_places_are_as_of_a_moment_ago(chat: Talk, desk: Desk, hotline: Hotline) -> None:
    board = desk.switchboard
    assert board.place(chat.conversation_id) is None
    waits(chat)
    place = board.place(chat.conversation_id)
    assert place is not None and place.position == 1
