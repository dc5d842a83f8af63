"""Work that takes long on purpose, as looking at a password does, holds nobody else up."""

from __future__ import annotations

import asyncio
import threading

import pytest

from bot.accounts import passwords
from bot.channels.errors import Refusal
from bot.desk.slowly import SlowWork
from tests.accounts.staff import hire
from tests.desk.browser import Browser
from tests.desk.house import House


async def test_looking_at_a_password_holds_nobody_up(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    hire(house.hotline.accounts, login="li.xiao")
    browser = Browser(house)
    begun, go_on = threading.Event(), threading.Event()

    def slowly(kept: str | None, password: str) -> bool:
        begun.set()
        return go_on.wait(20) and False

    monkeypatch.setattr(passwords, "matches", slowly)
    signing_in = asyncio.create_task(browser.sign_in("li.xiao"))
    while not begun.is_set():
        await asyncio.sleep(0)
    assert (await house.ask("GET", "/health")).status == 200
    assert not signing_in.done()
    go_on.set()
    assert (await signing_in).status == 422


async def test_a_flood_of_slow_work_is_refused_instead_of_queued() -> None:
    work, go_on = SlowWork("test", at_once=1, most_waiting=3), threading.Event()
    present = [asyncio.create_task(work.do(go_on.wait, 20)) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(Refusal) as refused:
        await work.do(go_on.wait, 20)
    assert (refused.value.status, refused.value.retry_after) == (503, 5)
    go_on.set()
    assert await asyncio.gather(*present) == [True, True, True]
    assert await work.do(go_on.wait, 20)
