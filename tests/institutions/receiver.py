"""A real HTTP server that takes webhooks, well or badly, as the test wants."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from bot.institutions.signing import sign

PATIENCE = 30  # seconds
Behaviour = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True)
class Taken:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def content(self) -> dict[str, Any]:
        """Return the event."""
        content: dict[str, Any] = json.loads(self.body)
        return content

    def is_signed(self, secret: str) -> bool:
        """Tell whether the signature is right."""
        stamp = self.headers["x-xiaobao-timestamp"]
        return self.headers["x-xiaobao-signature"] == sign(secret, stamp, self.body)


def answer(status: int, body: bytes = b"", **headers: str) -> Behaviour:
    """Return a behaviour that answers so."""

    def act(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return act


@dataclass
class Receiver:
    """Behaves as `script` says, one after the other, and then always as `usual`."""

    usual: Behaviour = field(default_factory=lambda: answer(204))
    script: list[Behaviour] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)

    def __enter__(self) -> Receiver:
        self._more = threading.Condition()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def wait_for(self, number: int) -> bool:
        """Wait until so many requests have come; tells whether they have."""
        with self._more:
            return self._more.wait_for(lambda: len(self.taken) >= number, PATIENCE)

    @property
    def port(self) -> int:
        """Return where it listens."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """Return the address of the webhook."""
        return f"http://127.0.0.1:{self.port}/hook"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                with receiver._more:
                    receiver._more.notify_all()
                    receiver.taken.append(Taken(self.path, headers, body))
                    behave = receiver.script.pop(0) if receiver.script else receiver.usual
                behave(self)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        return Handler
