"""Every route times every role, and nobody: who may enter stands in access.yml, and nowhere else.

A new route needs a line there; the first test says which.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.accounts.roles import ROLES
from bot.accounts.staff import Particulars
from bot.calendar.clock import FixedClock
from bot.desk.rooms import CLOSE_FORBIDDEN, CLOSE_SIGNED_OUT, RULES
from bot.hotline import Hotline
from bot.privacy.encryption import use_cipher
from tests.accounts.staff import at_work
from tests.conversation.talk import MONDAY_MORNING, clock_at, hotline_at
from tests.databases import new_file
from tests.desk.house import Answer, Colleague, House, open_house
from tests.desk.routes import PUBLIC, Route, address, line, routes, table

TABLE = table()
OF_STAFF = {route: who for route, who in TABLE.items() if who != (PUBLIC,)}
CHANGING = ("POST", "PUT", "DELETE", "PATCH")
REFUSED_SOON = 2.0  # seconds within which a socket says that somebody may not enter


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    """A hotline over SQLite: who may enter does not depend on the database."""
    clock: FixedClock = clock_at(MONDAY_MORNING)
    with hotline_at(new_file(tmp_path), tmp_path, clock) as opened:
        yield opened
    use_cipher(None)


@pytest.fixture
async def house(hotline: Hotline, quick_hashes: None) -> AsyncIterator[House]:
    async with open_house(hotline) as opened:
        yield opened


class Caller:
    """Somebody of a role, or nobody, with a fresh session for every request."""

    def __init__(self, house: House, role: str | None) -> None:
        self.house = house
        self.role = role
        self.staff = at_work(house.hotline.accounts, role)[0] if role else None

    async def take(self, route: Route, **changed: str) -> Answer:
        """Take a route as a script does, with the token that belongs to whoever it is."""
        headers = {**self.headers(), **changed}
        kept = {name: value for name, value in headers.items() if value}
        return await self.house.ask(route[0], address(route[1]), _body(route), kept)

    def headers(self) -> dict[str, str]:
        """Return what a browser sends along that has just signed in."""
        if self.staff is None:
            return {}
        token = self.house.hotline.accounts.sign_in_vouched(self.staff.login).token
        return Colleague(self.house, self.staff, token).headers


def _body(route: Route) -> str | None:
    return "{}" if route[0] in CHANGING else None


def is_refused(answer: Answer) -> bool:
    """Tell whether it is the guard of the rooms that refuses, not what lies behind it."""
    code = answer.json["error"]["code"] if answer.json and "error" in answer.json else ""
    return (answer.status, code) in ((401, "signed_out"), (403, "forbidden"))


def test_every_route_has_a_line_and_every_line_a_route(hotline: Hotline) -> None:
    from sanic import Sanic

    from bot.server import create_app

    Sanic.test_mode = True
    there = routes(create_app(hotline, agent=object()))
    unruled = sorted(there - TABLE.keys(), key=lambda route: route[1])
    assert not unruled, (
        "routes without a rule: decide who may take them and add to tests/desk/access.yml\n"
        + "\n".join(map(line, unruled))
    )
    gone = sorted(TABLE.keys() - there)
    assert not gone, "lines of access.yml without a route:\n" + "\n".join(map(line, gone))


def test_the_rooms_say_the_same_as_the_table() -> None:
    differ = [
        f"{line(route, str(list(TABLE.get(route, ()))))}\n    but the room says {list(who)}"
        for route, who in RULES.items()
        if set(TABLE.get(route, ())) != set(who)
    ]
    assert not differ, "access.yml and the rooms differ:\n" + "\n".join(differ)


def test_whatever_the_guard_does_not_know_is_public() -> None:
    """A route for staff that goes round the guard would stand in the table and not in RULES."""
    assert [line(route) for route in OF_STAFF if route not in RULES] == []


@pytest.mark.parametrize("role", [*ROLES, None])
async def test_each_role_gets_where_it_may_and_nowhere_else(house: House, role: str | None) -> None:
    caller = Caller(house, role)
    wrong = []
    for route, who in TABLE.items():
        if route[0] == "SOCKET":
            continue
        answer = await caller.take(route)
        may = role in who or who == (PUBLIC,)
        if is_refused(answer) == may or answer.status >= 500:
            wrong.append(f"{route[0]} {route[1]}: {answer.status} {answer.text[:200]}")
    assert not wrong, f"as {role or 'nobody'}:\n" + "\n".join(wrong)


async def test_nobody_is_led_to_the_sign_in_page_by_pages_and_told_401_by_the_rest(
    house: House,
) -> None:
    caller = Caller(house, None)
    wrong = []
    for route in OF_STAFF:
        if route[0] == "SOCKET":
            continue
        as_page = await caller.take(route, Accept="text/html")
        led = (as_page.status, as_page.headers.get("Location", "").partition("?")[0])
        expected = (303, "/desk/sign-in") if route[0] == "GET" else (401, "")
        as_script = await caller.take(route)
        if led != expected or as_script.status != 401:
            wrong.append(f"{line(route)} {led} {as_script.status}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("forged", ["", "0" * 64, "of another session"])
async def test_nothing_is_changed_without_the_token_of_the_session(
    house: House, forged: str
) -> None:
    callers = {role: Caller(house, role) for role in ROLES}
    if forged == "of another session":
        forged = callers["agent"].headers()["X-CSRF-Token"]
    wrong = []
    for route, who in OF_STAFF.items():
        if route[0] not in CHANGING:
            continue
        answer = await callers[who[0]].take(route, **{"X-CSRF-Token": forged})
        if answer.status != 403 or answer.code != "csrf":
            wrong.append(f"{line(route)} {answer.status} {answer.text[:200]}")
    assert not wrong, "taken without the token of the session:\n" + "\n".join(wrong)


async def test_before_the_password_is_ones_own_nothing_else_can_be_done(house: House) -> None:
    accounts = house.hotline.accounts
    for role in ROLES:
        institution_id = "icbc" if role == "institution" else None
        given = accounts.create(f"new.{role}", Particulars("新人", role, institution_id))
        token = accounts.sign_in(given.staff.login, given.password).token
        newcomer = Colleague(house, given.staff, token)
        for route, who in OF_STAFF.items():
            if role not in who or route[0] == "SOCKET" or is_settling(route):
                continue
            answer = await house.ask(route[0], address(route[1]), _body(route), newcomer.headers)
            assert (answer.status, answer.code) == (403, "unsettled"), line(route)


def is_settling(route: Route) -> bool:
    """Tell whether a route is there to do one's duties, or to leave."""
    settling = ("/desk/account", "/desk/account/password", "/desk/account/second-factor")
    return route[1] in (*settling, "/desk/account/sign-out-everywhere", "/desk/sign-out")


SOCKETS = [route for route in OF_STAFF if route[0] == "SOCKET"]


@pytest.mark.parametrize("route", SOCKETS, ids=lambda route: route[1])
@pytest.mark.parametrize("role", [*ROLES, None])
async def test_sockets_are_closed_to_those_who_may_not(
    house: House, route: Route, role: str | None
) -> None:
    headers = {**Caller(house, role).headers(), "Origin": house.url}
    code = await closed_with(house, route, headers)
    if role is None:
        assert code == CLOSE_SIGNED_OUT
    else:
        assert (code == CLOSE_FORBIDDEN) == (role not in OF_STAFF[route])


@pytest.mark.parametrize("route", SOCKETS, ids=lambda route: route[1])
@pytest.mark.parametrize("origin", ["", "null", "https://evil.example", "http://127.0.0.1:1", "//"])
async def test_sockets_are_closed_to_foreign_pages(house: House, route: Route, origin: str) -> None:
    headers = {**Caller(house, OF_STAFF[route][0]).headers(), "Origin": origin}
    assert await closed_with(house, route, headers) == CLOSE_FORBIDDEN


async def closed_with(house: House, route: Route, headers: dict[str, str]) -> int | None:
    """Return the code that a socket is closed with at once, or None when it stays open."""
    url = house.url + address(route[1])
    kept = {name: value for name, value in headers.items() if value}
    async with house.client.ws_connect(url, headers=kept) as ws:
        return await _close_code(ws)


async def _close_code(ws: Any) -> int | None:
    try:
        while True:
            message = await asyncio.wait_for(ws.receive(), REFUSED_SOON)
            if message.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED):
                code: int = ws.close_code
                return code
    except asyncio.TimeoutError:
        return None


async def test_a_socket_closes_when_its_session_ends(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.desk.rooms.LOOK_AGAIN", 0.05)
    staff, token = at_work(house.hotline.accounts, "agent")
    headers = {**Colleague(house, staff, token).headers, "Origin": house.url}
    async with house.client.ws_connect(f"{house.url}/desk/socket", headers=headers) as ws:
        house.hotline.accounts.disable(staff.id)
        assert await _close_code(ws) == CLOSE_SIGNED_OUT
