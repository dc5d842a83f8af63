"""Send one signed message to one address, in a short time, without being led astray."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.calendar.clock import Clock
from bot.institutions.addresses import Guard, host_and_port
from bot.institutions.delivering import manners
from bot.institutions.errors import RefusedAddress
from bot.institutions.outbox import Outcome
from bot.institutions.signing import sign
from bot.privacy.masking import mask_for_log

LONGEST_EXCERPT = 200  # characters of an answer that are kept
GLANCE = 800  # bytes of an answer that are read at all
AGENT = "Xiaobao-Webhook/1"


class Postman:
    """Sends; what goes wrong is an outcome, never an exception.

    `failure` of an outcome is status, redirect, timeout, address, name, tls or connection.
    """

    def __init__(self, guard: Guard, clock: Clock) -> None:
        self._guard = guard
        self._clock = clock

    async def send(self, url: str, secret: str, event: str, content: Mapping[str, Any]) -> Outcome:
        """Send one event; redirects are not followed, and count as failures."""
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        try:
            sending = self._post(url, body, self._headers(secret, event, body))
            return await asyncio.wait_for(sending, manners().seconds_per_try)
        except asyncio.TimeoutError:
            return Outcome(failure="timeout")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return Outcome(failure=_failure(error))

    async def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Outcome:
        addresses = await self._guard.addresses(*host_and_port(url))
        async with (
            aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(resolver=_Only(addresses), use_dns_cache=False),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
            ) as session,
            session.post(url, data=body, headers=headers, allow_redirects=False) as answer,
        ):
            begun = await answer.content.read(GLANCE)
            return Outcome(answer.status, _failure_of(answer.status), _excerpt(begun))

    def _headers(self, secret: str, event: str, body: bytes) -> dict[str, str]:
        stamp = str(int(self._clock.now().timestamp()))
        return {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": AGENT,
            "Accept-Encoding": "identity",
            "X-Xiaobao-Event": event,
            "X-Xiaobao-Timestamp": stamp,
            "X-Xiaobao-Signature": sign(secret, stamp, body),
        }


class _Only(AbstractResolver):
    """Knows the addresses that were judged, and no others."""

    def __init__(self, addresses: list[str]) -> None:
        self._addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        return [_as_result(host, address, port) for address in self._addresses]

    async def close(self) -> None:
        """Nothing is held."""


def _as_result(host: str, address: str, port: int) -> ResolveResult:
    is_old = ip_address(address.partition("%")[0]).version == 4
    return ResolveResult(
        hostname=host,
        host=address,
        port=port,
        family=socket.AF_INET if is_old else socket.AF_INET6,
        proto=0,
        flags=socket.AI_NUMERICHOST,
    )


def _failure_of(status: int) -> str:
    if 200 <= status < 300:
        return ""
    return "redirect" if 300 <= status < 400 else "status"


def _failure(error: Exception) -> str:
    if isinstance(error, RefusedAddress):
        return "address"
    if isinstance(error, socket.gaierror):
        return "name"
    tls = isinstance(error, (aiohttp.ClientSSLError, aiohttp.ServerFingerprintMismatch))
    return "tls" if tls else "connection"


def _excerpt(begun: bytes) -> str:
    """Return the beginning of an answer, masked: it may quote what we sent, or anything."""
    text = begun.decode("utf-8", "replace")
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return mask_for_log(" ".join(plain.split()))[:LONGEST_EXCERPT]
