"""The description is valid, and tells of every route that is served and of no other.

Every answer of the other tests is held against it by `program.Program`.
"""

from __future__ import annotations

import re

import pytest
from jsonschema import Draft202012Validator, ValidationError
from openapi_spec_validator import openapi_v31_spec_validator

from bot.desk.api.openapi import description
from bot.desk.api.routes import BASE, ROUTES
from bot.desk.rooms import RULES
from bot.institutions.event_kinds import public_kinds
from tests.desk.api.program import Program, operation_of
from tests.desk.house import House
from tests.desk.tickets import in_state
from tests.institutions.receiver import Receiver


def as_described(path: str) -> str:
    return re.sub(r"<(\w+):\w+>", r"{\1}", path)


def test_the_document_is_valid() -> None:
    assert list(openapi_v31_spec_validator.iter_errors(description())) == []


async def test_whoever_comes_may_read_it(house: House) -> None:
    answer = await house.ask("GET", f"{BASE}/openapi.json")
    assert answer.json == description()


def test_what_is_served_is_described_and_what_is_described_is_served() -> None:
    served = {
        (method, as_described(path.removeprefix(BASE)))
        for method, path in RULES
        if path.startswith(f"{BASE}/") and not path.endswith("/openapi.json")
    }
    described = {
        (method.upper(), path)
        for path, operations in description()["paths"].items()
        for method in operations
        if method != "parameters"
    }
    assert served == described
    assert len(served) == len(ROUTES)


def test_writes_say_what_they_need() -> None:
    for route in ROUTES:
        operation = operation_of(route.method, re.sub(r"<\w+:\w+>", "x", route.path))
        names = {one["name"] for one in operation["parameters"] if one["in"] == "header"}
        assert ("Idempotency-Key" in names) == route.once
        assert ("requestBody" in operation) == (route.takes is not None)
        assert f"`{route.scope}`" in operation["description"]


@pytest.mark.parametrize("kind", ["a trial", "an event"])
async def test_what_is_pushed_is_as_described(
    house: House, icbc: Program, receiver: Receiver, kind: str
) -> None:
    made = (await icbc.post("/webhooks", {"url": receiver.url})).json
    if kind == "a trial":
        await icbc.post(f"/webhooks/{made['id']}/try")
    else:
        in_state(house.hotline, "forwarded")
        await house.hotline.institutions.courier.deliver()
        await house.hotline.institutions.courier.finish()
    assert receiver.wait_for(1)
    body = description()["webhooks"]["event"]["post"]["requestBody"]["content"]
    schema = {**body["application/json"]["schema"], "components": description()["components"]}
    told = receiver.taken[0].content
    Draft202012Validator(schema).validate(told)
    assert told["kind"] == "trial" or told["kind"] in public_kinds()
    with pytest.raises(ValidationError):
        Draft202012Validator(schema).validate({**told, "name": "王小明"})
