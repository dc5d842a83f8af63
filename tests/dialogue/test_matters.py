"""The draft in people's hands: mended, registered once, known to the bot afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from bot.dialogue.rasa_agent import RasaAgent
from bot.handoff.errors import NotYours
from bot.hotline import Hotline
from bot.intake.correcting import WrongValue
from tests.conversation.talk import Talk, words_of
from tests.dialogue.desk import LI, WANG, Desk

STORY = "我要投诉工商银行，信用卡没开通也扣了我300元年费"


@pytest.fixture
async def desk(talk: Talk) -> Desk:
    """The colleagues of a talk with the real agent."""
    return Desk(talk.dialogue)


def last(talk: Talk) -> str:
    return words_of(talk.exchanges[-1].reply, "chat")


def events_of(hotline: Hotline, number: str) -> list[str]:
    return [event.kind for event in hotline.tickets.events(number)]


async def test_what_the_bot_was_told_is_there_for_the_person(talk: Talk, desk: Desk) -> None:
    await talk.say(STORY)
    await talk.say("转人工")
    desk.takes(talk)
    known = desk.switchboard.understood(talk.conversation_id)
    assert known["institution"]["name"] == "工商银行"
    assert known["fields"]["amount"] == "300.00"
    assert known["intent"]["code"].startswith("complain_") and known["intent"]["confidence"] > 0.4
    assert {"field": "phone", "name": "电话"} in known["missing"]
    assert {label["axis"] for label in known["labels"]} == {"A", "B", "C"}
    assert known["ticket"] is None and known["owner"] == "person"


async def test_what_is_told_to_the_person_fills_the_draft(talk: Talk, desk: Desk) -> None:
    await talk.say("转人工")
    desk.takes(talk)
    await talk.say(STORY)
    await talk.say("我叫王小明，手机13800138000")
    known = desk.switchboard.understood(talk.conversation_id)
    assert known["institution"]["name"] == "工商银行"
    assert known["fields"]["phone"] == "138****8000"
    assert "王小明" not in str(known) and "13800138000" not in str(known)
    assert desk.switchboard.reveal(talk.conversation_id) == {
        "person_name": "王小明",
        "phone": "13800138000",
        "id_number": None,
    }


async def test_idle_words_to_a_person_begin_no_draft(talk: Talk, desk: Desk) -> None:
    await talk.say("转人工")
    desk.takes(talk)
    await talk.say("你好，在吗")
    assert not desk.switchboard.draft(talk.conversation_id).is_started


async def test_registering_needs_a_story_and_happens_once(
    talk: Talk, desk: Desk, hotline: Hotline
) -> None:
    board, conversation = desk.switchboard, talk.conversation_id
    desk.takes(talk)
    with pytest.raises(WrongValue, match="事情经过"):
        await board.register(conversation, LI)
    await talk.say(STORY)
    told = {"person_name": "王小明", "phone": "13800138000", "demand": "退还年费"}
    first = await board.register(conversation, LI, **told)
    again = await board.register(conversation, LI, **told)
    assert first.number == again.number and first.institution_name == "工商银行"
    assert events_of(hotline, first.number) == ["registered"]
    said = [e.text for e in desk.reads(talk) if e.kind == "notice"]
    assert sum(first.number in text for text in said) == 1
    assert board.understood(conversation)["ticket"] == first.number
    (event,) = hotline.tickets.events(first.number)
    assert event.actor == f"agent:{LI.id}"


async def test_two_presses_at_the_same_moment_make_one_ticket(talk: Talk, desk: Desk) -> None:
    desk.takes(talk)
    await talk.say(STORY)
    board = desk.switchboard
    views = await asyncio.gather(*(board.register(talk.conversation_id, LI) for _ in range(4)))
    assert len({view.number for view in views}) == 1


async def test_the_bot_knows_the_ticket_afterwards(talk: Talk, desk: Desk) -> None:
    await talk.say(STORY)
    assert talk.asked == "demand"
    desk.takes(talk)
    board = desk.switchboard
    told = {"person_name": "王小明", "phone": "13800138000"}
    view = await board.register(talk.conversation_id, LI, demand="退还年费", **told)
    await board.hand_back(talk.conversation_id, LI)
    assert "？" not in desk.reads(talk)[-1].text  # nothing is asked any more
    await talk.say("我的投诉现在办到哪一步了")
    assert view.number in last(talk)


async def test_what_the_bot_registered_a_person_does_not_register_again(
    talk: Talk, desk: Desk
) -> None:
    await talk.say(STORY)
    for words in ("把年费退给我", "我叫王小明", "13800138000", "对", "直接登记"):
        await talk.say(words)
    ticket = talk.ticket()
    assert ticket is not None
    desk.takes(talk)
    view = await desk.switchboard.register(talk.conversation_id, LI)
    assert view.number == ticket.number


async def test_a_second_matter_begins_after_the_first(talk: Talk, desk: Desk) -> None:
    desk.takes(talk)
    await talk.say(STORY)
    board, conversation = desk.switchboard, talk.conversation_id
    first = await board.register(conversation, LI)
    await board.change_draft(conversation, LI, "matter", "建设银行的房贷利率算错了")
    await board.change_draft(conversation, LI, "intent", "complain_loan")
    second = await board.register(conversation, LI, institution="建设银行")
    assert first.number != second.number
    assert second.institution_name == "建设银行"


async def test_the_form_asks_what_the_person_left_open(talk: Talk, desk: Desk) -> None:
    await talk.say(STORY)
    desk.takes(talk)
    board, conversation = desk.switchboard, talk.conversation_id
    await board.change_draft(conversation, LI, "demand", "退还年费")
    await board.change_draft(conversation, LI, "person_name", "王小明")
    await board.hand_back(conversation, LI, "只差电话")
    assert talk.dialogue.conversations.state(conversation).asked == "phone"
    await talk.say("13800138000")
    assert talk.asked == "summary" and "工商银行" in last(talk)


async def test_the_open_question_is_asked_again_though_the_bot_said_more_since(
    talk: Talk, desk: Desk
) -> None:
    await talk.say(STORY)
    question = [line.text for line in talk.exchanges[-1].reply.lines][-1]
    await talk.say("转人工")
    desk.takes(talk)
    await desk.switchboard.hand_back(talk.conversation_id, LI)
    assert talk.dialogue.conversations.state(talk.conversation_id).asked == "demand"
    assert desk.reads(talk)[-1].kind == "bot" and question


async def test_what_was_told_and_not_registered_is_offered(talk: Talk, desk: Desk) -> None:
    desk.takes(talk)
    await talk.say(STORY)
    await desk.switchboard.hand_back(talk.conversation_id, LI)
    offer = desk.reads(talk)[-1]
    assert offer.choices == ("现在登记", "先不用")
    await talk.say("好的，登记吧")
    assert talk.asked == "demand"


async def test_the_choice_that_stood_open_can_be_pressed_again(talk: Talk, desk: Desk) -> None:
    await talk.say("平安的电话是多少")
    desk.takes(talk)
    await desk.switchboard.hand_back(talk.conversation_id, LI)
    assert "平安银行" in desk.reads(talk)[-1].choices
    turn, _ = talk.dialogue.conversations.turns(talk.conversation_id)[-1]
    await talk.do("button", f"{turn.id}.0", "[平安银行]")
    assert "95511" in last(talk)


CHANGES = {
    "an institution of the directory": ("institution", "招行", "招商银行"),
    "an unknown institution": ("institution", "某某小贷公司", "某某小贷公司"),
    "no institution": ("institution", "", None),
    "a sum": ("amount", "3,000.5", "3000.50"),
    "a sum in words": ("amount", "5.2万", "52000.00"),
    "a day": ("occurred", "2026-11-03", "2026-11-03"),
    "some days": ("occurred", "2026-11-01/2026-11-05", "2026-11-01/2026-11-05"),
    "a day in words": ("occurred", "昨天", "2026-11-22"),
    "a phone": ("phone", "138 0013 8000", "138****8000"),
    "an identity number": ("id_number", "11010519491231002x", "1101**********002X"),
    "a product": ("product", "信用卡", "信用卡"),
    "a branch": ("branch", "浦东支行", "浦东支行"),
    "a kind": ("kind", "report", "report"),
    "a matter": ("intent", "complain_fees", "complain_fees"),
}


@pytest.fixture
def typing(chat: Talk) -> Iterator[Any]:
    desk = Desk(chat.dialogue)
    desk.takes(chat)

    async def change(field: str, value: str | None) -> Any:
        draft = await desk.switchboard.change_draft(chat.conversation_id, LI, field, value)
        return getattr(draft, field)

    yield change


@pytest.mark.parametrize(("field", "typed", "kept"), CHANGES.values(), ids=CHANGES)
async def test_a_field_is_mended(typing: Any, field: str, typed: str, kept: str | None) -> None:
    assert await typing(field, typed) == kept


WRONG = {
    "no such field": ("emotion", "calm"),
    "a dunder": ("__class__", "x"),
    "several institutions": ("institution", "平安"),
    "no sum": ("amount", "很多钱"),
    "a sum below nothing": ("amount", "-3"),
    "an endless sum": ("amount", "Infinity"),
    "a day to come": ("occurred", "2026-12-24"),
    "days in the wrong order": ("occurred", "2026-11-05/2026-11-01"),
    "no day": ("occurred", "不记得"),
    "a phone too short": ("phone", "1380013"),
    "two phones": ("phone", "13800138000 13900139000"),
    "a wrong identity number": ("id_number", "110105194912310021"),
    "a name of digits": ("person_name", "王13"),
    "a matter that is none": ("intent", "ask_hours"),
    "a kind that is none": ("kind", "party"),
    "too long": ("branch", "长" * 61),
}


@pytest.mark.parametrize(("field", "typed"), WRONG.values(), ids=WRONG)
async def test_what_cannot_be_is_refused_in_words(typing: Any, field: str, typed: str) -> None:
    with pytest.raises(WrongValue, match=r"[。]$"):
        await typing(field, typed)


async def test_a_story_typed_by_staff_is_masked_and_kept(chat: Talk) -> None:
    desk = Desk(chat.dialogue)
    desk.takes(chat)
    board, conversation = desk.switchboard, chat.conversation_id
    draft = await board.change_draft(conversation, LI, "matter", "本人电话13800138000\n\n被扣年费")
    assert draft.matter == ("本人电话138****8000", "被扣年费")
    view = await board.register(conversation, LI, phone="13900139000")
    assert view.phone_tail == "9000"


async def test_nobody_else_mends_or_registers(chat: Talk) -> None:
    desk = Desk(chat.dialogue)
    desk.takes(chat)
    board, conversation = desk.switchboard, chat.conversation_id
    await board.change_draft(conversation, LI, "matter", "被扣年费")
    with pytest.raises(NotYours):
        await board.change_draft(conversation, WANG, "matter", "别的事")
    with pytest.raises(NotYours):
        await board.register(conversation, WANG)
    assert board.draft(conversation).matter == ("被扣年费",)


async def test_an_empty_conversation_is_understood_as_nothing(chat: Talk) -> None:
    known = Desk(chat.dialogue).switchboard.understood(chat.conversation_id)
    assert known["story"] == [] and known["labels"] == [] and known["risk"] == 1


async def test_a_person_does_not_overwrite_what_a_turn_is_about_to_note(
    talk: Talk, desk: Desk, agent: RasaAgent
) -> None:
    await talk.say(STORY)
    desk.takes(talk)
    board, conversation = desk.switchboard, talk.conversation_id
    telling = talk.say("手机13800138000")
    mending = board.change_draft(conversation, LI, "demand", "退还年费")
    await asyncio.gather(telling, mending)
    draft = board.draft(conversation)
    assert (draft.phone, draft.demand) == ("138****8000", "退还年费")
