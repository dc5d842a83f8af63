"""The live line of the desk: who is there, what is new, the lines of the open conversation."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from pydantic import Field, StrictStr, conint
from sanic import Request
from sanic.exceptions import WebsocketClosed
from websockets.exceptions import ConnectionClosed

from bot.accounts.staff import Staff
from bot.channels.errors import Refusal, refusal_for
from bot.channels.messages import Id, Strict
from bot.channels.requests import dialogue_of, object_of
from bot.desk.guard import still_here, visit_of
from bot.desk.refusing import refusing
from bot.desk.rooms import Rooms
from bot.desk.talk_view import check_may_see, entry_shown
from bot.dialogue.news import DESK, MISSED, Following, conversation_topic

rooms = Rooms("desk_socket")

AT_THE_DESK = ("agent", "supervisor")
PULSE = 10.0  # seconds between two signs of life that are asked of the page
CAPACITY = 3  # conversations that one person has at a time
CLOSED = (WebsocketClosed, ConnectionClosed)
# News of new lines alone: what they change in the draft is told by itself.
WORDS = ("said", "whisper", "notice")

log = logging.getLogger(__name__)


class Look(Strict):
    """The conversation that is open on the page, and the last line that it has."""

    conversation: StrictStr | None = Field(None, max_length=128)
    after: conint(strict=True, ge=0, le=10**15) = 0  # type: ignore[valid-type]


class Typing(Strict):
    """Somebody is writing."""

    conversation: Id  # type: ignore[valid-type]


@rooms.socket("/desk/socket", roles=AT_THE_DESK)
async def desk_socket(request: Request, ws: Any, staff: Staff) -> None:
    """Serve one page until it closes."""
    await DeskLine(request, ws, staff).serve()


class DeskLine:
    """One page of one person.

    To the page: ready, pulse, queue (something in the left column changed), said (in one of its
    conversations), entries (new lines of the open one), facts, typing, error. From it: beat (the
    answer to a pulse), look, typing.
    """

    def __init__(self, request: Request, ws: Any, staff: Staff) -> None:
        self._request = request
        self._dialogue = dialogue_of(request.app)
        self._handoffs = self._dialogue.hotline.handoffs
        self._ws = ws
        self._staff = staff
        self._open: str | None = None
        self._after = 0
        self._following: asyncio.Task[None] | None = None

    async def serve(self) -> None:
        """Take frames until the socket closes.

        Whoever is gone is not sent home here: a page that is loaded anew is back in a second, and
        one that is not is missed by the queue.
        """
        self._arrive()
        desk = asyncio.create_task(self._follow(self._dialogue.news.follow(DESK), self._tell_desk))
        pulse = asyncio.create_task(self._pulse())
        try:
            await self._send({"type": "ready", "now": self._now()})
            with suppress(*CLOSED):
                while True:
                    await self._take(await self._ws.recv())
        finally:
            for task in filter(None, (desk, pulse, self._following)):
                task.cancel()
            if visit_of(self._request, active=False) is None:  # signed out: gone for certain
                self._handoffs.go(self._staff.id)

    async def _take(self, frame: str | bytes) -> None:
        try:
            message = object_of(frame)
            kind = message.pop("type", None)
            if kind == "beat":
                self._beat()
            elif kind == "look":
                await self._look(Look.parse_obj(message))
            elif kind == "typing":
                self._typing(Typing.parse_obj(message))
            else:
                raise Refusal(422, "unexpected_frame", "页面和服务器说的对不上，请刷新。")
        except CLOSED:
            raise
        except Exception as error:
            await self._send({"type": "error", **refusal_for(error).as_dict()})

    def _arrive(self) -> None:
        staff = self._staff
        self._handoffs.arrive(staff.id, staff.name, staff.number, staff.skills, CAPACITY)
        self._dialogue.news.publish(DESK, {"kind": "presence"})

    def _beat(self) -> None:
        """Live on; who was missed in the meantime (a laptop asleep, say) arrives anew."""
        if not self._handoffs.beat(self._staff.id):
            self._arrive()

    def _typing(self, told: Typing) -> None:
        still_here(self._request)
        self._dialogue.switchboard.typing(told.conversation, self._staff)

    async def _look(self, look: Look) -> None:
        """Open another conversation: what was said since `after`, and what comes from now on."""
        still_here(self._request)
        if self._following:
            self._following.cancel()
        self._open, self._after = look.conversation, look.after
        if look.conversation:
            news = self._dialogue.news.follow(conversation_topic(look.conversation))
            self._following = asyncio.create_task(self._follow(news, self._tell_open))
            await self._send_entries()

    async def _follow(self, news: Following, tell: Any) -> None:
        with suppress(*CLOSED):
            async for what in news:
                try:
                    await tell(what)
                except CLOSED:
                    return
                except Refusal as refusal:  # the conversation has gone to somebody else
                    await self._send({"type": "error", **refusal.as_dict()})
                    return
                except Exception:  # one piece of news that fails must not end the line
                    log.exception("news %s were not told", what.get("kind"))

    async def _tell_desk(self, what: Mapping[str, Any]) -> None:
        if what["kind"] not in (*WORDS, "draft", "file"):
            await self._send({"type": "queue"})
        elif what.get("person") == self._staff.id and what["conversation"] != self._open:
            await self._send({"type": "said", "conversation": what["conversation"]})

    async def _tell_open(self, what: Mapping[str, Any]) -> None:
        kind = what["kind"]
        if kind == "typing":
            await self._tell_typing(what["person"])
            return
        if kind in (*WORDS, "answered", MISSED["kind"]):
            await self._send_entries()
        if kind not in WORDS:
            await self._send({"type": "facts", "conversation": self._open})

    async def _tell_typing(self, person: str) -> None:
        """Show who listens in that a colleague is writing."""
        if person != self._staff.id:
            await self._send({"type": "typing", "conversation": self._open})

    async def _send_entries(self) -> None:
        """Send what is new; who lost the right to read on in the meantime gets nothing."""
        if self._open is None:
            return
        with refusing():
            check_may_see(self._dialogue, self._staff, self._open)
        said = self._dialogue.switchboard.transcript(self._open, self._after)
        if not said:
            return
        self._after = said[-1].seq
        entries = [entry_shown(entry) for entry in said]
        await self._send({"type": "entries", "conversation": self._open, "entries": entries})

    async def _pulse(self) -> None:
        with suppress(*CLOSED):
            while True:
                await asyncio.sleep(PULSE)
                await self._send({"type": "pulse", "now": self._now()})

    def _now(self) -> str:
        return self._dialogue.hotline.clock.now().isoformat()

    async def _send(self, frame: Mapping[str, Any]) -> None:
        await self._ws.send(json.dumps(frame, ensure_ascii=False))
