"""A real Asterisk, in a directory of its own, with the dialplan that our documentation gives."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from string import Template

import pytest

from tests.running import ROOT

HERE = Path(__file__).parent
DIALPLAN = ROOT / "docs" / "ivr" / "asterisk" / "extensions.conf"
PATIENCE = 30.0  # seconds
RTP_PORTS = 400
PASSWORD = "for-the-tests-only"


@dataclass
class Pbx:
    """A running Asterisk: where it listens, what it has heard, what it has logged."""

    root: Path
    home: Path
    port: int
    rtp: int

    @property
    def log(self) -> str:
        """Return all that was logged so far."""
        file = self.home / "messages"
        return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""

    @property
    def recordings(self) -> list[Path]:
        """Return the recordings of what callers said, in their order."""
        return sorted((self.home / "heard").glob("*.wav"))

    def command(self, words: str) -> str:
        """Give a command to the running process and return what it says."""
        config = "/" + str(self.home.relative_to(self.root) / "asterisk.conf")
        done = subprocess.run(
            ["chroot", str(self.root), "/usr/sbin/asterisk", "-C", config, "-rx", words],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        return done.stdout

    def waits_for(self, words: str) -> str:
        """Return the line of the log that holds some words, as soon as it is there."""
        until(lambda: words in self.log, f"{words!r} in the log of Asterisk")
        return next(line for line in self.log.splitlines() if words in line)


def until(true: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Wait until something is true; fail with its name if it does not become so."""
    begun = time.monotonic()
    while not true():
        if time.monotonic() - begun > patience:
            pytest.fail(f"waited {patience:g} s for {what}")
        time.sleep(0.05)


def asterisk_root() -> Path:
    """Return the directory of the installed Asterisk; skip where it cannot be had."""
    if os.geteuid() != 0:
        pytest.skip("optional: only root can run Asterisk in a directory of its own")
    made = subprocess.run([ROOT / "scripts" / "asterisk"], capture_output=True, text=True)
    if made.returncode != 0:
        pytest.skip(f"optional: Asterisk and SIPp cannot be had here: {made.stderr[-300:].strip()}")
    return Path(made.stdout.splitlines()[-1])


@contextmanager
def running_pbx(root: Path, hook: str) -> Iterator[Pbx]:
    """Run an Asterisk whose dialplan asks `hook`."""
    home = Path(tempfile.mkdtemp(prefix="xiaobao-calls-", dir=root / "var" / "tmp"))
    pbx = Pbx(root, home, _free_udp_port(), _free_udp_port() // 2 * 2)
    configure(pbx, hook)
    inside = "/" + str(home.relative_to(root))
    command = ["chroot", str(root), "/usr/sbin/asterisk", "-f", "-n", "-C"]
    with (home / "console").open("wb") as console:
        process = subprocess.Popen(
            [*command, f"{inside}/asterisk.conf"],
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=console,
        )
    try:
        until(lambda: "fully booted" in pbx.command("core waitfullybooted"), "Asterisk to start")
        yield pbx
    finally:
        process.terminate()
        process.wait(PATIENCE)
        shutil.rmtree(home)


def configure(pbx: Pbx, hook: str) -> None:
    """Write the configuration: the documented dialplan, with our address and password in it."""
    inside = "/" + str(pbx.home.relative_to(pbx.root))
    values = {
        "home": inside,
        "heard": f"{inside}/heard",
        "port": str(pbx.port),
        "rtp": str(pbx.rtp),
        "rtp_end": str(pbx.rtp + RTP_PORTS),
    }
    for directory in ("run", "spool", "heard"):
        (pbx.home / directory).mkdir()
    for file in HERE.glob("*.conf"):
        text = file.read_text(encoding="utf-8")
        (pbx.home / file.name).write_text(Template(text).safe_substitute(values))
    plan = DIALPLAN.read_text(encoding="utf-8")
    plan = re.sub("(?m)^XIAOBAO=.*", f"XIAOBAO={hook}", plan)
    plan = re.sub("(?m)^XIAOBAO_PASSWORD=.*", f"XIAOBAO_PASSWORD={PASSWORD}", plan)
    (pbx.home / "extensions.conf").write_text(plan + "\n#include calls.conf\n")


def _free_udp_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port if port < 65000 else _free_udp_port()
