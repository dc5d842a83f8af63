"""What the tests of the cloud dialects share: requests made by hand, and a server with all keys."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sanic import Request
from sanic.compat import Header

from bot.channels.messages import Collect, PhoneAnswer, Said
from bot.phone_keys import PhoneKeys
from tests.running import RunningServer, running_server

KEY_ID = "LTAI-for-tests"
SECRET = "a secret that two share"
ENVIRON = {
    "XIAOBAO_ALIYUN_KEY_ID": KEY_ID,
    "XIAOBAO_ALIYUN_KEY_SECRET": SECRET,
    "XIAOBAO_ODFS_TOKEN": SECRET,
    "XIAOBAO_VOICEXML_PASSWORD": SECRET,
}
KNOWN = {"gist": "浦发银行 信用卡年费", "amount": "三百元"}


def request(
    path: str, body: bytes = b"", headers: Mapping[str, str] | None = None, method: str = "POST"
) -> Request:
    """Return a request as Sanic would hand it over."""
    made = Request(path.encode(), Header(headers or {}), "1.1", method, None, None)
    made.body = body
    return made


def hotline(**keys: str) -> Any:
    """Return as much of a hotline as a dialect looks at."""
    manners = SimpleNamespace(agents="agents", voice="zh-CN")
    return SimpleNamespace(
        settings=SimpleNamespace(phone=PhoneKeys(**keys)),
        profile=SimpleNamespace(phone=manners),
    )


def answer(action: str, *words: str, **values: Any) -> PhoneAnswer:
    """Return an answer; words that begin with `!` cannot be interrupted."""
    say = [Said(text=text.lstrip("!"), interruptible=text[:1] != "!") for text in words]
    values = {"collect": listening() if action == "gather" else None, **values}
    return PhoneAnswer(call_id="c-1", turn="t-1", say=say, action=action, **values)


def listening(**values: Any) -> Collect:
    """Return what an open question collects."""
    usual = {
        "modes": ["speech", "dtmf"],
        "expects": "text",
        "max_digits": 1,
        "end_key": None,
        "timeout_s": 6.0,
        "between_keys_s": 3.0,
        "end_silence_ms": 800,
        "sensitive": False,
    }
    return Collect.parse_obj({**usual, **values})


A_NUMBER = {"expects": "phone", "max_digits": 11, "end_key": "#", "sensitive": True}


@contextmanager
def cloud_server(var: Path) -> Iterator[RunningServer]:
    """Run the hotline with the secrets of all these dialects."""
    with running_server(var, **ENVIRON) as server:
        yield server


def tickets(server: RunningServer) -> int:
    """Count the tickets that the server has registered."""
    with closing(sqlite3.connect(server.var / "xiaobao.db")) as database:
        number: int = database.execute("SELECT count(*) FROM tickets").fetchone()[0]
    return number
