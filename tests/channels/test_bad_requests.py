"""Rubbish below the level of messages: addresses, methods, heads, requests that never end."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from tests.channels.bad_input import assert_answered
from tests.channels.people import Consumer, Platform
from tests.running import RunningServer

HALF = b"POST /ivr/turn HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"

pytestmark = pytest.mark.usefixtures("still_up")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(platform: Platform, method: str) -> None:
    status, answer = platform.ask(method, "/ivr/turn")
    assert (status, answer["error"]["code"]) == (405, "method_not_allowed")


@pytest.mark.parametrize(
    "path", ["/nothing", "/chat", "/static/", "/static/..%2f..%2fserver.py", "/%00", "/%ff%fe"]
)
def test_unknown_addresses(consumer: Consumer, path: str) -> None:
    status, answer = consumer.ask("GET", path)
    assert (status, answer["error"]["code"]) == (404, "not_found")


def test_half_requests_hold_nobody_up(server: RunningServer, consumer: Consumer) -> None:
    with half_requests(server.port, 60):
        begun = time.monotonic()
        assert_answered(consumer.say("我要投诉工行"))
        assert time.monotonic() - begun < 5  # the half requests would wait for a minute


@pytest.mark.parametrize(
    "head",
    [
        b"GARBAGE\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET " + b"/" * 20_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: \x00\xff;default-src *\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon here\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 60_000 + b"\r\n\r\n",
        b"POST /ivr/turn HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
        b"POST /ivr/turn HTTP/1.1\r\nHost: a\r\nContent-Length: many\r\n\r\n",
        b"POST /ivr/turn HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        bytes(range(256)) * 8,
    ],
)
def test_rubbish_in_the_head_of_a_request(server: RunningServer, head: bytes) -> None:
    answer = raw_exchange(server.port, head)
    assert b" 500 " not in answer.partition(b"\r\n")[0]
    assert b"Traceback" not in answer and b"sanic" not in answer.lower()
    assert b"default-src *" not in answer


@contextmanager
def half_requests(port: int, count: int) -> Iterator[None]:
    """Hold connections open that have begun a request and do not go on."""
    with ExitStack() as stack:
        for _ in range(count):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port), 10))
            connection.sendall(
                b"POST /ivr/turn HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"
            )
        yield


def raw_exchange(port: int, request: bytes) -> bytes:
    """Send bytes and return what comes back until the server closes or falls silent."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.settimeout(2)
        try:
            connection.sendall(request)
            while piece := connection.recv(65536):
                received += piece
        except OSError:
            pass
    return received
