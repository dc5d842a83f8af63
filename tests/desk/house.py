"""The whole server in this process, with a stand-in for the model, and people at its desk."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from types import SimpleNamespace
from typing import Any

import aiohttp
import yaml
from sanic import Sanic

from bot.accounts.staff import Staff
from bot.desk.guard import SESSION_COOKIE
from bot.dialogue.engine import Dialogue
from bot.hotline import Hotline
from bot.intake.draft import Draft
from bot.server import create_app
from tests.accounts.staff import hire
from tests.in_process import forget
from tests.running import ROOT, free_port

PATIENCE = 10  # seconds
TOLD = Draft(
    intent="complain_fees",
    confidence=0.91,
    institution="工商银行",
    institution_id="icbc",
    matter=("工行信用卡扣了我三百六年费",),
    demands=("refund",),
    demand="把年费退给我",
    amount="360.00",
    product="信用卡",
    emotion="furious",
)


class QuietAgent:
    """Says one thing to everything; the wordings are those of the domain."""

    async def respond(self, conversation_id: str, text: str, **_: Any) -> Any:
        """Answer a turn."""
        return SimpleNamespace(messages=[{"text": f"小保听到：{text}"}], asked=None, slots={})

    async def note(self, conversation_id: str, **_: Any) -> None:
        """Remember nothing."""

    async def ask_again(self, conversation_id: str, **_: Any) -> Any:
        """Ask nothing."""
        return None

    async def parse(self, text: str) -> Mapping[str, Any]:
        """Understand nothing."""
        return {"intent": {"name": "inform", "confidence": 1.0}, "entities": []}

    def wording(self, name: str, variation: int = 0) -> Mapping[str, Any]:
        """Return a wording."""
        found: Mapping[str, Any] = _words()[name][0]
        return found

    def forget(self, conversation_id: str) -> None:
        """Forget nothing."""


@dataclass(frozen=True)
class Answer:
    """What came back: `json` where the answer is JSON, `text` always."""

    status: int
    headers: Mapping[str, str]
    text: str
    json: Any = None

    @property
    def code(self) -> str:
        """Return the code of a refusal."""
        code: str = self.json["error"]["code"]
        return code

    @property
    def message(self) -> str:
        """Return the sentence of a refusal."""
        message: str = self.json["error"]["message"]
        return message


@dataclass
class Colleague:
    """Somebody of the staff with a browser that is signed in."""

    house: House
    staff: Staff
    token: str

    @property
    def headers(self) -> dict[str, str]:
        """Return what the browser sends along."""
        csrf = self.house.hotline.cipher.keyed_hash(self.token, "csrf")
        return {"Cookie": f"{SESSION_COOKIE}={self.token}", "X-CSRF-Token": csrf}

    async def get(self, path: str, **headers: str) -> Answer:
        """Ask for something; as a script does unless an Accept header is given."""
        return await self.house.ask("GET", path, headers={**self.headers, **headers})

    async def page(self, path: str) -> Answer:
        """Ask for a page as a browser does."""
        return await self.get(path, Accept="text/html")

    async def do(self, path: str, method: str = "POST", **content: Any) -> Answer:
        """Send JSON, as the scripts of the desk do."""
        headers = {**self.headers, "Content-Type": "application/json"}
        return await self.house.ask(method, path, json.dumps(content), headers)

    async def send(self, path: str, **fields: Any) -> Answer:
        """Send a form, as a browser does without any script."""
        headers = {**self.headers, "Accept": "text/html"}
        return await self.house.ask("POST", path, _form(fields), headers)

    def arrive(self, *skills: str, capacity: int = 3) -> Colleague:
        """Be at the desk without a page."""
        known = skills or ("bank", "insurance", "payment")
        staff = self.staff
        handoffs = self.house.hotline.handoffs
        handoffs.arrive(staff.id, staff.name, staff.number, known, capacity)
        return self

    @asynccontextmanager
    async def line(self, origin: str = "") -> AsyncIterator[Line]:
        """Open the live line of the desk."""
        headers = {**self.headers, "Origin": origin or self.house.url}
        address = f"{self.house.url}/desk/socket"
        async with self.house.client.ws_connect(address, headers=headers) as ws:
            yield Line(ws)


@dataclass
class Line:
    """A live line; frames that were not waited for are kept."""

    ws: Any
    kept: list[dict[str, Any]] = field(default_factory=list)

    async def send(self, **frame: Any) -> None:
        """Send one frame."""
        await self.ws.send_str(json.dumps(frame))

    async def receive(self, kind: str) -> dict[str, Any]:
        """Return the next frame of a kind; raises TimeoutError if none comes."""
        while True:
            frame: dict[str, Any] = json.loads(await self.receive_text())
            if frame["type"] == kind:
                return frame
            self.kept.append(frame)

    async def receive_text(self) -> str:
        """Return whatever comes next; raises ConnectionError when it is the end."""
        message = await asyncio.wait_for(self.ws.receive(), PATIENCE)
        if message.type is not aiohttp.WSMsgType.TEXT:
            raise ConnectionError(f"closed with {self.ws.close_code}")
        text: str = message.data
        return text


@dataclass
class Consumer:
    """Somebody with an open chat."""

    house: House
    id: str
    token: str

    async def say(self, text: str) -> None:
        """Type something."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        content = json.dumps({"key": uuid.uuid4().hex, "text": text})
        path = f"/chat/conversations/{self.id}/turns"
        answer = await self.house.ask("POST", path, content, headers)
        assert answer.status == 200, answer.text

    async def reads(self) -> list[tuple[str, str]]:
        """Return sender and words of all messages."""
        headers = {"Authorization": f"Bearer {self.token}"}
        path = f"/chat/conversations/{self.id}/messages?after=0"
        answer = await self.house.ask("GET", path, headers=headers)
        return [(message["from"], message["text"]) for message in answer.json["messages"]]

    def tell(self, draft: Draft = TOLD, name: str = "王小明", phone: str = "13800138000") -> None:
        """Have told the matter to the bot already; name and phone lie in the vault."""
        drafts = self.house.hotline.drafts
        told = draft.with_(
            person_name=drafts.hide(self.id, "person_name", name),
            phone=drafts.hide(self.id, "phone", phone),
        )
        drafts.save(self.id, told)

    def wait(self, skill: str = "bank", priority: int = 1, **summary: Any) -> int:
        """Ask for a person; return the id of the request."""
        known = {"gist": "信用卡，收费或利息，360元", "institution": "工商银行", "emotion": "calm"}
        handoffs = self.house.hotline.handoffs
        view = handoffs.request(self.id, "asked", {**known, **summary}, skill, priority)
        self.house.dialogue.switchboard.queue_changed(self.id)
        return int(view.id)


@dataclass
class House:
    """A running server."""

    hotline: Hotline
    dialogue: Dialogue
    url: str
    client: aiohttp.ClientSession

    async def ask(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a request and read the whole answer."""
        sent = {"Accept": "application/json", **(headers or {})}
        async with self.client.request(
            method, self.url + path, data=body, headers=sent, allow_redirects=False
        ) as answer:
            raw = await answer.read()
            kind = answer.headers.get("Content-Type", "")
            text = raw.decode("utf-8", "replace")
            found = json.loads(text) if "json" in kind else None
            return Answer(answer.status, answer.headers, text, found)

    def colleague(self, role: str = "agent", **particulars: Any) -> Colleague:
        """Take somebody on and sign them in."""
        person = hire(self.hotline.accounts, role, **particulars)
        token = self.hotline.accounts.sign_in(person.staff.login, person.password).token
        return Colleague(self, person.staff, token)

    async def consumer(self) -> Consumer:
        """Open a chat."""
        headers = {"Content-Type": "application/json"}
        answer = await self.ask("POST", "/chat/conversations", "{}", headers)
        return Consumer(self, answer.json["conversation"], answer.json["token"])


@asynccontextmanager
async def open_house(hotline: Hotline) -> AsyncIterator[House]:
    """Serve the whole house for the length of the context."""
    Sanic.test_mode = True  # there may be others of its name
    app = create_app(hotline, QuietAgent())
    port = free_port()
    server = await app.create_server("127.0.0.1", port, return_asyncio_server=True)
    assert server is not None
    await server.startup()
    await server.before_start()
    await server.start_serving()
    await server.after_start()
    try:
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as client:
            yield House(hotline, app.ctx.dialogue, f"http://127.0.0.1:{port}", client)
    finally:
        await server.before_stop()
        await server.close()
        await server.after_stop()
        forget(app)


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = {}
    for path in sorted((ROOT / "domain").glob("words_*.yml")):
        words |= yaml.safe_load(path.read_text(encoding="utf-8"))["responses"]
    return words


def _form(fields: Mapping[str, Any]) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for name, value in fields.items():
        for one in value if isinstance(value, list) else [value]:
            form.add_field(name, one)
    return form
