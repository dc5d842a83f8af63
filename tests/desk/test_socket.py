"""The live line of the desk: signs of life, what is new, nothing missed after a reconnect."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from bot.calendar.clock import FixedClock
from bot.desk import desk_socket
from tests.desk.house import TOLD, Colleague, Consumer, House, QuietAgent


async def test_who_opens_the_line_is_at_the_desk(house: House) -> None:
    zhao = house.colleague("agent", skills=("bank",))
    assert house.hotline.handoffs.agents() == ()
    async with zhao.line() as line:
        await line.receive("ready")
        (agent,) = house.hotline.handoffs.agents()
        assert (agent.id, agent.state, agent.skills) == (zhao.staff.id, "ready", ("bank",))


async def test_a_new_wish_for_a_person_is_told_at_once(
    house: House, li: Colleague, consumer: Consumer
) -> None:
    async with li.line() as line:
        await line.receive("ready")
        consumer.wait()
        assert await line.receive("queue")


async def test_lines_come_as_they_are_said_and_none_is_missed(
    house: House, li: Colleague, consumer: Consumer
) -> None:
    await li.do(f"/desk/handoffs/{consumer.wait()}/accept")
    async with li.line() as line:
        await line.receive("ready")
        await line.send(type="look", conversation=consumer.id, after=0)
        known = (await line.receive("entries"))["entries"]
        await consumer.say("在吗")
        (entry,) = (await line.receive("entries"))["entries"]
        assert (entry["kind"], entry["text"]) == ("consumer", "在吗")
        assert entry["seq"] == known[-1]["seq"] + 1
    await consumer.say("怎么不说话了")
    async with li.line() as line:
        await line.receive("ready")
        await line.send(type="look", conversation=consumer.id, after=entry["seq"])
        missed = (await line.receive("entries"))["entries"]
        assert [one["text"] for one in missed] == ["怎么不说话了"]


async def test_words_in_another_of_ones_conversations_are_counted(
    house: House, li: Colleague, wang: Colleague, consumer: Consumer
) -> None:
    other = await house.consumer()
    for one in (consumer, other):
        await li.do(f"/desk/handoffs/{one.wait()}/accept")
    async with li.line() as line:
        await line.receive("ready")
        await line.send(type="look", conversation=consumer.id, after=0)
        async with wang.line() as hers:
            await hers.receive("ready")
            await other.say("还有我呢")
            assert (await line.receive("said"))["conversation"] == other.id
            other.wait()  # news that everybody hears, behind those that only one may
            await hers.receive("queue")
            assert [frame for frame in hers.kept if frame["type"] == "said"] == []


async def test_a_changed_draft_is_told(house: House, li: Colleague, consumer: Consumer) -> None:
    await li.do(f"/desk/handoffs/{consumer.wait()}/accept")
    async with li.line() as line:
        await line.receive("ready")
        await line.send(type="look", conversation=consumer.id, after=0)
        await line.receive("entries")
        path = f"/desk/conversations/{consumer.id}/draft"
        assert (await li.do(path, "PUT", field="amount", value="99")).status == 200
        assert (await line.receive("facts"))["conversation"] == consumer.id


async def test_a_page_that_answers_no_pulse_is_missed(
    house: House,
    li: Colleague,
    wang: Colleague,
    consumer: Consumer,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(desk_socket, "PULSE", 0.05)
    await li.do(f"/desk/handoffs/{consumer.wait()}/accept")
    async with li.line() as line:
        await line.receive("pulse")
        clock.set(clock.now() + timedelta(seconds=20))
        await line.send(type="beat")
        await line.receive("pulse")
        wang.arrive("bank")
        clock.set(clock.now() + timedelta(seconds=20))
        wang.arrive("bank")
        await house.dialogue.switchboard.sweep()
        assert [view.conversation_id for view in house.hotline.handoffs.mine(li.staff.id)]
        clock.set(clock.now() + timedelta(seconds=31))
        wang.arrive("bank")
        await house.dialogue.switchboard.sweep()
        assert house.hotline.handoffs.mine(li.staff.id) == ()
        assert (await wang.do("/desk/next")).json == {"conversation": consumer.id}
        await line.send(type="beat")
        await line.receive("pulse")
        states = {agent.id: agent.state for agent in house.hotline.handoffs.agents()}
        assert states[li.staff.id] == "ready"


async def test_who_has_lost_the_conversation_reads_on_no_more(
    house: House, li: Colleague, chen: Colleague, consumer: Consumer
) -> None:
    await li.do(f"/desk/handoffs/{consumer.wait()}/accept")
    async with li.line() as line:
        await line.receive("ready")
        await line.send(type="look", conversation=consumer.id, after=0)
        await line.receive("entries")
        await chen.do(f"/desk/conversations/{consumer.id}/take-over")
        await consumer.say("这句只给新的同事看")
        await house.colleague().do("/desk/next")
        await line.send(type="look", conversation=None)
        await line.send(type="nonsense")
        await line.receive("error")
        told = [entry["text"] for frame in line.kept for entry in frame.get("entries", ())]
        assert "这句只给新的同事看" not in told


async def test_an_agent_cannot_listen_in(
    house: House, li: Colleague, wang: Colleague, consumer: Consumer
) -> None:
    await li.do(f"/desk/handoffs/{consumer.wait()}/accept")
    async with wang.line() as line:
        await line.receive("ready")
        await line.send(type="look", conversation=consumer.id, after=0)
        assert (await line.receive("error"))["error"]["code"] == "with_a_colleague"


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "look", "conversation": 7},
        {"type": "look", "conversation": "nobody"},
        {"type": "look", "after": -1},
        {"type": "look", "conversation": "x" * 400},
        {"type": "typing"},
        {"type": "typing", "conversation": ""},
        {"type": None},
        {},
    ],
)
async def test_a_wrong_frame_is_refused_and_the_line_stands(
    house: House, li: Colleague, frame: dict
) -> None:
    async with li.line() as line:
        await line.receive("ready")
        await line.send(**frame)
        assert (await line.receive("error"))["error"]["message"]
        await line.send(type="beat")
        await line.send(type="nonsense")
        assert await line.receive("error")


async def test_who_signs_out_is_gone_at_once(
    house: House, li: Colleague, consumer: Consumer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.desk.rooms.LOOK_AGAIN", 0.05)
    await li.do(f"/desk/handoffs/{consumer.wait()}/accept")
    async with li.line() as line:
        await line.receive("ready")
        house.hotline.accounts.sign_out(li.token)
        with pytest.raises(ConnectionError, match="4401"):
            await line.receive("never")
    view = house.hotline.handoffs.open_handoff(consumer.id)
    assert view is not None and view.state == "waiting" and view.at_head


async def test_strangers_and_other_sites_get_no_line(house: House, li: Colleague) -> None:
    nobody = Colleague(house, li.staff, uuid.uuid4().hex)
    async with nobody.line() as line:
        with pytest.raises(ConnectionError, match="4401"):
            await line.receive("ready")
    async with li.line(origin="https://evil.example") as line:
        with pytest.raises(ConnectionError, match="4403"):
            await line.receive("ready")


AMOUNT = {"entity": "amount", "value": "99.00", "text": "99元", "start": 3, "end": 6}


async def test_words_alone_do_not_draw_the_ticket_anew(
    house: House, li: Colleague, consumer: Consumer, monkeypatch: pytest.MonkeyPatch
) -> None:
    consumer.tell(TOLD.with_(amount=None))
    await li.do(f"/desk/handoffs/{consumer.wait()}/accept")
    async with li.line() as line:
        await line.receive("ready")
        await line.send(type="look", conversation=consumer.id, after=0)
        await line.receive("entries")
        await consumer.say("在吗")
        await line.receive("entries")
        monkeypatch.setattr(QuietAgent, "parse", hears_an_amount)
        await consumer.say("一共是99元")
        assert (await line.receive("facts"))["conversation"] == consumer.id
        assert [frame["type"] for frame in line.kept].count("facts") == 0
    assert house.dialogue.switchboard.draft(consumer.id).amount == "99.00"


async def hears_an_amount(_agent: QuietAgent, text: str) -> Any:
    return {"intent": {"name": "inform", "confidence": 1.0}, "entities": [AMOUNT]}
