"""What rooms, pages and forms hold by themselves, whoever builds upon them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any

import aiohttp
import pytest
from jinja2 import UndefinedError
from sanic import Request
from sanic.response import HTTPResponse, text

from bot.accounts.staff import Staff
from bot.channels.errors import Refusal
from bot.desk import house as house_module
from bot.desk import rooms as rooms_module
from bot.desk.forms import fields_of, lists_of
from bot.desk.pages import day, environment, moment, money, page
from bot.desk.rooms import Rooms
from bot.hotline import Hotline
from tests.accounts.staff import at_work
from tests.databases import new_file
from tests.desk.house import Colleague, House, open_house

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def database_url(tmp_path: Any) -> str:
    """None of this depends on the database."""
    return new_file(tmp_path)


@pytest.fixture(autouse=True)
def own_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rooms that tests build are not rooms of the house."""
    monkeypatch.setattr(rooms_module, "RULES", dict(rooms_module.RULES))


def build(rooms: Rooms) -> None:
    @rooms.get("/desk/try/<word:str>", roles=("agent",))
    async def get(request: Request, staff: Staff, word: str) -> HTTPResponse:
        return text(f"{staff.role} {word}")

    @rooms.post("/desk/try/<word:str>", roles=("agent",))
    async def post(request: Request, staff: Staff, word: str) -> HTTPResponse:
        shown = {name: fields_of(request)[name] for name in fields_of(request) if name != "csrf"}
        return text(f"{shown} {lists_of(request).get('many')}")

    @rooms.put("/desk/try/<word:str>", roles=("agent",))
    async def put(request: Request, staff: Staff, word: str) -> HTTPResponse:
        raise Refusal(429, "slow_down", "慢一点。", 7)

    @rooms.delete("/desk/try/<word:str>", roles=("agent",))
    async def delete(request: Request, staff: Staff, word: str) -> HTTPResponse:
        raise RuntimeError("王小明 13800138000")

    @rooms.socket("/desk/try", roles=("agent",))
    async def socket(request: Request, ws: Any, staff: Staff) -> None:
        await ws.send(f"{staff.role}: {await ws.recv()}")


@asynccontextmanager
async def with_rooms(hotline: Hotline, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    rooms = Rooms("try")
    build(rooms)
    blueprints = [*house_module.desk_rooms(), rooms.blueprint]
    monkeypatch.setattr("bot.server.desk_rooms", lambda: blueprints)
    async with open_house(hotline) as house:
        yield house


@pytest.fixture
async def tried(
    hotline: Hotline, quick_hashes: None, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[House]:
    async with with_rooms(hotline, monkeypatch) as house:
        yield house


@pytest.fixture
def li(tried: House) -> Colleague:
    return Colleague(tried, *at_work(tried.hotline.accounts))


async def test_handlers_get_who_it_is_and_the_parts_of_the_path(li: Colleague) -> None:
    answer = await li.get("/desk/try/this")
    assert (answer.status, answer.text) == (200, "agent this")
    assert answer.headers["Cache-Control"] == "no-store"


async def test_forms_come_as_texts(tried: House, li: Colleague) -> None:
    headers = {**li.headers, **FORM}
    body = "a=%20%E4%B8%80%00&b=&many=1&many=2&a=2"
    answer = await tried.ask("POST", "/desk/try/x", body, headers)
    assert answer.text == "{'a': '2', 'b': '', 'many': '2'} ['1', '2']"
    answer = await li.send("/desk/try/x", a="一", many=["1", "2"])
    assert answer.text.startswith("{'a': '一'")


async def test_forms_with_files_carry_the_token_too(tried: House, li: Colleague) -> None:
    token = li.headers["X-CSRF-Token"]
    for sent, status in ((token, 200), ("0" * 64, 403)):
        form = aiohttp.FormData({"csrf": sent, "a": "一"})
        form.add_field("file", b"\x00\x01", filename="x.bin")
        headers = {"Cookie": li.headers["Cookie"]}
        assert (await tried.ask("POST", "/desk/try/x", form, headers)).status == status


async def test_the_token_may_come_as_field_or_header(tried: House, li: Colleague) -> None:
    cookie, token = {"Cookie": li.headers["Cookie"]}, li.headers["X-CSRF-Token"]
    for headers, body, status in (
        (cookie | FORM, f"csrf={token}", 200),
        (cookie | {"X-CSRF-Token": token}, "", 200),
        (cookie | FORM, "csrf=", 403),
        (cookie | FORM | {"X-CSRF-Token": "0" * 64}, f"csrf={token}", 403),
        (cookie, "", 403),
    ):
        assert (await tried.ask("POST", "/desk/try/x", body, headers)).status == status


async def test_refusals_and_faults_are_said_as_asked_for(tried: House, li: Colleague) -> None:
    refused = await li.do("/desk/try/x", "PUT")
    assert (refused.status, refused.code, refused.headers["Retry-After"]) == (429, "slow_down", "7")
    fault = await li.do("/desk/try/x", "DELETE")
    assert (fault.status, fault.code) == (500, "internal_error")
    assert "13800138000" not in fault.text
    page = await tried.ask(
        "DELETE", "/desk/try/x", None, {**li.headers, "Accept": "text/html,*/*;q=0.8"}
    )
    assert page.status == 500 and "没有办成" in page.text and "13800138000" not in page.text


async def test_sockets_speak_with_whoever_may(tried: House, li: Colleague) -> None:
    headers = {**li.headers, "Origin": tried.url}
    url = f"{tried.url}/desk/try"
    async with tried.client.ws_connect(url, headers=headers) as ws:
        await ws.send_str("here")
        assert (await asyncio.wait_for(ws.receive(), 10)).data == "agent: here"
        assert (await asyncio.wait_for(ws.receive(), 10)).type is aiohttp.WSMsgType.CLOSE


@pytest.mark.parametrize("roles", [(), ("boss",), ("agent", "boss")])
def test_a_room_for_nobody_or_for_an_unknown_role_is_a_mistake(roles: tuple[str, ...]) -> None:
    async def handler(request: Request, staff: Staff) -> HTTPResponse:
        return text("")

    for register in (Rooms("mistake").get, Rooms("mistake").post, Rooms("mistake").socket):
        with pytest.raises(ValueError, match="may enter"):
            register("/desk/mistake", roles=roles)(handler)


def test_values_are_written_as_people_in_china_read_them() -> None:
    late = datetime(2026, 12, 3, 16, 5, tzinfo=timezone.utc)
    assert moment(late) == "2026年12月4日 00:05"
    assert day(late) == "2026年12月4日"
    assert day(date(2026, 12, 3)) == "2026年12月3日"
    assert money(Decimal("1234567.5")) == "1,234,567.50 元"
    assert moment(None) == day(None) == money(None) == "—"


def test_templates_escape_and_miss_nothing_silently() -> None:
    made = environment()
    assert made.from_string("{{ name }}").render(name="<b>") == "&lt;b&gt;"
    with pytest.raises(UndefinedError):
        made.from_string("{{ nobody_gave_this }}").render()
    assert page.__doc__ and "UndefinedError" in page.__doc__
