"""A line between browser and server that can be cut and mended."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from types import TracebackType

CHUNK = 65536
PATIENCE = 10  # seconds


class Line:
    """Relays TCP from a port of its own to the server's."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._ends: list[socket.socket] = []
        self._deaf = False
        self._sent = threading.Event()
        self.port = 0
        self.mend()

    def __enter__(self) -> Line:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.cut()

    def mend(self) -> None:
        """Take connections (again)."""
        self._deaf = False
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def cut(self) -> None:
        """Break all connections and take no new ones."""
        for end in (self._listener, *self._ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._ends.clear()

    def deafen(self) -> None:
        """From now on lose whatever the server answers."""
        self._deaf = True
        self._sent.clear()

    def wait_for_traffic(self) -> None:
        """Wait until something has been answered, and lost."""
        assert self._sent.wait(PATIENCE)

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(("127.0.0.1", self._server_port))
                self._ends += [near, far]
                for pump in ((near, far, False), (far, near, True)):
                    threading.Thread(target=self._pump, args=pump, daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, answers: bool) -> None:
        with suppress(OSError):
            while piece := source.recv(CHUNK):
                if answers and self._deaf:
                    self._sent.set()
                else:
                    target.sendall(piece)
            target.shutdown(socket.SHUT_WR)
