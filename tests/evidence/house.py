"""The two doors for files on a small server of their own, and people at them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from sanic import Sanic

from bot.channels.evidence import evidence_door
from bot.channels.uploads import Uploads
from bot.desk import evidence_rooms
from bot.desk.guard import SESSION_COOKIE
from bot.dialogue.engine import Dialogue
from bot.hotline import Hotline
from tests.in_process import forget
from tests.running import free_port


class Nobody:
    """In place of the Rasa agent: files need none."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    json: Any = field(default=None)

    @property
    def code(self) -> str:
        """Return the code of a refusal."""
        code: str = self.json["error"]["code"]
        return code


@dataclass
class House:
    """A running server."""

    hotline: Hotline
    dialogue: Dialogue
    url: str
    client: aiohttp.ClientSession

    async def ask(
        self, method: str, path: str, content: Any = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a request and read the whole answer."""
        sent = {"Accept": "application/json", **(headers or {})}
        async with self.client.request(
            method, self.url + path, data=content, headers=sent, allow_redirects=False
        ) as answer:
            body = await answer.read()
            is_json = "json" in answer.headers.get("Content-Type", "")
            content = await answer.json() if is_json else None
            return Answer(answer.status, answer.headers, body, content)

    def sign_in(self, login: str, password: str) -> dict[str, str]:
        """Return the headers that somebody of the staff sends."""
        token = self.hotline.accounts.sign_in(login, password).token
        csrf = self.hotline.cipher.keyed_hash(token, "csrf")
        return {"Cookie": f"{SESSION_COOKIE}={token}", "X-CSRF-Token": csrf}


@asynccontextmanager
async def open_house(hotline: Hotline, uploads: Uploads | None = None) -> AsyncIterator[House]:
    """Serve both doors for the length of the context."""
    Sanic.test_mode = True  # there may be others of its name
    app = Sanic("evidence", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = 128 * 1024
    app.ctx.hotline = hotline
    app.ctx.dialogue = Dialogue(hotline, Nobody())  # type: ignore[arg-type]
    app.blueprint(evidence_door(uploads=uploads))
    app.blueprint(evidence_rooms.rooms.blueprint)
    port = free_port()
    server = await app.create_server("127.0.0.1", port, return_asyncio_server=True)
    assert server is not None
    await server.startup()
    await server.start_serving()
    try:
        async with aiohttp.ClientSession() as client:
            yield House(hotline, app.ctx.dialogue, f"http://127.0.0.1:{port}", client)
    finally:
        await server.close()
        forget(app)
