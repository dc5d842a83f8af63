"""A file of a consumer is seen at once: at the desk, and on the other pages of the chat."""

from __future__ import annotations

from tests.desk.house import Answer, Colleague, Consumer, House
from tests.evidence import files


async def hand_in(consumer: Consumer, content: bytes) -> Answer:
    path = f"/chat/conversations/{consumer.id}/files"
    headers = {"Authorization": f"Bearer {consumer.token}", "Content-Type": "image/jpeg"}
    return await consumer.house.ask("POST", path, content, headers)


async def test_the_open_conversation_shows_it(
    house: House, li: Colleague, consumer: Consumer
) -> None:
    await li.do(f"/desk/handoffs/{consumer.wait()}/accept")
    before = await li.page(f"/desk/conversations/{consumer.id}")
    assert "材料1.jpg" not in before.text
    async with li.line() as line:
        await line.receive("ready")
        await line.send(type="look", conversation=consumer.id, after=0)
        await line.receive("entries")
        assert (await hand_in(consumer, files.jpeg())).status == 201
        assert (await line.receive("facts"))["conversation"] == consumer.id
        assert [frame for frame in line.kept if frame["type"] in ("said", "queue")] == []
    after = await li.page(f"/desk/conversations/{consumer.id}")
    assert "材料1.jpg" in after.text and "/desk/evidence/" in after.text


async def test_in_another_of_ones_conversations_it_counts_as_unread(
    house: House, li: Colleague, consumer: Consumer
) -> None:
    other = await house.consumer()
    for one in (consumer, other):
        await li.do(f"/desk/handoffs/{one.wait()}/accept")
    async with li.line() as line:
        await line.receive("ready")
        await line.send(type="look", conversation=consumer.id, after=0)
        await line.receive("entries")
        await hand_in(other, files.jpeg())
        assert (await line.receive("said"))["conversation"] == other.id


async def test_pages_of_the_chat_are_told_of_what_is_new_only(
    house: House, consumer: Consumer
) -> None:
    async with house.client.ws_connect(f"{house.url}/chat/socket") as page:
        hello = {"type": "hello", "conversation": consumer.id, "token": consumer.token}
        await page.send_json({**hello, "after": 0})
        shown = [(await page.receive_json(timeout=10))["type"] for _ in range(2)]
        assert shown == ["ready", "messages"]
        for content in (files.jpeg(), files.jpeg(), files.pdf()):
            await hand_in(consumer, content)
        await page.send_json({"type": "ping"})
        told = [(await page.receive_json(timeout=10))["type"] for _ in range(3)]
        assert sorted(told) == ["file", "file", "pong"]
