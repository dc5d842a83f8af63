"""Deliveries as a real receiver gets them: signed, patient, not led astray."""

from __future__ import annotations

import asyncio
import http.server
import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.institutions import postman as postman_module
from bot.institutions.addresses import Guard
from bot.institutions.courier import Courier
from bot.institutions.delivering import manners
from bot.institutions.letters import DeliveryView
from bot.institutions.postman import Postman
from tests.institutions.house import House
from tests.institutions.receiver import Receiver, answer

HOUR = timedelta(hours=1)
PATIENCE = 30  # seconds


async def deliver(house: House) -> None:
    """Deliver what is due, and wait until that is done."""
    await house.institutions.courier.deliver()
    await house.institutions.courier.finish()


def subscribe(house: House, receiver: Receiver, institution_id: str = "icbc") -> tuple[str, str]:
    made = house.institutions.webhooks.make(institution_id, receiver.url, (), "boss")
    return made.webhook.id, made.secret


def only(house: House, webhook: str) -> DeliveryView:
    (delivery,) = house.institutions.letters.newest("icbc", webhook)
    return delivery


async def test_an_event_arrives_signed_and_says_no_more_than_it_must(
    house: House, receiver: Receiver
) -> None:
    webhook, secret = subscribe(house, receiver)
    number = house.forwarded()
    await deliver(house)
    (taken,) = receiver.taken
    (told,) = house.institutions.feed.after("icbc", 0, 10).events
    assert taken.content == {
        "id": told.id,
        "kind": "ticket.forwarded",
        "at": "2026-09-24T04:00:00Z",
        "number": number,
        "link": f"/api/v1/tickets/{number}",
    }
    assert taken.is_signed(secret)
    assert not taken.is_signed(secret + "x")
    assert taken.headers["x-xiaobao-event"] == told.id
    assert taken.headers["x-xiaobao-timestamp"] == str(int(house.clock.now().timestamp()))
    assert only(house, webhook).state == "sent"
    await deliver(house)
    assert len(receiver.taken) == 1


async def test_a_receiver_that_recovers_gets_it_with_the_same_id(
    house: House, receiver: Receiver
) -> None:
    webhook, _ = subscribe(house, receiver)
    house.forwarded()
    receiver.script = [answer(500, "王建国的电话是13800138000，稍后再试".encode()), answer(429)]
    for _ in range(3):
        await deliver(house)
        house.fixed.move(HOUR)
    assert len({taken.content["id"] for taken in receiver.taken}) == 1
    assert len(receiver.taken) == 3
    assert (only(house, webhook).state, only(house, webhook).tries) == ("sent", 3)


async def test_what_comes_back_is_kept_short_and_masked(house: House, receiver: Receiver) -> None:
    webhook, _ = subscribe(house, receiver)
    house.forwarded()
    receiver.script = [answer(503, ("电话13800138000出错\r\n" + "很长" * 500).encode())]
    await deliver(house)
    delivery = only(house, webhook)
    assert (delivery.status, delivery.failure, delivery.state) == (503, "status", "waiting")
    assert len(delivery.excerpt) == 200
    assert "13800138000" not in delivery.excerpt
    assert "138****8000" in delivery.excerpt
    assert "\n" not in delivery.excerpt


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_not_followed(house: House, receiver: Receiver, status: int) -> None:
    webhook, _ = subscribe(house, receiver)
    house.forwarded()
    receiver.script = [answer(status, Location=f"{receiver.url}/elsewhere")]
    await deliver(house)
    assert [taken.path for taken in receiver.taken] == ["/hook"]
    assert (only(house, webhook).status, only(house, webhook).failure) == (status, "redirect")


async def test_who_is_slow_delays_nobody_else(house: House, receiver: Receiver) -> None:
    released = threading.Event()

    def slow(request: http.server.BaseHTTPRequestHandler) -> None:
        released.wait(PATIENCE)
        answer(204)(request)

    with Receiver(usual=slow) as tardy:
        slow_hook, _ = subscribe(house, tardy)
        quick_hook, _ = subscribe(house, receiver)
        house.forwarded()
        await house.institutions.courier.deliver()
        assert await asyncio.to_thread(tardy.wait_for, 1)
        assert await asyncio.to_thread(receiver.wait_for, 1)
        house.forwarded()
        await house.institutions.courier.deliver()  # the slow one has its round, and no second
        assert await asyncio.to_thread(receiver.wait_for, 2)
        assert len(tardy.taken) == 1
        released.set()
        await house.institutions.courier.finish()
    for hook in (slow_hook, quick_hook):
        found = house.institutions.letters.newest("icbc", hook)
        assert [one.state for one in found] == ["sent", "sent"]


async def test_who_takes_too_long_is_left(
    house: House, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurried = replace(manners(), seconds_per_try=1)
    monkeypatch.setattr(postman_module, "manners", lambda: hurried)
    released = threading.Event()
    receiver.usual = lambda _: assert_waited(released)
    webhook, _ = subscribe(house, receiver)
    house.forwarded()
    await deliver(house)
    released.set()
    assert (only(house, webhook).failure, only(house, webhook).status) == ("timeout", None)


def assert_waited(released: threading.Event) -> None:
    """Answer nothing until the other side has gone."""
    assert released.wait(PATIENCE)


async def test_drops_of_an_answer_do_not_keep_us(
    house: House, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A receiver that sends its headers one by one has as little time as any."""
    hurried = replace(manners(), seconds_per_try=1)
    monkeypatch.setattr(postman_module, "manners", lambda: hurried)

    def drip(request: http.server.BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\n")
        try:
            for n in range(600):
                request.wfile.write(f"X-{n % 50}: 1\r\n".encode())
                time.sleep(0.05)
        except OSError:
            return

    webhook, _ = subscribe(house, receiver)
    receiver.script = [drip]
    house.forwarded()
    await deliver(house)
    assert only(house, webhook).failure == "timeout"


async def test_gone_means_gone(house: House, receiver: Receiver) -> None:
    webhook, _ = subscribe(house, receiver)
    number = house.forwarded()
    receiver.script = [answer(410)]
    await deliver(house)
    assert house.institutions.webhooks.get("icbc", webhook).pause == "gone"
    house.tickets.urge(number, "consumer")
    house.fixed.move(HOUR)
    await deliver(house)
    assert len(receiver.taken) == 1


async def test_nobody_listens(house: House) -> None:
    with Receiver() as closed:
        webhook, _ = subscribe(house, closed)
    house.forwarded()
    await deliver(house)
    assert only(house, webhook).failure == "connection"


async def test_nothing_is_sent_inside_unless_that_was_allowed(
    house: House, receiver: Receiver
) -> None:
    webhook, _ = subscribe(house, receiver)
    house.forwarded()
    strict = Courier(house.institutions.outbox, Postman(Guard(), house.clock), house.clock)
    await strict.deliver()
    await strict.finish()
    assert receiver.taken == []
    assert only(house, webhook).failure == "address"


async def test_only_the_address_that_was_judged_is_connected_to(
    house: House, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is looked up once: there is no second look that could lead elsewhere."""
    looks: list[str] = []

    def look_up(host: str, port: int) -> list[str]:
        looks.append(host)
        return ["127.0.0.1"] if len(looks) == 1 else ["10.255.255.1"]

    monkeypatch.setattr("bot.institutions.addresses._look_up", look_up)
    postman = Postman(Guard(("127.0.0.0/8",)), house.clock)
    url = f"http://bank.example:{receiver.port}/hook"
    outcome = await postman.send(url, "whsec_x", "evt_1", {"id": "evt_1"})
    assert (outcome.status, outcome.failure) == (204, "")
    assert looks == ["bank.example"]
    assert receiver.taken[0].headers["host"] == f"bank.example:{receiver.port}"
    assert (await postman.send(url, "whsec_x", "evt_1", {})).failure == "address"


async def test_tls_is_wanted_where_https_is_written(house: House, receiver: Receiver) -> None:
    url = receiver.url.replace("http://", "https://")
    postman = Postman(Guard(("127.0.0.0/8",)), house.clock)
    outcome = await postman.send(url, "whsec_x", "evt_1", {"id": "evt_1"})
    assert outcome.failure == "tls"
    assert receiver.taken == []


async def test_a_name_that_leads_nowhere(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    postman = Postman(Guard(), house.clock)
    outcome = await postman.send("https://nowhere.invalid/hook", "whsec_x", "evt_1", {})
    assert outcome.failure == "name"


async def test_a_receiver_can_be_tried(house: House, receiver: Receiver) -> None:
    outcome = await house.institutions.courier.try_out(receiver.url, "whsec_x")
    assert outcome.failure == ""
    assert receiver.taken[0].content == {
        "id": receiver.taken[0].headers["x-xiaobao-event"],
        "kind": "trial",
        "at": "2026-09-24T04:00:00Z",
        "number": None,
        "link": None,
    }
    assert receiver.taken[0].is_signed("whsec_x")


async def test_a_process_that_slept_leaves_its_parcel_to_others(
    house: House, receiver: Receiver
) -> None:
    webhook, _ = subscribe(house, receiver)
    house.forwarded()
    outbox = house.institutions.outbox
    outbox.plan()
    parcel = outbox.claim(webhook)
    assert parcel is not None
    house.fixed.move(manners().claim)
    outcome = await house.institutions.courier._send(parcel)
    assert outcome.failure == "timeout"
    assert receiver.taken == []
    house.fixed.move(timedelta(seconds=1))
    await deliver(house)
    assert len(receiver.taken) == 1
