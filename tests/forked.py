"""Servers forked from a process that has imported everything: to import takes most of a start."""

from __future__ import annotations

import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["bot.server", "bot.dialogue.rasa_agent", "bot.nlu.recogniser"])


class Forked:
    """A process, with the manners of `subprocess.Popen`."""

    def __init__(self, process: ForkServerProcess) -> None:
        self._process = process

    def poll(self) -> int | None:
        """Return the exit code, if there is one yet."""
        return self._process.exitcode

    def send_signal(self, how: signal.Signals) -> None:
        """Send a signal."""
        assert self._process.pid is not None
        os.kill(self._process.pid, how)

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code; raise subprocess.TimeoutExpired."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired(self._process.name, timeout or 0)
        return self._process.exitcode


def fork(module: str, arguments: Sequence[str], environ: Mapping[str, str], log: Path) -> Forked:
    """Run a module as `python -m` does; what it prints goes to the end of the log."""
    process = _CONTEXT.Process(target=_be, args=(module, arguments, dict(environ), log))
    process.start()
    return Forked(process)


def _be(module: str, arguments: Sequence[str], environ: dict[str, str], log: Path) -> None:
    with log.open("ab") as end:
        os.dup2(end.fileno(), sys.stdout.fileno())
        os.dup2(end.fileno(), sys.stderr.fileno())
    os.environ.clear()
    os.environ.update(environ)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
