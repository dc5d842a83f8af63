"""Forty agents and four hundred consumers who talk: `python -m benchmarks.desk_load`."""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import aiohttp
from sqlalchemy import select

from benchmarks.callers.own_hotline import HotlineDown, address, own_server
from benchmarks.desk import server
from benchmarks.desk.agent import AgentPage
from benchmarks.desk.consumer import ConsumerPage
from benchmarks.desk.delivery import Deliveries
from benchmarks.metrics import percentile
from benchmarks.queue_day import Figures, Wait
from benchmarks.report import aligned
from bot.accounts.staff import Particulars
from bot.handoff.models import Handoff
from bot.hotline import Hotline
from bot.settings import Settings, SettingsError

SEED = 12378
EXCHANGES = 4  # lines that each side says in a talk
SKILLS = ("general", "bank", "insurance", "payment", "fraud", "elderly")
PATIENCE = aiohttp.ClientTimeout(total=60)


def main(arguments: Sequence[str] | None = None) -> int:
    """Let them talk and print how long words took; 1 when words were lost or the queue unfair."""
    options = _parser().parse_args(arguments)
    behind_proxy = {"SANIC_PROXIES_COUNT": "1"}  # every consumer has an address of their own
    try:
        with own_server(server.__name__, options.model, **behind_proxy) as environ:
            told, figures = asyncio.run(_Morning(environ, options).pass_by())
    except (HotlineDown, SettingsError) as error:
        print(f"热线没有起来：{error}", file=sys.stderr)
        return 1
    print(report(told, figures, options.waiting))
    return int(bool(told.lost or told.twice or told.errors or figures.overtaken()))


def report(told: Deliveries, figures: Figures, waiting: int) -> str:
    """Return how long words took, whether any got lost, and whether the queue was fair."""
    rows: list[tuple[str, ...]] = [("毫秒", "句", "p50", "p95", "p99", "最慢")]
    for direction, times in sorted(told.milliseconds.items()):
        found = (percentile(times, one) for one in (50, 95, 99, 100))
        rows.append((direction, str(len(times)), *(f"{one:.0f}" for one in found)))
    served = sum(wait.taken is not None for wait in figures.waits.values())
    return "\n".join(
        (
            aligned(rows),
            f"{waiting} 人求助，{served} 人已接起，{told.talks} 场谈完",
            f"丢失 {told.lost} 句，重复 {told.twice} 句，插队 {figures.overtaken()} 次",
            *(f"出错 {times} 次：{error}" for error, times in told.errors.most_common()),
        )
    )


class _Morning:
    """One server, its agents and its consumers."""

    def __init__(self, environ: Mapping[str, str], options: argparse.Namespace) -> None:
        self._url, self._options = address(environ), options
        self._hotline = Hotline.open(Settings.from_environment(environ), server.MondayClock())
        self._chance = random.Random(SEED)
        self._told = Deliveries()
        self._consumers: dict[str, ConsumerPage] = {}

    async def pass_by(self) -> tuple[Deliveries, Figures]:
        """Let consumers ask, then agents come, until all have been served or the time is over."""
        connector = aiohttp.TCPConnector(limit=0)
        jar = aiohttp.DummyCookieJar()
        try:
            async with aiohttp.ClientSession(
                connector=connector, cookie_jar=jar, timeout=PATIENCE
            ) as client:
                await self._live(client)
            return self._told, self._figures()
        finally:
            self._hotline.database.close()

    async def _live(self, client: aiohttp.ClientSession) -> None:
        numbers = range(self._options.waiting)
        pages = [ConsumerPage(client, self._url, number, self._told) for number in numbers]
        agents = [self._agent(client, number) for number in range(self._options.agents)]
        for page in pages:
            await page.ask()
            self._consumers[page.conversation] = page
        working = [asyncio.create_task(one.work(self._talk)) for one in agents]
        served = asyncio.create_task(self._until_served())
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(served, self._options.seconds)
        for task in working:
            task.cancel()
        for left in await asyncio.gather(*working, return_exceptions=True):
            if isinstance(left, Exception):
                self._told.errors[f"坐席 {left!r}"] += 1
        await asyncio.gather(*(page.leave() for page in pages))

    async def _until_served(self) -> None:
        while self._told.talks < self._options.waiting:
            await asyncio.sleep(0.2)

    def _agent(self, client: aiohttp.ClientSession, number: int) -> AgentPage:
        accounts = self._hotline.accounts
        given = accounts.create(f"agent{number}", Particulars("李晓", "agent", skills=SKILLS))
        accounts.change_password(given.staff, given.password, f"西湖边的第{number}棵柳树下")
        token = accounts.sign_in_vouched(given.staff.login).token
        csrf = self._hotline.cipher.keyed_hash(token, "csrf")
        return AgentPage(client, self._url, token, csrf, self._pause, self._told)

    async def _talk(self, agent: AgentPage, conversation: str) -> None:
        consumer = self._consumers[conversation]
        for _ in range(EXCHANGES):
            await self._pause()
            await agent.say()
            await self._pause()
            await consumer.say()
        await agent.finish()

    async def _pause(self) -> None:
        await asyncio.sleep(self._chance.uniform(*self._options.pace))

    def _figures(self) -> Figures:
        with self._hotline.database.reading() as session:
            rows = session.scalars(select(Handoff)).all()
        return Figures(
            {
                row.conversation_id: Wait(
                    row.conversation_id,
                    row.skill,
                    row.priority,
                    row.requested_at,
                    row.accepted_at,
                )
                for row in rows
            }
        )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.desk_load", description=__doc__)
    parser.add_argument("--agents", type=int, default=40, help="坐席人数")
    parser.add_argument("--waiting", type=int, default=400, help="求助人数")
    parser.add_argument("--seconds", type=float, default=600, help="最久打多久")
    pace = {"type": float, "nargs": 2, "default": [1, 4], "metavar": "秒"}
    parser.add_argument("--pace", help="每句话之前想多久，从多少到多少", **pace)
    parser.add_argument("--model", type=Path, help="用这个模型，不用当前数据的模型")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
