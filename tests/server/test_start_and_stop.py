"""`python -m bot serve` as `make serve` calls it: what it prints, how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.dialogue.training import model_for, train
from tests.channels.people import Consumer
from tests.channels.sockets import Socket
from tests.running import ROOT, RunningServer, running_server

SERVE = (sys.executable, "-m", "bot", "serve")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    if not model_for(ROOT).exists():
        train(ROOT, show=lambda _: None)
    with running_server(tmp_path, command=SERVE) as running:
        yield running


async def test_it_says_where_to_click_and_stops_cleanly(server: RunningServer) -> None:
    for _ in range(50):
        if "Ctrl-C" in server.log:
            break
        time.sleep(0.1)
    assert "银行保险消费者投诉维权热线 已经开门" in server.log
    for address in ("/\n", "/ivr/turn\n", "/openapi.json\n"):
        assert f"http://127.0.0.1:{server.port}{address}" in server.log

    consumer = Consumer(server).open()
    async with Socket.of(consumer) as socket:  # an open page does not hold it up
        await socket.hello()
        assert await socket.say("我要投诉工行")
        assert server.stop(signal.SIGINT) == 0
    assert "Traceback" not in server.log and "Error" not in server.log

    server.start()
    assert len(consumer.history()) > 3
    assert server.stop(signal.SIGTERM) == 0
    assert "Traceback" not in server.log


def test_a_port_that_is_taken_is_said_plainly(server: RunningServer, tmp_path: Path) -> None:
    environ = {**os.environ, **server.environ, "XIAOBAO_VAR": str(tmp_path / "second")}
    second = subprocess.run(SERVE, cwd=ROOT, env=environ, capture_output=True, timeout=60)
    told = (second.stdout + second.stderr).decode()
    assert second.returncode == 1
    assert f"{server.port}" in told and "占用" in told and "XIAOBAO_PORT" in told
    assert "Traceback" not in told and "已经开门" not in told
