"""A real server in a process of its own, on a free port, over an empty database."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import requests

from bot.calendar.clock import SHANGHAI, SystemClock
from bot.database import Database
from bot.dialogue.training import model_for, train
from bot.settings import Settings
from tests.forked import Forked, fork
from tests.present_words import with_present_words

ROOT = Path(__file__).parents[1]
SECRET = "the platform's secret, for tests only"
PYTHON = (sys.executable, "-m")
START_LIMIT = 180.0  # seconds; many test runs may share a small machine
CLOCK = "XIAOBAO_TEST_CLOCK"  # a file that holds how far the clock is moved, in seconds


class MovedClock(SystemClock):
    """The computer's time and as much as a file says: tests move it while the server runs."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=float(self._file.read_text() or 0))


def in_service_hours(directory: Path) -> dict[str, str]:
    """Return the environment of a server where it is ten o'clock of a working Monday."""
    file = directory / "clock"
    monday = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
    file.write_text(str((monday - datetime.now(SHANGHAI)).total_seconds()))
    return {CLOCK: str(file)}


@dataclass
class RunningServer:
    """One process; `start` it again after it was killed, and it finds its database."""

    var: Path
    port: int
    environ: Mapping[str, str]
    command: Sequence[str] = ()
    process: subprocess.Popen[bytes] | Forked | None = None
    prefix: str = ""
    alive: str = "/health"

    @property
    def url(self) -> str:
        """Return the address below which the doors are."""
        return f"http://127.0.0.1:{self.port}{self.prefix}"

    @property
    def log(self) -> str:
        """Return all that the server has printed so far, over all its starts."""
        return (self.var / "server.log").read_text(encoding="utf-8", errors="replace")

    def start(self) -> None:
        """Start the process and wait until it answers; raise RuntimeError if it does not."""
        begun = time.monotonic()
        self.process = self._process()
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() - begun > START_LIMIT:
                raise RuntimeError(f"the server did not start:\n{self.log[-3000:]}")
            time.sleep(0.1)

    def _process(self) -> subprocess.Popen[bytes] | Forked:
        environ, log = {**os.environ, **self.environ}, self.var / "server.log"
        if self.command[:2] == PYTHON and self.command[2].startswith("tests."):
            return fork(self.command[2], self.command[3:], environ, log)
        with log.open("ab") as end:
            return subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=end,
                stderr=end,
            )

    def answers(self) -> bool:
        """Tell whether the server is up."""
        try:
            return requests.get(f"http://127.0.0.1:{self.port}{self.alive}", timeout=5).ok
        except requests.RequestException:
            return False

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Send a signal and return the exit code."""
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(20)


@contextmanager
def running_server(
    var: Path, database_url: str = "", command: Sequence[str] = (), **environ: str
) -> Iterator[RunningServer]:
    """Run a server for the length of the context; SQLite in `var` unless a database is named."""
    port = free_port()
    surroundings = {
        "XIAOBAO_VAR": str(var),
        "XIAOBAO_PORT": str(port),
        "XIAOBAO_IVR_SECRET": SECRET,
        "DATABASE_URL": database_url,
        "SANIC_PROXIES_COUNT": "1",  # so that each test may come from an address of its own
        **environ,
    }
    default = (*PYTHON, "tests.running", str(model()))
    with running(RunningServer(var, port, surroundings, command or default)) as server:
        yield server


@contextmanager
def running(server: RunningServer) -> Iterator[RunningServer]:
    """Start a server and leave none behind."""
    try:
        server.start()
        yield server
    finally:
        if server.process and server.process.poll() is None:
            server.process.kill()
            server.process.wait()


def free_port() -> int:
    """Return a port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def model() -> Path:
    """Return the model of the present data, trained if it is missing.

    XIAOBAO_TEST_MODEL names another one, for those who change data and code at the same time; it
    gets the wordings of today.
    """
    named = os.environ.get("XIAOBAO_TEST_MODEL")
    if named:
        return with_present_words(Path(named))
    path = model_for(ROOT)
    return path if path.exists() else train(ROOT, show=lambda _: None)


def serve_with(path: Path) -> None:
    """Be the server: as `python -m bot serve`, with a given model."""
    settings = Settings.from_environment()
    database = Database(settings.database_url)
    database.upgrade()
    database.close()
    from bot.server import serve

    moment = os.environ.get(CLOCK)
    serve(settings, path, MovedClock(Path(moment)) if moment else None)


if __name__ == "__main__":
    serve_with(Path(sys.argv[1]))
