"""Two server processes behind one address, with a real Redis and a real PostgreSQL."""

from __future__ import annotations

import asyncio
import os
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tests import desk_door
from tests.channels.people import Consumer
from tests.channels.sockets import Socket
from tests.databases import new_database
from tests.desk_door import DeskDoor
from tests.running import RunningServer, in_service_hours, running_server

REDIS = os.environ.get("XIAOBAO_TEST_REDIS")
ROUNDS = 12
TURNS = 10  # each is sent twice, and twenty at once are not too fast for either process


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningServer, RunningServer]]:
    """Two servers over the same database and the same Redis, with the same keys."""
    if not REDIS:
        pytest.skip("no Redis: set XIAOBAO_TEST_REDIS to its address")
    var, command = tmp_path_factory.mktemp("both"), desk_door.command()
    around = {**in_service_hours(var), "REDIS_URL": REDIS}
    with (
        new_database("postgresql", var) as url,
        running_server(var, url, command, **around) as one,
        running_server(var, url, command, **around) as other,
    ):
        yield one, other


def at(consumer: Consumer, server: RunningServer) -> Consumer:
    """Return the same consumer at the door of another process."""
    return replace(consumer, server=server)


async def test_a_person_at_one_process_talks_with_a_page_at_the_other(
    both: tuple[RunningServer, RunningServer],
) -> None:
    one, other = both
    consumer, li = Consumer(one).open(), DeskDoor(other).arrive()
    where = {"conversation_id": consumer.conversation}
    async with Socket.of(consumer) as here, Socket.of(at(consumer, other)) as there:
        await here.hello()
        await there.hello()
        await asyncio.to_thread(li.act, "take_over", **where)
        await asyncio.to_thread(li.act, "say", **where, text="您好", key="k")
        for socket in (here, there):
            assert (await socket.pushed("person"))["text"] == "您好"
        await here.say("我在")
        assert (await there.pushed("consumer"))["text"] == "我在"
        await asyncio.to_thread(li.act, "finish", **where, outcome="answered")
        await here.receive("rate")
        await there.receive("rate")


def test_two_desks_and_a_consumer_all_at_once(both: tuple[RunningServer, RunningServer]) -> None:
    """Words, take-overs and returns race through both processes; what was taken is told once."""
    consumer = Consumer(both[0]).open()
    where = {"conversation_id": consumer.conversation}
    desks = [
        DeskDoor(server, number).arrive() for server, number in zip(both, ("07", "12"), strict=True)
    ]
    said: list[str] = []

    def desk(person: DeskDoor) -> None:
        for number in range(ROUNDS):
            words = f"{person.number}说{number}"
            for act in (
                {"act": "take_over"},
                {"act": "say", "text": words, "key": words},
                {"act": "say", "text": words, "key": words},
                {"act": "hand_back"},
            ):
                try:
                    person.act(**where, **act)
                    said.extend([words] * (act["act"] == "say"))
                except RuntimeError as refusal:
                    assert str(refusal) == "NotYours"

    def talk(server: RunningServer) -> None:
        mine = at(consumer, server)
        for _ in range(TURNS):
            content = {"key": uuid.uuid4().hex, "text": f"说给{server.port}"}
            for _ in range(2):
                assert mine.turn(content)[0] == 200

    with ThreadPoolExecutor(4) as everyone:
        talking = [everyone.submit(talk, server) for server in both]
        working = [everyone.submit(desk, person) for person in desks]
        for done in (*talking, *working):
            done.result()
    history = consumer.history()
    assert [m["seq"] for m in history] == sorted({m["seq"] for m in history})
    people = [m["text"] for m in history if m["from"] == "person"]
    assert sorted(people) == sorted(set(said)) and people
    keys = [m["key"] for m in history if m["from"] == "consumer"]
    assert len(keys) == len(set(keys)) == 2 * TURNS


def test_a_ticket_is_registered_once_by_both(both: tuple[RunningServer, RunningServer]) -> None:
    consumer = Consumer(both[0]).open()
    consumer.say("我要投诉工商银行，信用卡没开通也扣了我300元年费")
    where = {"conversation_id": consumer.conversation}
    li, same = DeskDoor(both[0]).arrive(), DeskDoor(both[1])
    li.act("take_over", **where)
    with ThreadPoolExecutor(4) as everyone:
        presses = [everyone.submit(p.act, "register", **where) for p in (li, same, li, same)]
        numbers = {press.result() for press in presses}
    assert len(numbers) == 1
    notices = [m["text"] for m in consumer.history() if m["from"] == "notice"]
    assert sum(numbers.copy().pop() in text for text in notices) == 1
