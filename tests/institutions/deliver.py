"""A process that delivers until nothing is left: `python -m tests.institutions.deliver URL VAR`.

The database URL and the directory are those of the test that starts it.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bot.calendar.clock import SystemClock
from bot.database import Database
from bot.privacy.encryption import Cipher, use_cipher
from tests.institutions.house import House


async def deliver(house: House) -> None:
    """Make rounds until nothing is due any more."""
    courier = house.institutions.courier
    await courier.deliver()
    while courier._rounds or house.institutions.outbox.due():
        await courier.finish()
        await courier.deliver()


def main(url: str, var: Path) -> None:
    """Say that we are ready, wait for the word, deliver."""
    cipher = Cipher(bytes(range(32)))
    use_cipher(cipher)
    house = House.open(Database(url), cipher, SystemClock(), var)
    print("ready", flush=True)
    sys.stdin.readline()
    asyncio.run(deliver(house))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
