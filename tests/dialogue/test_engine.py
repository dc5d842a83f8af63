"""Each turn is stored first, answered once, and never with silence."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from bot.dialogue.conversations import UnknownButton, UnknownConversation
from bot.dialogue.engine import Dialogue
from bot.dialogue.models import Turn
from bot.dialogue.rasa_agent import RasaAgent
from bot.dialogue.turn import Inbound, Reply
from bot.hotline import Hotline
from tests.conversation.talk import Talk, words_of
from tests.dialogue.desk import Desk

COMPLAINT = "工商银行的信用卡乱收我三百块年费"


class Troubled:
    """The real agent with one thing going wrong."""

    def __init__(self, agent: RasaAgent, trouble: Any) -> None:
        self._agent = agent
        self._trouble = trouble

    def __getattr__(self, name: str) -> Any:
        return getattr(self._agent, name)

    async def respond(self, *arguments: Any, **options: Any) -> Any:
        return await self._trouble(self._agent, *arguments, **options)


async def _crash(*_: Any, **__: Any) -> None:
    raise RuntimeError("the model is gone, 13800138000")


async def _sleep(*_: Any, **__: Any) -> None:
    await asyncio.sleep(5)


def _stored(hotline: Hotline) -> list[Turn]:
    with hotline.database.reading() as session:
        return list(session.scalars(select(Turn).order_by(Turn.id)))


def _text(conversation: str, key: str, text: str) -> Inbound:
    return Inbound(conversation, key, "text", text)


@pytest.mark.parametrize("trouble", [_crash, _sleep])
async def test_a_turn_that_fails_is_answered_with_an_apology_and_kept(
    hotline: Hotline, agent: RasaAgent, trouble: Any
) -> None:
    dialogue = Dialogue(hotline, Troubled(agent, trouble), time_limit=0.05)
    conversation, _ = dialogue.conversations.open("chat")
    _, reply = await dialogue.take(_text(conversation, "1", COMPLAINT))
    assert "人工" in words_of(reply, "chat")
    assert _stored(hotline)[-1].text == COMPLAINT


async def test_after_a_failure_the_conversation_goes_on_where_it_was(
    hotline: Hotline, agent: RasaAgent, talk: Talk
) -> None:
    await talk.say(COMPLAINT)
    asked = talk.asked
    broken = Dialogue(hotline, Troubled(agent, _crash))
    await broken.take(_text(talk.conversation_id, "broken", "退钱"))
    await talk.say("把钱退给我")
    assert talk.asked not in (None, asked)


async def test_a_repeated_key_gets_the_stored_answer_and_does_nothing(talk: Talk) -> None:
    inbound = _text(talk.conversation_id, "same", COMPLAINT)
    first_id, first = await talk.dialogue.take(inbound)
    again_id, again = await talk.dialogue.take(inbound)
    assert (first_id, first) == (again_id, again)


async def test_the_same_key_at_the_same_moment_is_answered_once(talk: Talk) -> None:
    inbound = _text(talk.conversation_id, "twin", COMPLAINT)
    answers = await asyncio.gather(*(talk.dialogue.take(inbound) for _ in range(5)))
    assert len({turn_id for turn_id, _ in answers}) == 1
    assert all(reply == answers[0][1] for _, reply in answers)


async def test_a_person_who_owns_the_conversation_is_not_interrupted(talk: Talk) -> None:
    desk = Desk(talk.dialogue)
    desk.takes(talk)
    reply = await talk.say("你好，我在等")
    assert reply.lines == ()


@pytest.mark.parametrize(
    "typed", ["/restart", "/affirm", '/inform{"phone": "1"}', "  /request_human"]
)
async def test_typed_commands_are_words(talk: Talk, typed: str) -> None:
    reply = await talk.say(typed)
    assert reply.act == "listen"
    assert reply.lines


async def test_only_buttons_of_this_conversation_are_taken(
    hotline: Hotline, agent: RasaAgent, talk: Talk
) -> None:
    await talk.say("平安的电话是多少")
    other = Talk.with_(hotline, agent)
    await other.begin()
    with pytest.raises(UnknownButton):
        await other.do("button", f"{talk._button_of}.0", "[foreign]")
    for button in ("", "abc", "1", "1.x", "99999999999999999999.0", f"{talk._button_of}.99"):
        with pytest.raises(UnknownButton):
            await talk.do("button", button, "[made up]")


async def test_an_unknown_conversation_is_refused_before_anything_is_stored(
    hotline: Hotline, agent: RasaAgent
) -> None:
    with pytest.raises(UnknownConversation):
        await Dialogue(hotline, agent).take(_text("nowhere", "1", "你好"))
    assert _stored(hotline) == []


async def test_what_a_crash_left_open_is_answered_at_the_next_start(
    hotline: Hotline, agent: RasaAgent
) -> None:
    crashed = Dialogue(hotline, agent)
    conversation, _ = crashed.conversations.open("chat")
    left = crashed.conversations.take_in(_text(conversation, "1", COMPLAINT))
    assert left.reply is None
    assert await Dialogue(hotline, agent).answer_unanswered() == 1
    assert _stored(hotline)[-1].reply["lines"]
    assert await Dialogue(hotline, agent).answer_unanswered() == 0


async def test_a_turn_whose_answer_was_lost_is_not_handled_twice(
    hotline: Hotline, agent: RasaAgent, talk: Talk
) -> None:
    await talk.say("给工商银行的柜员点个赞，办事又快又耐心")
    turn = _stored(hotline)[-1]
    first = Reply.from_dict(turn.reply)
    with hotline.database.session() as session:
        stored = session.get(Turn, turn.id)
        stored.reply = stored.answered_at = None
    await Dialogue(hotline, agent).answer_unanswered()
    again = Reply.from_dict(_stored(hotline)[-1].reply)
    assert [line.text for line in again.lines] == [line.text for line in first.lines]
    assert again.ticket == first.ticket
