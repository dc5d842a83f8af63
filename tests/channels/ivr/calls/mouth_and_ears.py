"""A voice and a recogniser behind HTTP, in a process with packages of its own (audio.txt).

Started with the root directory of Asterisk; prints its address, and serves until its input ends.
"""

from __future__ import annotations

import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote

from bot.voices.neural import Neural
from tests.channels.ivr.calls.recogniser import Recogniser


def main() -> None:
    """Serve on a free port of the loopback interface."""
    root = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as directory:
        handler = _handler(root, Neural(), Recogniser(Path(directory)))
        with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
            sys.stdin.read()
            server.shutdown()


def _handler(root: Path, voice: Neural, recogniser: Recogniser) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            asked = {name: values[0] for name, values in parse_qs(body).items()}
            answer = voice.speak(asked["text"]) if self.path == "/speak" else self._hear(asked)
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def _hear(self, asked: dict[str, str]) -> bytes:
            # Asterisk names the file as it sees it, from within its root directory.
            heard = recogniser.hear(root / asked["file"].lstrip("/"))
            # Percent signs for spaces too: Asterisk would leave a plus as it is.
            return f"speech={quote(heard.text)}&confidence={heard.confidence:.3f}".encode()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    return Handler


if __name__ == "__main__":
    main()
