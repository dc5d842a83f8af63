"""Webhooks, looked after by the institution itself."""

from __future__ import annotations

from typing import Any

from bot.calendar.clock import FixedClock
from bot.institutions.delivering import manners
from tests.desk.api.program import Program
from tests.desk.house import House
from tests.desk.tickets import in_state
from tests.institutions.receiver import Receiver, answer


async def deliver(house: House) -> None:
    await house.hotline.institutions.courier.deliver()
    await house.hotline.institutions.courier.finish()


async def exhaust(house: House, clock: FixedClock) -> None:
    """Try until there are no more tries."""
    await deliver(house)
    for pause in manners().pauses:
        clock.move(pause * 2)
        await deliver(house)


async def test_made_listed_paused_resumed_and_taken_away(
    house: House, icbc: Program, ccb: Program, receiver: Receiver
) -> None:
    made = await icbc.post("/webhooks", {"url": receiver.url, "kinds": ["ticket.forwarded"]})
    assert made.status == 201 and made.json["secret"].startswith("whsec_")
    assert made.headers["Cache-Control"] == "no-store"
    one = f"/webhooks/{made.json['id']}"
    (listed,) = (await icbc.get("/webhooks")).json["webhooks"]
    assert listed == (await icbc.get(one)).json
    assert "secret" not in listed and listed["kinds"] == ["ticket.forwarded"]
    assert (await icbc.post(f"{one}/pause")).json["pause"] == "asked"
    number = in_state(house.hotline, "forwarded")
    await deliver(house)
    assert receiver.taken == []
    assert (await icbc.post(f"{one}/resume")).json["pause"] == ""
    await deliver(house)
    (taken,) = receiver.taken
    assert taken.content["number"] == number and taken.is_signed(made.json["secret"])
    (delivery,) = (await icbc.get(f"{one}/deliveries?state=sent")).json["deliveries"]
    assert delivery["event"] == taken.content["id"]
    assert (await ccb.get("/webhooks")).json == {"webhooks": []}
    gone = await icbc.send("DELETE", one)
    assert gone.status == 204 and gone.text == ""
    assert (await icbc.send("DELETE", one)).status == 404
    in_state(house.hotline, "forwarded")
    await deliver(house)
    assert len(receiver.taken) == 1


async def test_tried_out(icbc: Program, receiver: Receiver) -> None:
    made = (await icbc.post("/webhooks", {"url": receiver.url})).json
    receiver.script = [answer(200, b"hello"), answer(500, "13811115555 不行".encode())]
    good = (await icbc.post(f"/webhooks/{made['id']}/try")).json
    assert good == {"status": 200, "failure": "", "excerpt": "hello"}
    bad = (await icbc.post(f"/webhooks/{made['id']}/try")).json
    assert (bad["status"], bad["failure"]) == (500, "status") and "13811115555" not in str(bad)
    assert receiver.taken[0].is_signed(made["secret"])


async def test_dead_letters_are_listed_resent_and_skipped(
    house: House, icbc: Program, receiver: Receiver, clock: FixedClock
) -> None:
    made = (await icbc.post("/webhooks", {"url": receiver.url})).json
    one = f"/webhooks/{made['id']}"
    receiver.usual = answer(500)
    number = in_state(house.hotline, "in_progress")
    other = in_state(house.hotline, "forwarded")
    await exhaust(house, clock)
    dead = (await icbc.get(f"{one}/deliveries?state=dead")).json["deliveries"]
    assert {letter["number"] for letter in dead} == {number, other}
    assert dead[0]["tries"] == len(manners().pauses) + 1 and dead[0]["status"] == 500
    assert (await icbc.get(one)).json["dead"] == 2
    receiver.usual = answer(204)
    receiver.taken.clear()
    (letter,) = [letter for letter in dead if letter["number"] == number]
    assert (await icbc.post(f"{one}/resend", {"delivery": letter["id"]})).json == {"count": 1}
    await deliver(house)
    kinds = [taken.content["kind"] for taken in receiver.taken]
    assert kinds[:2] == ["ticket.forwarded", "ticket.acknowledged"]
    assert (await icbc.post(f"{one}/resend", {"delivery": letter["id"]})).status == 404
    assert (await icbc.post(f"{one}/skip")).json == {"count": 1}
    assert (await icbc.post(f"{one}/skip")).json == {"count": 0}
    assert (await icbc.get(one)).json["dead"] == 0


ADDRESSES_THAT_CANNOT_BE: tuple[dict[str, Any], ...] = (
    {},
    {"url": ""},
    {"url": "http://example.com/"},
    {"url": "https://user:password@example.com/"},
    {"url": "ftp://example.com/"},
    {"url": "javascript:alert(1)"},
    {"url": "https://" + "a" * 500},
    {"url": "https://例子.cn/"},
    {"url": ["https://example.com"]},
    {"url": "https://example.com", "kinds": ["ticket.eaten"]},
    {"url": "https://example.com", "kinds": "ticket.forwarded"},
    {"url": "https://example.com", "kinds": ["x"] * 61},
    {"url": "https://example.com", "secret": "mine"},
)


async def test_addresses_that_cannot_be(icbc: Program) -> None:
    for content in ADDRESSES_THAT_CANNOT_BE:
        refused = await icbc.post("/webhooks", content)
        assert refused.status == 422 and refused.message, content
    assert (await icbc.get("/webhooks")).json == {"webhooks": []}


async def test_an_address_inside_the_house_is_not_called(house: House, icbc: Program) -> None:
    made = (await icbc.post("/webhooks", {"url": f"http://127.0.0.1:{house.url[-5:]}/x"})).json
    tried = (await icbc.post(f"/webhooks/{made['id']}/try")).json
    assert tried == {"status": None, "failure": "address", "excerpt": ""}


async def test_no_more_than_a_few(icbc: Program) -> None:
    answers = [await icbc.post("/webhooks", {"url": "https://a.cn"}) for _ in range(6)]
    assert [answer.status for answer in answers] == [201] * 5 + [409]
    assert answers[-1].code == "too_many_webhooks"


async def test_anothers_webhook_is_not_there(icbc: Program, ccb: Program) -> None:
    id = (await icbc.post("/webhooks", {"url": "https://a.cn"})).json["id"]
    for end in ("pause", "resume", "try", "resend", "skip"):
        theirs = await ccb.post(f"/webhooks/{id}/{end}")
        nobodys = await ccb.post(f"/webhooks/000000000000/{end}")
        assert (theirs.status, theirs.text) == (404, nobodys.text)
    for path in (f"/webhooks/{id}", f"/webhooks/{id}/deliveries"):
        assert (await ccb.get(path)).status == 404
    assert (await ccb.send("DELETE", f"/webhooks/{id}")).status == 404
    assert (await icbc.get(f"/webhooks/{id}")).json["pause"] == ""


async def test_letters_that_cannot_be(icbc: Program) -> None:
    id = (await icbc.post("/webhooks", {"url": "https://a.cn"})).json["id"]
    for letter in (0, -1, 10**16, "1", 1.5, True, 10**300):
        assert (await icbc.post(f"/webhooks/{id}/resend", {"delivery": letter})).status == 422
    assert (await icbc.post(f"/webhooks/{id}/skip", {"delivery": 10**15})).status == 404
    assert (await icbc.get(f"/webhooks/{id}/deliveries?state=eaten")).code == "wrong_state"
