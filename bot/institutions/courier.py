"""Deliver what is due: each webhook in a round of its own, so that a slow one delays no other."""

from __future__ import annotations

import asyncio
import logging
import secrets
from datetime import datetime
from typing import Any

from bot.calendar.clock import Clock
from bot.institutions.delivering import manners
from bot.institutions.outbox import Outbox, Outcome, Parcel
from bot.institutions.postman import Postman

log = logging.getLogger(__name__)

TICKETS = "/api/v1/tickets/"


class Courier:
    """The deliveries of one process; other processes have their own, over the same database."""

    def __init__(self, outbox: Outbox, postman: Postman, clock: Clock) -> None:
        self._outbox = outbox
        self._postman = postman
        self._clock = clock
        self._rounds: dict[str, asyncio.Task[None]] = {}

    async def deliver(self) -> None:
        """Plan what is new and begin a round for every webhook that has none; a chore."""
        self._outbox.plan()
        for webhook_id in self._outbox.due():
            if webhook_id not in self._rounds and len(self._rounds) < manners().webhooks_at_once:
                self._rounds[webhook_id] = asyncio.create_task(self._go_round(webhook_id))

    async def finish(self) -> None:
        """Wait for the rounds that are under way."""
        await asyncio.gather(*self._rounds.values(), return_exceptions=True)

    async def try_out(self, url: str, secret: str) -> Outcome:
        """Send an event that is none, so that the receiver can be tried."""
        event = f"evt_trial_{secrets.token_hex(8)}"
        trial = _trial(event, self._clock.now())
        return await self._postman.send(url, secret, event, trial)

    async def _go_round(self, webhook_id: str) -> None:
        """Send until nothing is due; what was claimed and not sent is free again in a minute."""
        try:
            while parcel := self._outbox.claim(webhook_id):
                outcome = await self._send(parcel)
                self._outbox.finish(parcel, outcome)
        except Exception:  # one webhook must not end the deliveries of the others
            log.exception("deliveries of the webhook %s failed", webhook_id)
        finally:
            del self._rounds[webhook_id]

    async def _send(self, parcel: Parcel) -> Outcome:
        if self._clock.now() >= parcel.claimed_until:  # this process slept: somebody else has it
            return Outcome(failure="timeout")
        return await self._postman.send(parcel.url, parcel.secret, parcel.event, told(parcel))


def told(parcel: Parcel) -> dict[str, Any]:
    """Return what a webhook says: which ticket, what kind of event, where to read on.

    Whoever it concerns is left out: 个人信息保护法第六条 wants the least that the purpose needs,
    and the purpose is that the institution comes and reads.
    """
    return {
        "id": parcel.event,
        "kind": parcel.kind,
        "at": moment(parcel.at),
        "number": parcel.number,
        "link": f"{TICKETS}{parcel.number}",
    }


def moment(at: datetime) -> str:
    """Write a moment in UTC: 2026-11-23T01:00:00Z."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _trial(event: str, at: datetime) -> dict[str, Any]:
    return {"id": event, "kind": "trial", "at": moment(at), "number": None, "link": None}
