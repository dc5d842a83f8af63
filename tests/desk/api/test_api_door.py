"""The door of the interface: keys, scopes, speed, a request done only once, broken requests."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
from datetime import timedelta
from typing import Any

import pytest

from bot.calendar.clock import FixedClock
from bot.desk.api.routes import BASE, ROUTES, Route
from tests.desk.api.program import Program
from tests.desk.house import House
from tests.desk.tickets import in_state

OTHERS_KEY = "xbk_0123456789ab_" + "A" * 43


def sent(route: Route) -> tuple[str, str, Any]:
    """Return a request for a route; it meets nothing that exists."""
    path = re.sub(r"<\w+:\w+>", "0000000000", route.path)
    return route.method, path, None if route.method == "GET" else "{}"


NO_KEYS = (
    "",
    "Bearer",
    "Basic eGlhb2JhbzpwYXNz",
    "Bearer nonsense",
    f"Bearer {OTHERS_KEY}",
    f"Bearer {OTHERS_KEY}{'A' * 400}",
    "Bearer 密钥",
)


async def test_no_route_opens_without_a_good_key(
    icbc: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.desk.api.door._spend", lambda *_: None)
    for route, given in itertools.product(ROUTES, NO_KEYS):
        method, path, body = sent(route)
        answer = await icbc.send(method, path, body, {"Authorization": given})
        assert answer.status == 401 and answer.code in ("no_key", "wrong_key"), (route, answer)
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


async def test_each_route_needs_its_scope(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.desk.api.door._spend", lambda *_: None)
    only = {scope: Program.of(house, scopes=(scope,)) for scope in ("read", "answer")}
    for route in ROUTES:
        method, path, body = sent(route)
        for scope, program in only.items():
            answer = await program.send(method, path, body, {"Idempotency-Key": "request-1"})
            lacks = answer.status == 403 and answer.code == "lacks_scope"
            assert lacks == (scope != route.scope), (route.method, route.path, answer.text)


async def test_a_revoked_key_opens_nothing_not_even_what_it_was_answered(
    house: House, icbc: Program
) -> None:
    number = in_state(house.hotline, "forwarded")
    act = f"/tickets/{number}/acknowledge"
    assert (await icbc.post(act, Idempotency_Key="the-same-1")).status == 200
    house.hotline.institutions.keys.revoke("icbc", icbc.key_id, "boss")
    assert (await icbc.post(act, Idempotency_Key="the-same-1")).code == "wrong_key"


async def test_who_guesses_is_slowed_down_and_others_are_not(house: House, icbc: Program) -> None:
    wrong = Program(house, OTHERS_KEY)
    answers = [await wrong.get("/tickets") for _ in range(25)]
    assert answers[0].status == 401
    last = answers[-1]
    assert (last.status, last.code) == (429, "too_fast") and int(last.headers["Retry-After"]) >= 1
    assert (await icbc.get("/tickets")).status == 200


async def test_a_key_that_lacks_the_scope_is_slowed_down_too(house: House) -> None:
    reader = Program.of(house, scopes=("read",))
    answers = [await reader.post("/webhooks", {}) for _ in range(25)]
    assert {answers[0].status, answers[-1].status} == {403, 429}


async def test_a_key_may_ask_so_fast_and_no_faster(
    house: House, icbc: Program, ccb: Program
) -> None:
    for _ in range(140):
        answer = await icbc.get("/webhooks")
        if answer.status == 429:
            break
    assert answer.code == "too_fast" and answer.message and "Retry-After" in answer.headers
    assert (await ccb.get("/webhooks")).status == 200


async def test_writes_want_an_idempotency_key(house: House, icbc: Program) -> None:
    number = in_state(house.hotline, "forwarded")
    for key in ("", "short", "x" * 65, "with blank", "密钥密钥密钥密钥", "a/b/c/d/e"):
        refused = await icbc.post(f"/tickets/{number}/acknowledge", Idempotency_Key=key)
        assert (refused.status, refused.code) == (400, "no_idempotency_key")
    assert house.hotline.tickets.find(number).state == "forwarded"


async def test_the_same_request_again_gets_the_same_answer(house: House, icbc: Program) -> None:
    number = in_state(house.hotline, "forwarded")
    act, key = f"/tickets/{number}/acknowledge", "the-same-1"
    first = await icbc.post(act, Idempotency_Key=key)
    house.hotline.tickets.urge(number, "consumer")
    again = await icbc.post(act, Idempotency_Key=key)
    assert again.json == first.json and again.status == first.status
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert {first.headers["Cache-Control"], again.headers["Cache-Control"]} == {"no-store"}


@pytest.mark.parametrize("differs", ["path", "body", "version"])
async def test_an_idempotency_key_is_good_for_one_request(
    house: House, icbc: Program, differs: str
) -> None:
    number, other = in_state(house.hotline, "in_progress"), in_state(house.hotline, "in_progress")
    path, content, version = f"/tickets/{number}/assign", {"branch": "昌平支行"}, ""
    first = await icbc.post(path, content, Idempotency_Key="the-same-1", If_Match=version)
    assert first.status == 200
    if differs == "path":
        path = f"/tickets/{other}/assign"
    elif differs == "body":
        content = {"branch": "海淀支行"}
    else:
        version = first.headers["ETag"]
    refused = await icbc.post(path, content, Idempotency_Key="the-same-1", If_Match=version)
    assert (refused.status, refused.code) == (422, "idempotency_key_reused")
    assert house.hotline.tickets.find(number).assigned == "昌平支行"
    assert house.hotline.tickets.find(other).assigned is None


async def test_two_keys_may_use_one_idempotency_key(
    house: House, icbc: Program, ccb: Program
) -> None:
    number = in_state(house.hotline, "forwarded")
    act = f"/tickets/{number}/acknowledge"
    assert (await icbc.post(act, Idempotency_Key="the-same-1")).status == 200
    assert (await ccb.post(act, Idempotency_Key="the-same-1")).status == 404


async def test_a_refused_request_may_be_sent_again(house: House, icbc: Program) -> None:
    number = in_state(house.hotline, "registered")
    act = f"/tickets/{number}/acknowledge"
    assert (await icbc.post(act, Idempotency_Key="the-same-1")).status == 404
    house.hotline.tickets.forward(number, "agent:1")
    assert (await icbc.post(act, Idempotency_Key="the-same-1")).json["state"] == "in_progress"


async def test_a_week_later_it_is_another_request(
    house: House, icbc: Program, clock: FixedClock
) -> None:
    made = [await icbc.post("/webhooks", {"url": "https://a.cn"}, Idempotency_Key="the-same-1")]
    clock.move(timedelta(days=8))
    house.hotline.institutions.tidy()
    made += [await icbc.post("/webhooks", {"url": "https://a.cn"}, Idempotency_Key="the-same-1")]
    assert made[0].json["id"] != made[1].json["id"]


async def test_at_the_same_moment_it_is_done_once(house: House, icbc: Program) -> None:
    asked = [
        icbc.post("/webhooks", {"url": "https://a.cn"}, Idempotency_Key="the-same-1")
        for _ in range(8)
    ]
    answers = await asyncio.gather(*asked)
    assert {answer.status for answer in answers} <= {201, 409}
    assert len({answer.json["id"] for answer in answers if answer.status == 201}) == 1
    assert len(house.hotline.institutions.webhooks.of("icbc")) == 1


BODIES_THAT_ARE_NONE = (
    (b"{", 400, "invalid_json"),
    (b"\xff\xfe{}", 400, "invalid_json"),
    (b"[" * 60_000, 400, "invalid_json"),
    (b'{"branch": NaN}', 400, "invalid_json"),
    (b"[]", 400, "not_an_object"),
    (b'"branch"', 400, "not_an_object"),
    (b"null", 400, "not_an_object"),
    (b"", 422, "invalid_field"),
    (b"branch=x", 400, "invalid_json"),
    (b'{"branch": 1e999}', 422, "invalid_field"),
    (json.dumps({"branch": "x" * 70_000}).encode(), 413, "too_large"),
    (b" " * 2_000_000, 413, "too_large"),
)


async def test_bodies_that_are_none(house: House, icbc: Program) -> None:
    number = in_state(house.hotline, "in_progress")
    headers = {"Idempotency-Key": "request-1", "Content-Type": "application/json"}
    for body, status, code in BODIES_THAT_ARE_NONE:
        refused = await icbc.send("POST", f"/tickets/{number}/assign", body, headers)
        assert (refused.status, refused.code) == (status, code), body[:40]
    assert house.hotline.tickets.find(number).assigned is None


async def test_what_is_no_route_is_refused_in_the_same_shape(icbc: Program) -> None:
    headers = {"Authorization": f"Bearer {icbc.token}"}
    for method, path, status in (("GET", "/nothing", 404), ("PATCH", "/tickets", 405)):
        answer = await icbc.house.ask(method, BASE + path, None, headers)
        assert answer.status == status and answer.code and answer.message


async def test_a_signed_in_officer_is_no_key(house: House) -> None:
    officer = house.colleague("institution", institution_id="icbc")
    assert (await officer.get(f"{BASE}/tickets")).status == 401
