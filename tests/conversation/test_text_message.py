"""A caller gets the ticket number as a text message where a sender is set up; a chat shows it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.dialogue.rasa_agent import RasaAgent
from bot.dialogue.turn import Channel
from bot.hotline import Hotline
from bot.text_messages import TextMessages
from tests.conversation.talk import Talk, words_of

LINES = (
    "我要投诉浦发银行，信用卡年费扣了我三百块，要求退给我",
    "我叫王小明",
    "13800138000",
    "对",
    "直接登记",
)


class Kept:
    def __init__(self) -> None:
        self.messages: list[tuple[str, str]] = []

    def send(self, phone: str, words: str) -> None:
        self.messages.append((phone, words))


@pytest.fixture
def sender(hotline: Hotline) -> Iterator[Kept]:
    sender, usual = Kept(), hotline.text_messages
    object.__setattr__(hotline, "text_messages", TextMessages(sender))
    yield sender
    object.__setattr__(hotline, "text_messages", usual)


@pytest.mark.parametrize(("channel", "messages"), [("phone", 1), ("chat", 0)])
async def test_the_number_reaches_a_caller_in_writing(
    hotline: Hotline, agent: RasaAgent, sender: Kept, channel: Channel, messages: int
) -> None:
    talk = Talk.with_(hotline, agent, channel)
    await talk.begin()
    for line in LINES:
        await talk.say(line)
    ticket = talk.ticket()
    assert ticket is not None
    said = "".join(words_of(exchange.reply, channel) for exchange in talk.exchanges)
    assert ("单号已发您手机" in said) is bool(messages)
    assert [phone for phone, _ in sender.messages] == ["13800138000"] * messages
    assert all(ticket.number in words for _, words in sender.messages)
