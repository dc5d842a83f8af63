"""Those who stand at the doors: a consumer at the web chat, a telephone platform with a call.

Every answer that they get is checked against the OpenAPI description.
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import re
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import requests
from jsonschema import Draft202012Validator

from bot.channels.openapi import description
from tests.running import SECRET, RunningServer

TIMEOUT = 30
_addresses = (f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}" for n in itertools.count(1))


@dataclass
class Door:
    """The server's HTTP side, as one sender with an address of its own sees it."""

    server: RunningServer
    address: str = field(default_factory=lambda: next(_addresses))
    session: requests.Session = field(default_factory=requests.Session)

    def ask(
        self,
        method: str,
        path: str,
        content: Any = None,
        *,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, Any]:
        """Send a request (JSON `content`, or a raw `body`); return status and JSON answer."""
        if content is not None:
            body = json.dumps(content).encode()
        response = self.session.request(
            method,
            self.server.url + path,
            data=body,
            headers={
                "Content-Type": "application/json",
                "X-Forwarded-For": self.address,
                **(headers or {}),
            },
            timeout=TIMEOUT,
        )
        answer = response.json() if response.content else None
        self.compare(method, path, response.status_code, answer)
        return response.status_code, answer

    def compare(self, method: str, path: str, status: int, answer: Any) -> None:
        """Fail unless the answer is as described; addresses that do not exist give errors."""
        operation = self._operation(method, path)
        responses = operation["responses"] if operation else {}
        described = responses.get(str(status), {"content": _ERROR})
        if "content" not in described:
            assert answer is None
            return
        schema = described["content"]["application/json"]["schema"]
        whole = {**schema, "components": description()["components"]}
        Draft202012Validator(whole).validate(answer)

    def _operation(self, method: str, path: str) -> dict[str, Any] | None:
        for template, operations in description()["paths"].items():
            pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(template))
            if re.fullmatch(pattern, path.partition("?")[0]):
                found: dict[str, Any] | None = operations.get(method.lower())
                return found
        return None


_ERROR = {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorShown"}}}


@dataclass
class Consumer(Door):
    """Someone with the chat page open."""

    conversation: str = ""
    token: str = ""
    last: dict[str, Any] = field(default_factory=dict)

    def open(self, **opening: Any) -> Consumer:
        """Open a chat."""
        status, self.last = self.ask("POST", "/chat/conversations", opening)
        assert status == 201, self.last
        self.conversation, self.token = self.last["conversation"], self.last["token"]
        return self

    def turn(self, content: Any = None, *, body: bytes | None = None) -> tuple[int, Any]:
        """Send something as a turn, right or wrong."""
        path = f"/chat/conversations/{self.conversation}/turns"
        return self.ask("POST", path, content, body=body, headers=self.credentials)

    def say(self, text: str, key: str | None = None) -> str:
        """Type something and return what the hotline answers."""
        return self._take({"key": key or uuid.uuid4().hex, "text": text})

    def press(self, title: str) -> str:
        """Press a button of the last answer."""
        offered = {c["title"]: c["payload"] for m in self.last["messages"] for c in m["choices"]}
        return self._take({"key": uuid.uuid4().hex, "button": offered[title]})

    def poll(self, after: int = 0) -> dict[str, Any]:
        """Return all that a page learns that asks again and again."""
        path = f"/chat/conversations/{self.conversation}/messages?after={after}"
        status, answer = self.ask("GET", path, headers=self.credentials)
        assert status == 200, answer
        told: dict[str, Any] = answer
        return told

    def presses(self, button: str, content: Any = None) -> tuple[int, Any]:
        """Press one of the page's own buttons: queue/leave, queue/go-on, rating."""
        path = f"/chat/conversations/{self.conversation}/{button}"
        wish = {"key": uuid.uuid4().hex} if content is None else content
        return self.ask("POST", path, wish, headers=self.credentials)

    def history(self, after: int = 0) -> list[dict[str, Any]]:
        """Return the messages after a sequence number."""
        messages: list[dict[str, Any]] = self.poll(after)["messages"]
        return messages

    @property
    def credentials(self) -> dict[str, str]:
        """Return the headers that prove whose conversation it is."""
        return {"Authorization": f"Bearer {self.token}"}

    def _take(self, content: dict[str, str]) -> str:
        status, answer = self.turn(content)
        assert status == 200, answer
        self.last = answer
        return said_by_bot(answer["messages"])


@dataclass
class Platform(Door):
    """A telephone platform that reports the events of one call."""

    call: str = field(default_factory=lambda: uuid.uuid4().hex)
    caller: str | None = None
    turns: int = 0
    last: dict[str, Any] = field(default_factory=dict)

    def send(self, event: str, **values: Any) -> str:
        """Report an event and return what is to be said.

        Told to wait a moment, it comes straight back, as a platform must.
        """
        said = self._report(event, **values)
        while self.last["action"] == "wait":
            said += self._report("continue")
        return said

    def _report(self, event: str, **values: Any) -> str:
        self.turns += 1
        content = {"call_id": self.call, "turn": self.turns, "event": event, **values}
        if self.caller:
            content["caller"] = self.caller
        status, self.last = self.post(content)
        assert status == 200, self.last
        return "".join(segment["text"] for segment in self.last["say"])

    def hear(self, text: str, **values: Any) -> str:
        """Report what the caller said."""
        return self.send("speech", text=text, **values)

    def post(self, content: Any) -> tuple[int, Any]:
        """Send any content, rightly signed."""
        return self.post_body(json.dumps(content).encode())

    def post_body(self, body: bytes, *, at: float | None = None, **changed: str) -> tuple[int, Any]:
        """Send a raw body with a signature made `at` a time (Unix seconds)."""
        stamp = str(int(time.time() if at is None else at))
        headers = {"X-Xiaobao-Timestamp": stamp, "X-Xiaobao-Signature": signature(stamp, body)}
        headers |= {name.replace("_", "-"): value for name, value in changed.items()}
        return self.ask("POST", "/ivr/turn", body=body, headers=headers)


def signature(stamp: str, body: bytes, secret: str = SECRET) -> str:
    """Return the signature as the description explains it."""
    return (
        "v1=" + hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    )


def said_by_bot(messages: list[dict[str, Any]]) -> str:
    """Return what the hotline said among some messages."""
    return "\n".join(message["text"] for message in messages if message["from"] == "bot")
