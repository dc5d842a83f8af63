"""The way from a caller to the hotline: HTTP, with the connections kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from yarl import URL

from benchmarks.callers.phone import CallFailed, Post, Request

PATIENCE = aiohttp.ClientTimeout(total=60)


@asynccontextmanager
async def wire(*, keep: bool = True) -> AsyncIterator[Post]:
    """Open the way for any number of calls; a caller who thinks long does not `keep` it."""
    connector = aiohttp.TCPConnector(limit=0, force_close=not keep)
    async with aiohttp.ClientSession(connector=connector, timeout=PATIENCE) as session:

        async def post(request: Request) -> bytes:
            try:
                return await _post(session, request)
            except (aiohttp.ClientError, asyncio.TimeoutError) as error:
                raise CallFailed(f"{type(error).__name__}: {error}") from error

        yield post


async def _post(session: aiohttp.ClientSession, request: Request) -> bytes:
    address = URL(request.address, encoded=True)  # as it was signed
    headers = dict(request.headers)
    async with session.post(address, data=request.body, headers=headers) as answer:
        body = await answer.read()
        if answer.status != 200:
            raise CallFailed(f"{answer.status} {body.decode('utf-8', 'replace')[:200]}")
        return body
