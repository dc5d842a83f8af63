"""A server is killed in the middle of turns: each is answered once, each ticket exists once."""

from __future__ import annotations

import re
import signal
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
import requests
from sqlalchemy import create_engine, text

from tests.channels.people import Consumer
from tests.databases import KINDS, new_database
from tests.running import RunningServer, running_server

CROWD = 12  # all of them decide at the same moment
TRIES = 4
TICKET = r"单号 (\d{10})"


@pytest.fixture(params=KINDS)
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningServer]:
    with new_database(request.param, tmp_path) as url, running_server(tmp_path, url) as running:
        yield running


def about_to_decide(server: RunningServer, phone: int = 13800138000) -> Consumer:
    """Return someone who has told everything and is asked how it shall go on."""
    consumer = Consumer(server).open()
    consumer.say("工商银行信用卡年费扣了我300块，我要求他退给我")
    consumer.say("我叫王小明")
    consumer.say(str(phone))
    assert "登记" in consumer.say("对，没错")
    return consumer


def decide(consumer: Consumer, key: str) -> None:
    """Send the turn that registers the complaint; the server may die of something meanwhile."""
    with suppress(requests.RequestException):
        consumer.turn({"key": key, "text": "直接登记"})


def count(server: RunningServer, query: str) -> int:
    engine = create_engine(server.environ["DATABASE_URL"], future=True)
    with engine.connect() as connection:
        found: int = connection.execute(text(query)).scalar_one()
    engine.dispose()
    return found


def kill_amid(server: RunningServer, consumers: list[Consumer], keys: list[str]) -> None:
    """Kill -9 when the first of all decisions has become a ticket."""
    before = count(server, "SELECT count(*) FROM tickets")
    with ThreadPoolExecutor(len(consumers)) as crowd:
        decisions = [crowd.submit(decide, c, key) for c, key in zip(consumers, keys, strict=True)]
        while count(server, "SELECT count(*) FROM tickets") == before:
            time.sleep(0.001)
        server.stop(signal.SIGKILL)
        for decision in decisions:
            decision.result()


def test_turns_survive_a_kill(server: RunningServer) -> None:
    decided = 0
    for _ in range(TRIES):
        phones = range(13800138000 + decided, 13800138000 + decided + CROWD)
        consumers = [about_to_decide(server, phone) for phone in phones]
        keys = [uuid.uuid4().hex for _ in consumers]
        kill_amid(server, consumers, keys)
        broken_off = count(server, "SELECT count(*) FROM turns WHERE answered_at IS NULL")
        server.start()
        assert count(server, "SELECT count(*) FROM turns WHERE answered_at IS NULL") == 0
        decided += CROWD
        for consumer, key in zip(consumers, keys, strict=True):
            assert_registered_once(consumer, key)
        assert count(server, "SELECT count(*) FROM tickets") == decided
        assert count(server, "SELECT count(DISTINCT conversation_id) FROM tickets") == decided
        if broken_off:
            assert f"有 {broken_off} 条没有答复，已经补答" in server.log
            return
    pytest.fail("no turn was ever in the making when the server was killed")


def assert_registered_once(consumer: Consumer, key: str) -> None:
    """The page asks again with the same key, as it does when no answer came."""
    before = {message["key"] for message in consumer.history() if message["from"] == "consumer"}
    status, answer = consumer.turn({"key": key, "text": "直接登记"})
    assert status == 200
    if key in before:  # it had been stored, so it was answered before anybody asked again
        assert all(message in consumer.history() for message in answer["messages"])
    registered = [m["text"] for m in consumer.history() if re.search(TICKET, m["text"])]
    assert len(registered) == 1
    assert sum(message.get("key") == key for message in consumer.history()) == 1


def test_a_sender_who_hangs_up_does_not_break_the_turn_off(server: RunningServer) -> None:
    consumer = about_to_decide(server)
    path = f"{server.url}/chat/conversations/{consumer.conversation}/turns"
    turn = {"key": "gone", "text": "直接登记"}
    with pytest.raises(requests.exceptions.Timeout):
        requests.post(path, json=turn, headers=consumer.credentials, timeout=(5, 0.001))
    for _ in range(100):
        if count(server, "SELECT count(*) FROM tickets"):
            break
        time.sleep(0.05)
    assert_registered_once(consumer, "gone")
    assert count(server, "SELECT count(*) FROM tickets") == 1
