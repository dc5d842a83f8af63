"""Two processes over one database: each event is sent once, and in order for each ticket."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from bot.calendar.clock import SystemClock
from bot.database import Database
from bot.privacy.encryption import Cipher
from tests.institutions.house import AGENT, House
from tests.institutions.receiver import Receiver
from tests.running import ROOT

PATIENCE = 120  # seconds
TICKETS, ADDED = 12, 3


def test_no_event_is_sent_twice_or_out_of_order(
    database: Database, database_url: str, cipher: Cipher, tmp_path: Path, receiver: Receiver
) -> None:
    house = House.open(database, cipher, SystemClock(), tmp_path)
    hooks = [
        house.institutions.webhooks.make("icbc", f"{receiver.url}/{n}", (), "boss")
        for n in range(2)
    ]
    numbers = [house.forwarded() for _ in range(TICKETS)]
    for _ in range(ADDED):
        for number in numbers:
            house.tickets.add(number, "又扣了一笔", AGENT)
    processes = [_start(database_url, tmp_path) for _ in range(2)]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        _, said = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, said
    told = house.institutions.feed.after("icbc", 0, 1000).events
    _check(receiver, [event.id for event in told])
    assert len(told) == TICKETS * (1 + 2 * ADDED)
    for hook in hooks:
        view = house.institutions.webhooks.get("icbc", hook.webhook.id)
        assert (view.waiting, view.dead) == (0, 0)


def _check(receiver: Receiver, told: list[str]) -> None:
    sent: dict[tuple[str, str], list[str]] = defaultdict(list)
    for taken in receiver.taken:
        sent[taken.path, taken.content["number"]].append(taken.content["id"])
    for path in ("/hook/0", "/hook/1"):
        there = [id for (where, _), ids in sent.items() if where == path for id in ids]
        assert sorted(there) == sorted(told)
    place = {id: n for n, id in enumerate(told)}
    for ids in sent.values():
        assert [place[id] for id in ids] == sorted(place[id] for id in ids)


def _start(url: str, var: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        (sys.executable, "-m", "tests.institutions.deliver", url, str(var)),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process
