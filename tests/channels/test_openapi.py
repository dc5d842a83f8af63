"""The description is valid and tells of every route.

Every answer of the other tests is held against it by `people.Door`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import requests
from jsonschema import Draft202012Validator, ValidationError
from openapi_spec_validator import openapi_v31_spec_validator
from sanic import Sanic

from bot.channels.ivr.dialects import DIALECTS
from bot.channels.openapi import description
from bot.desk.rooms import RULES
from bot.hotline import Hotline
from bot.privacy.encryption import use_cipher
from bot.server import create_app
from bot.settings import Settings
from tests.channels.people import Platform
from tests.running import RunningServer

ROOT = Path(__file__).parents[2]
PAGES = {"/", "/widget.js", "/static/{path}", "/openapi.json", "/chat/socket"}


def as_described(path: str) -> str:
    """Write a path of Sanic's as the description does."""
    return re.sub(r"<(\w+)(:\w+)?>", r"{\1}", path)


def rooms_of_staff() -> set[str]:
    """Return the paths that are for staff: pages, held by the access matrix."""
    return {as_described(path) for _, path in RULES}


def schema(name: str) -> Draft202012Validator:
    whole = {"$ref": f"#/components/schemas/{name}", "components": description()["components"]}
    return Draft202012Validator(whole)


def test_the_document_is_valid() -> None:
    assert list(openapi_v31_spec_validator.iter_errors(description())) == []


def test_the_server_serves_it(server: RunningServer) -> None:
    assert requests.get(f"{server.url}/openapi.json", timeout=10).json() == description()


@pytest.fixture
def methods_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """The methods of each route that the application has, by path as the description writes it."""
    monkeypatch.setattr(Sanic, "test_mode", True)  # it need not be the only one of its name
    hotline = Hotline.open(Settings.from_environment({"XIAOBAO_VAR": str(tmp_path)}))
    routes = create_app(hotline, agent=object()).router.routes
    use_cipher(None)
    methods: dict[str, set[str]] = defaultdict(set)
    for route in routes:
        methods[as_described("/" + route.path)] |= route.methods
    return methods


# What telephone platforms speak is described by those who made it; docs/ivr.md says where.
FOREIGN = {path for one in DIALECTS if one.name != "turn" for path in one.paths} | {
    "/ivr/audio/{file}"
}


def test_every_route_is_described(methods_of: dict[str, set[str]]) -> None:
    described = {
        path: {method.upper() for method in operations if method != "parameters"}
        for path, operations in description()["paths"].items()
    }
    elsewhere = PAGES | FOREIGN | rooms_of_staff()
    assert {path: m for path, m in methods_of.items() if path not in elsewhere} == described
    assert methods_of.keys() >= elsewhere


def test_every_protocol_of_others_has_its_page() -> None:
    overview = (ROOT / "docs" / "ivr.md").read_text(encoding="utf-8")
    for dialect in DIALECTS:
        assert f"`{dialect.paths[0]}`" in overview


@pytest.mark.parametrize(
    ("name", "content", "good"),
    [
        ("ChatTurn", {"key": "1", "text": "工行乱收费"}, True),
        ("ChatTurn", {"key": "1", "text": None, "button": "1.0"}, True),
        ("ChatTurn", {"key": "", "text": "工行"}, False),
        ("ChatTurn", {"key": "1", "text": "工行", "emotion": "angry"}, False),
        ("PhoneTurn", {"call_id": "c", "turn": "1", "event": "start", "confidence": None}, True),
        ("PhoneTurn", {"call_id": "c", "turn": "1", "event": "dance"}, False),
        ("PhoneTurn", {"call_id": "c", "turn": "1", "event": "speech", "confidence": 2}, False),
        ("PhoneTurn", {"call_id": "c", "turn": "1", "event": "dtmf", "digits": "12a"}, False),
    ],
)
def test_requests_are_described_as_they_are_checked(name: str, content: Any, good: bool) -> None:
    if good:
        schema(name).validate(content)
    else:
        with pytest.raises(ValidationError):
            schema(name).validate(content)


def test_what_may_be_null_is_described_so(platform: Platform) -> None:
    platform.send("hangup")
    assert platform.last["collect"] is None
    schema("PhoneAnswer").validate(platform.last)
    with pytest.raises(ValidationError):
        schema("PhoneAnswer").validate({**platform.last, "say": None})
