"""A program of an institution: it has a key, and holds answers against the OpenAPI document."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jsonschema import Draft202012Validator

from bot.desk.api.openapi import description
from bot.desk.api.routes import BASE
from tests.desk.house import Answer, House

_keys = (f"request-{n:06}" for n in itertools.count(1))
EVERYTHING = ("read", "answer")


@dataclass
class Program:
    """Speaks to the interface with one key."""

    house: House
    token: str
    kept: list[Answer] = field(default_factory=list)

    @classmethod
    def of(
        cls, house: House, institution: str = "icbc", scopes: tuple[str, ...] = EVERYTHING
    ) -> Program:
        """Return a program of an institution, with a key of its own."""
        keys = house.hotline.institutions.keys
        return cls(house, keys.make(institution, "系统", scopes, "boss").token)

    @property
    def key_id(self) -> str:
        """Return the half of the key that is no secret."""
        return self.token.split("_")[1]

    async def get(self, path: str, **headers: str) -> Answer:
        """Ask for something."""
        return await self.send("GET", path, None, headers)

    async def post(self, path: str, content: Any = None, **headers: str) -> Answer:
        """Do something, with a new idempotency key unless one is given."""
        body = json.dumps({} if content is None else content)
        given = {"Idempotency-Key": next(_keys), "Content-Type": "application/json"}
        return await self.send("POST", path, body, {**given, **_names(headers)})

    async def send(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a request as it is, and compare its answer with the description."""
        sent = {"Authorization": f"Bearer {self.token}", **_names(headers or {})}
        kept = {name: value for name, value in sent.items() if value}
        answer = await self.house.ask(method, BASE + path, body, kept)
        compare(method, path, answer)
        return answer


def compare(method: str, path: str, answer: Answer) -> None:
    """Fail unless the answer is as described."""
    operation = operation_of(method, path)
    described = operation["responses"].get(str(answer.status), operation["responses"]["default"])
    if "content" not in described:
        assert answer.text == ""
        return
    ((kind, content),) = described["content"].items()
    if kind == "application/json":
        assert answer.headers["Content-Type"] == kind
        whole = {**content["schema"], "components": description()["components"]}
        Draft202012Validator(whole).validate(answer.json)
    else:
        assert answer.json is None


def operation_of(method: str, path: str) -> dict[str, Any]:
    """Return what the description says of a request; raises KeyError for one it does not know."""
    for template, operations in description()["paths"].items():
        pattern = re.sub(r"\\{\w+\\}", "[^/]*", re.escape(template))
        if re.fullmatch(pattern, path.partition("?")[0]):
            found: dict[str, Any] = operations[method.lower()]
            return found
    raise KeyError(f"{method} {path} is not described")


def _names(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
