"""The audio loop as a test sees it: a caller who really speaks, a switchboard that really hears."""

from __future__ import annotations

import audioop
import io
import shutil
import subprocess
import sys
import tempfile
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from tests.channels.ivr.calls.caller import QUIET, Caller
from tests.channels.ivr.calls.pbx import Pbx
from tests.running import ROOT

PACKAGES = ROOT / "tests" / "channels" / "ivr" / "audio.txt"
INSTALLING = 900  # seconds: half a gigabyte comes along the first time
SPEAKING = 120
BREATH = QUIET[: 8000 * 3 // 10]  # nobody speaks the moment a question ends


@contextmanager
def mouth_and_ears(root: Path) -> Iterator[str]:
    """Run the voice and the recogniser; give their address, or skip without their packages."""
    with tempfile.TemporaryDirectory(prefix="xiaobao-audio-") as directory:
        python = installed(Path(directory) / "venv")
        command = [str(python), "-m", "tests.channels.ivr.calls.mouth_and_ears", str(root)]
        with subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdin is not None and process.stdout is not None
            address = process.stdout.readline().strip()
            assert address, "the voice and the recogniser did not start"
            try:
                yield address
            finally:
                process.stdin.close()  # which ends it


def installed(directory: Path) -> Path:
    """Return a Python with the packages of audio.txt; skip where they cannot be had."""
    found = shutil.which("uv")
    uv = [found] if found else [sys.executable, "-m", "uv"]
    python = directory / "bin" / "python"
    # Not `uv run --with-requirements`: that does not look at the hashes.
    sync = ["pip", "sync", "--require-hashes", "--python", str(python), str(PACKAGES)]
    try:
        for step in (["venv", "--python", sys.executable, str(directory)], sync):
            subprocess.run([*uv, *step], check=True, capture_output=True, timeout=INSTALLING)
    except subprocess.SubprocessError as error:
        said = (getattr(error, "stderr", None) or str(error).encode())[-300:]
        pytest.skip(f"optional: audio.txt cannot be installed: {said.decode(errors='replace')}")
    return python


def can_hear(pbx: Pbx, ears: str) -> None:
    """Let a switchboard ask the recogniser what callers to 301 and 302 say."""
    with (pbx.home / "extensions.conf").open("a") as plan:
        plan.write("#include audio.conf\n")
    pbx.command("dialplan reload")
    pbx.command(f"dialplan set global EARS {ears}")


def says(caller: Caller, text: str, mouth: str) -> Caller:
    """Let a caller say something with a natural voice; the words themselves are not sent along."""
    spoken = requests.post(f"{mouth}/speak", data={"text": text}, timeout=SPEAKING)
    spoken.raise_for_status()
    with wave.open(io.BytesIO(spoken.content)) as sound:
        line = audioop.lin2alaw(sound.readframes(sound.getnframes()), 2)
    file = caller.directory / f"spoken-{len(caller.steps)}.alaw"
    file.write_bytes(BREATH + line + QUIET)
    caller.steps += [("listen", ""), ("play", str(file))]
    return caller
