"""The wire between Asterisk and the hotline: passes everything on, writes down what it saw."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

import requests

TIMEOUT = 30


@dataclass(frozen=True)
class Exchange:
    """One event that Asterisk reported, and the answer; times in seconds."""

    at: float
    took: float
    status: int
    asked: dict[str, str]
    told: dict[str, str]


@dataclass
class Line:
    """What went over the wire; `cut` breaks it, as when the hotline is gone."""

    target: str
    exchanges: list[Exchange] = field(default_factory=list)
    fetched: dict[str, bytes] = field(default_factory=dict)  # by address
    server: ThreadingHTTPServer | None = None
    left: float = math.inf

    @property
    def url(self) -> str:
        """Return the address that stands for the hotline."""
        assert self.server is not None
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def cut(self) -> None:
        """Let nobody answer any more."""
        assert self.server is not None
        self.server.shutdown()
        self.server.server_close()

    def seconds(self, addresses: str) -> float:
        """Return how long some sounds take that were fetched."""
        return sum(len(self.fetched[one]) for one in addresses.split("&")) / 16_000

    def cut_after(self, events: int) -> None:
        """Let so many events through, and answer none after them."""
        self.left = events

    def of_event(self, event: str) -> list[Exchange]:
        """Return the exchanges about one kind of event."""
        return [one for one in self.exchanges if one.asked["event"] == event]


class _Server(ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True


@contextmanager
def line_to(target: str) -> Iterator[Line]:
    """Lay a wire to a hotline."""
    line = Line(target)
    line.server = _Server(("127.0.0.1", 0), _handler(line))
    threading.Thread(target=line.server.serve_forever, kwargs={"poll_interval": 0.05}).start()
    try:
        yield line
    finally:
        line.cut()


def _handler(line: Line) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            line.left -= 1
            if line.left < 0:
                return  # nothing at all: the connection just ends
            begun = time.monotonic()
            answer = self._pass_on("POST", body)
            took = time.monotonic() - begun
            asked, told = dict(parse_qsl(body.decode())), dict(parse_qsl(answer.text))
            line.exchanges.append(Exchange(begun, took, answer.status_code, asked, told))
            self._give_back(answer)

        def do_GET(self) -> None:
            answer = self._pass_on("GET", b"")
            if answer.ok:
                line.fetched[line.url + self.path] = answer.content
            self._give_back(answer)

        def _pass_on(self, method: str, body: bytes) -> requests.Response:
            url = line.target + self.path
            headers = dict(self.headers)
            return requests.request(method, url, data=body, headers=headers, timeout=TIMEOUT)

        def _give_back(self, answer: requests.Response) -> None:
            self.send_response(answer.status_code)
            self.send_header("Content-Type", answer.headers["Content-Type"])
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    return Handler
