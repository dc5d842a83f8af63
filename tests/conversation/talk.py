"""A consumer who talks with the hotline, in this process, with its actions and its database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.calendar.clock import SHANGHAI, FixedClock
from bot.dialogue.engine import Dialogue
from bot.dialogue.rasa_agent import RasaAgent
from bot.dialogue.turn import Channel, Event, Inbound, Reply
from bot.hotline import Hotline, use
from bot.nlu.classifier import LinearIntentClassifier
from bot.nlu.recogniser import EntityRecogniser
from bot.practice.drill import MONDAY_MORNING
from bot.settings import Settings
from bot.tickets.models import Ticket
from bot.tickets.views import TicketView, view_ticket

__all__ = ["MONDAY_MORNING", "Exchange", "Talk", "clock_at", "hotline_at", "words_of"]


def clock_at(shanghai: datetime) -> FixedClock:
    """Return a clock that stands at a moment of China's time."""
    return FixedClock(shanghai.replace(tzinfo=SHANGHAI))


@contextmanager
def hotline_at(
    database_url: str, var: Path, clock: FixedClock, profile: str = "nfra-12378"
) -> Iterator[Hotline]:
    """Open a hotline over a database without a row; its clock is everybody's while it is open."""
    settings = Settings(
        profile=profile,
        database_url=database_url,
        redis_url=None,
        var=var,
        data_key=bytes(range(32)),
        ivr_secret="a secret for tests only",
        host="127.0.0.1",
        port=5005,
        widget_origins=(),
    )
    hotline = Hotline.open(settings, clock)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(EntityRecogniser, "clock", clock)
        patch.setattr(LinearIntentClassifier, "clock", clock)
        use(hotline)
        yield hotline
        use(None)
    hotline.database.close()


@dataclass
class Exchange:
    """What the consumer did (in words to print) and what the hotline answered."""

    did: str
    reply: Reply
    asked: str | None


@dataclass
class Talk:
    """One consumer, who may call again: `begin` opens a new conversation of the same caller."""

    dialogue: Dialogue
    channel: Channel = "chat"
    caller: str | None = None
    exchanges: list[Exchange] = field(default_factory=list)
    conversation_ids: list[str] = field(default_factory=list)
    _button_of: int = 0

    @classmethod
    def with_(
        cls, hotline: Hotline, agent: RasaAgent, channel: Channel = "chat", caller: str = ""
    ) -> Talk:
        """Return a consumer at one of the doors."""
        return cls(Dialogue(hotline, agent), channel, caller or None)

    async def begin(self) -> Reply:
        """Open a conversation and hear the greeting."""
        conversations = self.dialogue.conversations
        conversation_id, _ = conversations.open(self.channel, caller=self.caller)
        self.conversation_ids.append(conversation_id)
        return await self.do("start", "", "（接通）")

    async def say(self, text: str, confidence: float | None = None) -> Reply:
        """Type or speak."""
        return await self.do("text", text, text, confidence)

    async def press(self, title: str) -> Reply:
        """Press a button of the last reply that had any; raises LookupError without it."""
        choices = [e.reply.choices for e in self.exchanges if e.reply.choices]
        titles = [choice.title for choice in choices[-1]] if choices else []
        if title not in titles:
            raise LookupError(f"no button {title!r} among {titles}")
        return await self.do("button", f"{self._button_of}.{titles.index(title)}", f"[{title}]")

    async def key(self, keys: str) -> Reply:
        """Press keys of the telephone."""
        return await self.do("digits", keys, f"（按键 {keys}）")

    async def silence(self) -> Reply:
        """Say nothing until the platform gives up waiting."""
        return await self.do("noinput", "", "（没有声音）")

    async def hang_up(self) -> Reply:
        """End the call."""
        return await self.do("hangup", "", "（挂断）")

    async def do(
        self, event: Event, text: str, shown: str, confidence: float | None = None
    ) -> Reply:
        """Hand in one event and keep the exchange."""
        inbound = Inbound(
            conversation_id=self.conversation_id,
            key=str(len(self.exchanges)),
            event=event,
            text=text,
            channel=self.channel,
            confidence=confidence,
        )
        turn_id, reply = await self.dialogue.take(inbound)
        if reply.choices:
            self._button_of = turn_id
        asked = self.dialogue.conversations.state(self.conversation_id).asked
        self.exchanges.append(Exchange(shown, reply, asked))
        return reply

    @property
    def conversation_id(self) -> str:
        """Return the conversation that is going on."""
        return self.conversation_ids[-1]

    @property
    def asked(self) -> str | None:
        """Return the question that is open."""
        return self.exchanges[-1].asked

    def ticket(self) -> TicketView | None:
        """Return the newest ticket of the database."""
        with self.dialogue.hotline.database.reading() as session:
            row = session.scalars(select(Ticket).order_by(Ticket.id.desc())).first()
            return view_ticket(row) if row else None


def words_of(reply: Reply, channel: Channel) -> str:
    """Return what the consumer reads, or hears."""
    return "\n".join(line.speech if channel == "phone" else line.text for line in reply.lines)
