"""Many calls at once: what a caller notices, how calls are paced, and what is reported."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from benchmarks import call_load
from benchmarks.call_load import Load, report
from benchmarks.callers.complainant import BANKS, Matter, Told, complain
from benchmarks.callers.phone import CallFailed, Event, Heard, Phone, Request, Site
from bot.channels.ivr.rendering import TO_A_PERSON
from bot.phone_keys import PhoneKeys
from tests.running import model

SITE = Site("http://h", "s", PhoneKeys())
MATTER = Matter(7, "13800000007")
Answer = Callable[[Event], Heard]


class Answered(Phone):
    """A phone that is answered at once."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(SITE, self._no_post)
        self._answer, self.events = answer, list[Event]()

    async def _no_post(self, request: Request) -> bytes:
        return b""

    def request(self, event: Event) -> Request:
        self.events.append(event)
        return Request("", b"", {})

    def read(self, body: bytes) -> Heard:
        return self._answer(self.events[-1])


async def at_once() -> bool:
    return True


def times(number: int) -> Callable[[], Awaitable[bool]]:
    left = iter([True] * number)

    async def pause() -> bool:
        return next(left, False)

    return pause


def good(event: Event) -> Heard:
    return Heard(f"您投诉{MATTER.bank}，{MATTER.sum}元", "gather", ticket="2600000000")


def test_banks_are_named_once_and_none_is_part_of_another() -> None:
    assert len(BANKS) == len(set(BANKS)) == 20
    assert not any(one in other for one in BANKS for other in BANKS if one != other)


def test_no_two_of_many_callers_share_a_matter() -> None:
    matters = [Matter(number, "") for number in range(5000)]
    assert len({(one.bank, one.sum) for one in matters}) == len(matters)
    assert len({one.sum for one in matters}) == len({one.phone for one in matters}) == len(matters)


@pytest.mark.parametrize(
    ("words", "others"),
    [
        (f"您投诉{MATTER.bank}，{MATTER.sum}元，电话尾号零零零七，对吗？", []),
        ("您投诉浦发银行，五元，尾号零零零八", ["浦发银行", "五", "零零零八"]),
        ("怎么称呼您？十五天内答复。", []),
        (f"{MATTER.bank}和浦发银行", ["浦发银行"]),
        (f"一万{MATTER.sum}元", [f"一万{MATTER.sum}"]),
    ],
)
def test_a_caller_notices_what_is_not_his(words: str, others: list[str]) -> None:
    assert MATTER.bank != "浦发银行"
    assert list(MATTER.others(words)) == others


async def test_a_whole_call_ends_with_hanging_up() -> None:
    phone = Answered(good)
    told = await complain(phone, MATTER, at_once)
    kinds = [event.kind for event in phone.events]
    assert kinds[0] == "start" and kinds[-1] == "hangup"
    assert (told.whole, told.ticket, len(told.turns)) == (True, "2600000000", len(kinds) - 1)
    assert not told.errors and not told.mixed


@pytest.mark.parametrize(("steps", "kinds"), [(0, []), (2, ["start", "speech", "hangup"])])
async def test_a_call_that_runs_out_of_time_is_cut_short(steps: int, kinds: list[str]) -> None:
    phone = Answered(good)
    told = await complain(phone, MATTER, times(steps))
    assert ([event.kind for event in phone.events], told.whole) == (kinds, False)


async def test_an_error_ends_the_call_and_is_kept() -> None:
    def fails(event: Event) -> Heard:
        raise CallFailed("500 no")

    told = await complain(Answered(fails), MATTER, at_once)
    assert told.errors == ["500 no"] and not told.whole


async def test_words_for_a_failure_and_other_callers_words_are_kept() -> None:
    told = await complain(Answered(lambda _: Heard(TO_A_PERSON, "transfer")), MATTER, at_once)
    assert set(told.errors) == {TO_A_PERSON}
    told = await complain(Answered(lambda _: Heard("您投诉浦发银行", "gather")), MATTER, at_once)
    assert set(told.mixed) == {"浦发银行：您投诉浦发银行"}


async def test_lines_wait_until_the_end_and_stop() -> None:
    callers = call_load._Callers(lambda *_: Answered(good), SITE, None, (0.01, 0.02))  # type: ignore[arg-type]
    load, begun = Load(5, 0.4), time.monotonic()
    await asyncio.wait_for(callers.call(load), 5)
    assert time.monotonic() - begun >= 0.4
    assert len(load.told) >= 3 and load.pairs and all(told.turns for told in load.told[:3])
    assert len(load.every) < 500  # nobody calls and calls again for nothing


def test_one_ticket_for_two_calls_counts_as_mixed() -> None:
    load = Load(
        2, 1, [Told(ticket="26"), Told()], [(Told(ticket="26"), Told(mixed=["浦发银行：x"]))]
    )
    assert load.mixed == ["两通电话同一个单号：26", "浦发银行：x"]


def test_the_report_shows_figures_and_faults() -> None:
    whole = Told([10.0, 30.0], 1, ticket="26", whole=True)
    twins = Told([20.0], ticket="27", whole=True), Told([40.0], ticket="28", whole=True)
    text = report([Load(16, 2, [whole, Told(errors=["500"], whole=True)], [twins])])
    figures = text.splitlines()[1].removeprefix("同时 16 通").split()
    assert figures == ["4", "4", "3", "1", "4", "2.0", "20", "40", "40", "40", "1", "1", "0", "1/1"]
    assert text.splitlines()[2:] == ["出错 1 次：500"]


def test_a_load_without_a_turn_can_be_reported() -> None:
    assert "—" in report([Load(1, 1)])


def test_a_small_load_on_a_real_server(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--calls", "4", "--seconds", "8", "--pace", "0.1", "0.3", "--model", str(model())]
    assert call_load.main(options) == 0, capsys.readouterr().out
    figures = capsys.readouterr().out.splitlines()[1].removeprefix("同时 4 通").split()
    assert int(figures[2]) > 0 and figures[3] == "0" and figures[11:13] == ["0", "0"]
    assert "0/" not in figures[-1]
