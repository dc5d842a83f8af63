"""A hotline to call: a server in a process of its own, over a database that is gone afterwards."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.callers.phone import Site
from bot.database import Database
from bot.dialogue import training
from bot.phone_keys import PhoneKeys
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
START_LIMIT = 120.0  # seconds
MODULE = "benchmarks.callers.own_hotline"
SECRETS = (
    "XIAOBAO_IVR_SECRET",
    "XIAOBAO_ASTERISK_PASSWORD",
    "XIAOBAO_TWILIO_TOKEN",
    "XIAOBAO_JAMBONZ_SECRET",
    "XIAOBAO_ALIYUN_KEY_ID",
    "XIAOBAO_ALIYUN_KEY_SECRET",
)


class HotlineDown(RuntimeError):
    """The server did not start; the message is the end of what it said."""


def site_at(url: str) -> Site:
    """Return the hotline at an address, with the secrets of this installation (environment, var).

    Raises SettingsError.
    """
    settings = Settings.from_environment()
    return Site(url.rstrip("/"), settings.ivr_secret, settings.phone)


@contextmanager
def own_hotline(model: Path | None = None) -> Iterator[Site]:
    """Start a server on a free port, with a model of the present data; raises HotlineDown."""
    with own_server(MODULE, model) as environ:
        secret = environ["XIAOBAO_IVR_SECRET"]
        yield Site(address(environ), secret, PhoneKeys.from_environment(environ))


@contextmanager
def own_server(module: str, model: Path | None = None, **more: str) -> Iterator[Mapping[str, str]]:
    """Run `python -m module <model>` as a server; yields its environment. Raises HotlineDown."""
    model = model or _present_model()
    with tempfile.TemporaryDirectory() as directory:
        environ = {**os.environ, **_surroundings(Path(directory)), **more}
        with _running((module, str(model)), environ):
            yield environ


def address(environ: Mapping[str, str]) -> str:
    """Return where the server of that environment is found."""
    return f"http://127.0.0.1:{environ['XIAOBAO_PORT']}"


def _present_model() -> Path:
    model = training.model_for(ROOT)
    if model.exists():
        return model
    print("正在训练当前数据的模型，大约一分钟：", flush=True)
    return training.train(ROOT)


def _surroundings(var: Path) -> dict[str, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return {
        **{name: secrets.token_hex(16) for name in SECRETS},
        "XIAOBAO_VAR": str(var),
        "XIAOBAO_HOST": "127.0.0.1",
        "XIAOBAO_PORT": str(port),
        "XIAOBAO_PUBLIC_URL": "",
        "XIAOBAO_VOICE": "",
        "DATABASE_URL": "",
        "REDIS_URL": "",
    }


@contextmanager
def _running(server: tuple[str, ...], environ: Mapping[str, str]) -> Iterator[None]:
    log = Path(environ["XIAOBAO_VAR"]) / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", *server],
            cwd=ROOT,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,  # Ctrl-C in the terminal is for the caller
        )
    try:
        _wait_for(address(environ), process, log)
        yield
    finally:
        process.terminate()
        process.wait()


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    begun = time.monotonic()
    while server.poll() is None and time.monotonic() - begun < START_LIMIT:
        try:
            urllib.request.urlopen(f"{url}/health", timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    raise HotlineDown(log.read_text(encoding="utf-8", errors="replace")[-2000:])


def main(model: Path) -> None:
    """Be the server: as `python -m bot serve`, with a given model."""
    settings = Settings.from_environment()
    database = Database(settings.database_url)
    database.upgrade()
    database.close()
    from bot.server import serve

    serve(settings, model)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
