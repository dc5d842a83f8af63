"""Forty pages that ask for their pieces at once do not hold up what people say."""

from __future__ import annotations

import asyncio
import uuid
from types import SimpleNamespace

from bot.desk.drawing import one_at_a_time
from tests.desk.house import Colleague, Consumer, House

PIECES = 30


async def test_pieces_come_one_after_the_other_and_words_in_between() -> None:
    app = SimpleNamespace(ctx=SimpleNamespace())
    happened: list[str] = []

    async def draw(number: int) -> None:
        async with one_at_a_time(app):
            happened.append(f"piece {number}")
            if number == 0:
                asyncio.get_running_loop().call_soon(happened.append, "words")

    await asyncio.gather(*(draw(number) for number in range(3)))
    assert happened == ["piece 0", "words", "piece 1", "piece 2"]


async def test_a_piece_that_fails_does_not_keep_the_others_waiting() -> None:
    app = SimpleNamespace(ctx=SimpleNamespace())

    async def draw(fails: bool) -> str:
        async with one_at_a_time(app):
            if fails:
                raise LookupError
            return "drawn"

    told = await asyncio.gather(draw(True), draw(False), return_exceptions=True)
    assert isinstance(told[0], LookupError)
    assert told[1] == "drawn"


async def test_what_is_said_overtakes_the_pieces_of_many_pages(
    house: House, li: Colleague, consumer: Consumer
) -> None:
    await li.do(f"/desk/handoffs/{consumer.wait()}/accept")
    done: list[str] = []

    async def draw() -> None:
        assert (await li.get(f"/desk/conversations/{consumer.id}")).status == 200
        done.append("piece")

    async def say() -> None:
        path = f"/desk/conversations/{consumer.id}/say"
        assert (await li.do(path, key=uuid.uuid4().hex, text="您好")).status == 200
        done.append("words")

    drawing = [asyncio.create_task(draw()) for _ in range(PIECES)]
    await asyncio.sleep(0.02)  # they have been asked for
    await asyncio.gather(say(), *drawing)
    assert done.index("words") < PIECES / 2
