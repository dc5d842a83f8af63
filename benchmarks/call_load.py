"""Many calls at once, against one server on this machine: `python -m benchmarks.call_load`."""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from benchmarks.callers import PHONES
from benchmarks.callers.complainant import Matter, Pause, Told, complain
from benchmarks.callers.own_hotline import HotlineDown, own_hotline, site_at
from benchmarks.callers.phone import Phone, Post, Site
from benchmarks.callers.wire import wire
from benchmarks.metrics import percentile
from benchmarks.noise import SEED
from benchmarks.report import aligned
from bot.dialogue.training import TrainingError
from bot.settings import SettingsError

SHOWN = 5


@dataclass
class Load:
    """What came of all calls of one size; a pair is two calls from one number at once."""

    calls: int
    seconds: float
    told: list[Told] = field(default_factory=list)
    pairs: list[tuple[Told, Told]] = field(default_factory=list)

    @property
    def every(self) -> list[Told]:
        """Return all calls, those of the pairs too."""
        return [*self.told, *(one for pair in self.pairs for one in pair)]

    @property
    def errors(self) -> Counter[str]:
        """Return what failed, and how often."""
        return Counter(error for told in self.every for error in told.errors)

    @property
    def mixed(self) -> list[str]:
        """Return each answer that told a caller of another's matter, two with one ticket too."""
        given = Counter(told.ticket for told in self.every if told.ticket)
        twice = [f"两通电话同一个单号：{ticket}" for ticket, times in given.items() if times > 1]
        return [*twice, *(words for told in self.every for words in told.mixed)]

    @property
    def unregistered(self) -> int:
        """Return how many whole calls ended without a ticket: callers whom it misunderstood."""
        return sum(told.whole and not told.ticket for told in self.every)


class _Callers:
    """All who call at one size; everybody has a matter of his own."""

    def __init__(
        self, kind: type[Phone], site: Site, post: Post, pace: tuple[float, float]
    ) -> None:
        self._kind, self._site, self._post, self._pace = kind, site, post, pace
        self._numbers = count()
        self._chance = random.Random(SEED)

    async def call(self, load: Load) -> None:
        """Keep so many lines busy; two of the lines are always of one number."""
        end = time.monotonic() + load.seconds
        lines = [self._line(load, end) for _ in range(max(load.calls - 2, 0))]
        await asyncio.gather(*lines, self._pair(load, end))

    async def _line(self, load: Load, end: float) -> None:
        while time.monotonic() < end:
            load.told.append(await complain(self._phone(), self._matter(), self._until(end)))

    async def _pair(self, load: Load, end: float) -> None:
        while time.monotonic() < end:
            first = self._matter()
            matters = first, Matter(next(self._numbers), first.caller)
            both = (complain(self._phone(), matter, self._until(end)) for matter in matters)
            one, other = await asyncio.gather(*both)
            load.pairs.append((one, other))

    def _phone(self) -> Phone:
        return self._kind(self._site, self._post)

    def _matter(self) -> Matter:
        number = next(self._numbers)
        return Matter(number, f"138{number:08d}")

    def _until(self, end: float) -> Pause:
        async def pause() -> bool:
            left = end - time.monotonic()
            wait = self._chance.uniform(*self._pace)
            await asyncio.sleep(max(0, min(wait, left)))
            return wait < left

        return pause


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the calls and print how it went; 1 when an answer failed or was another caller's."""
    options = _parser().parse_args(arguments)
    try:
        with nullcontext(site_at(options.url)) if options.url else own_hotline(options.model) as at:
            loads = asyncio.run(_load(at, options))
    except (HotlineDown, SettingsError, TrainingError) as error:
        print(f"热线没有起来：{error}", file=sys.stderr)
        return 1
    print(report(loads))
    return int(any(load.errors or load.mixed for load in loads))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.call_load", description=__doc__)
    parser.add_argument("--calls", type=int, nargs="+", default=[16, 200], help="同时多少通")
    parser.add_argument("--seconds", type=float, default=60, help="每种各打多久")
    parser.add_argument(
        "--pace",
        type=float,
        nargs=2,
        default=[1, 4],
        metavar="秒",
        help="每轮之间等多久，从多少到多少",
    )
    parser.add_argument("--dialect", choices=PHONES, default="turn", help="走哪种平台的协议")
    parser.add_argument("--url", help="打给这个已启动的热线，不另起一个；密钥从环境和 var/ 里取")
    parser.add_argument("--model", type=Path, help="另起时用这个模型，不用当前数据的模型")
    return parser


async def _load(site: Site, options: argparse.Namespace) -> list[Load]:
    loads = []
    async with wire() as post:
        callers = _Callers(PHONES[options.dialect], site, post, tuple(options.pace))
        await callers.call(Load(2, 2))  # the first turns of a server are slower: they warm it up
        for calls in options.calls:
            load = Load(calls, options.seconds)
            await callers.call(load)
            loads.append(load)
    return loads


def report(loads: Sequence[Load]) -> str:
    """Return the figures of all sizes, and what was wrong."""
    rows: list[tuple[str, ...]] = [
        (
            *("", "通", "打完", "登记", "没登成", "轮数", "每秒轮数"),
            *("p50 毫秒", "p95 毫秒", "p99 毫秒", "最慢", "请稍等", "出错", "串话", "同号成对"),
        )
    ]
    rows += [(f"同时 {load.calls} 通", *_figures(load)) for load in loads]
    return "\n".join([aligned(rows), *(line for load in loads for line in _wrong(load))])


def _figures(load: Load) -> tuple[str, ...]:
    every = load.every
    turns = [turn for told in every for turn in told.turns]
    counts = (
        len(every),
        sum(told.whole for told in every),
        sum(bool(told.ticket) for told in every),
        load.unregistered,
        len(turns),
    )
    wrong = (sum(told.waits for told in every), load.errors.total(), len(load.mixed))
    pairs = [pair for pair in load.pairs if all(told.whole for told in pair)]
    both = sum(all(told.ticket for told in pair) for pair in pairs)
    return (
        *map(str, counts),
        f"{len(turns) / load.seconds:.1f}",
        *_times(turns),
        *map(str, wrong),
        f"{both}/{len(pairs)}",
    )


def _times(turns: list[float]) -> tuple[str, ...]:
    percents = (50, 95, 99, 100)
    return tuple(f"{percentile(turns, one):.0f}" if turns else "—" for one in percents)


def _wrong(load: Load) -> list[str]:
    errors = [f"出错 {times} 次：{error}" for error, times in load.errors.most_common(SHOWN)]
    return [*errors, *(f"串话：{words}" for words in load.mixed[:SHOWN])]


if __name__ == "__main__":
    raise SystemExit(main())
