"""A stored conversation or call read again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.calendar.clock import FixedClock
from bot.dialogue import statements
from bot.dialogue.turn import Inbound
from tests.desk.house import Colleague, Consumer, House


async def test_a_chat_with_everybody_in_it(
    house: House, li: Colleague, consumer: Consumer, clock: FixedClock
) -> None:
    await consumer.say("我叫王小明，电话13800138000")
    await li.do(f"/desk/handoffs/{consumer.wait()}/accept")
    talk = f"/desk/conversations/{consumer.id}"
    await li.do(f"{talk}/say", key="k1", text="我看到了")
    await li.do(f"{talk}/whisper", key="k2", text="他来过")
    clock.set(clock.now() + timedelta(minutes=3))
    await consumer.say("等半天了")
    await li.do(f"{talk}/finish", outcome="answered", note="讲清了")
    page = await li.page(f"/desk/replay/{consumer.id}")
    assert page.status == 200
    for words in (
        "小保听到",
        "我看到了",
        "他来过",
        "停了 3分00秒",
        "+3:00",
        "要求人工",
        "坐席接起",
        "办完：已当场解答：讲清了",
        "历时 3分00秒",
    ):
        assert words in page.text
    assert "13800138000" not in page.text and "王小明" not in page.text
    order = [page.text.index(words) for words in ("我看到了", "停了", "等半天了", "办完：")]
    assert order == sorted(order)


READING = {
    "intent_ranking": [
        {"name": "complain_fees", "confidence": 0.71},
        {"name": "complain_service", "confidence": 0.2},
        {"name": "greet", "confidence": 0.01},
    ],
    "entities": [
        {"entity": "institution", "value": "icbc"},
        {"entity": "demand", "value": "refund"},
    ],
}


def note_reading(house: House, call: str, key: str) -> None:
    """Store what the model made of a turn, as the tracker store does."""
    turns = {turn.key: turn.id for turn, _ in house.dialogue.conversations.turns(call)}
    event = {"event": "user", "message_id": str(turns[key]), "parse_data": READING}
    row = {"sender_id": call, "first": 0, "count": 2, "body": [{"event": "action"}, event]}
    with house.hotline.database.transaction() as connection:
        connection.execute(statements.NEW_EVENTS, row)


async def test_a_call_with_silences_keys_and_other_readings(
    house: House, li: Colleague, clock: FixedClock
) -> None:
    dialogue = house.dialogue
    call, _ = dialogue.conversations.open("phone", conversation_id="call-1")
    events = [
        ("start", "", None, ()),
        ("text", "我要投诉工行", 0.62, ("我要投诉公行", "我要头诉工行")),
        ("noinput", "", None, ()),
        ("digits", "2", None, ()),
        ("hangup", "", None, ()),
    ]
    for n, (event, text, confidence, others) in enumerate(events):
        clock.set(clock.now() + timedelta(seconds=7))
        inbound = Inbound(
            call,
            f"t{n}",
            event,  # type: ignore[arg-type]
            text,
            channel="phone",
            confidence=confidence,
            alternatives=others,
        )
        await dialogue.take(inbound)
    note_reading(house, call, "t1")
    page = (await li.page(f"/desk/replay/{call}")).text
    for words in (
        "回放通话",
        "接通",
        "我要投诉工行",
        "识别把握 62%",
        "我要投诉公行",
        "没有出声",
        "按键",
        "挂断",
        "停了 7秒",
        "收费或利息 71%",
        "服务态度或效率 20%",
        "机构 工商银行",
        "诉求 退款",
    ):
        assert words in page
    assert "打招呼" not in page


async def test_who_may_read(
    house: House, li: Colleague, wang: Colleague, chen: Colleague, consumer: Consumer
) -> None:
    await li.do(f"/desk/handoffs/{consumer.wait()}/accept")
    address = f"/desk/replay/{consumer.id}"
    statuses = [(await who.page(address)).status for who in (li, chen, wang)]
    assert statuses == [200, 200, 403]
    reviewer = house.colleague("reviewer")
    assert (await reviewer.page(address)).status == 403
    await li.do(f"/desk/conversations/{consumer.id}/finish", outcome="answered")
    assert [(await who.page(address)).status for who in (wang, reviewer)] == [200, 200]


@pytest.mark.parametrize("conversation", ["nobody", "x" * 300, "%00"])
async def test_a_conversation_that_is_not_there(
    house: House, li: Colleague, conversation: str
) -> None:
    assert (await li.page(f"/desk/replay/{conversation}")).status == 404


async def test_a_chat_in_which_nothing_was_said_yet(house: House, li: Colleague) -> None:
    conversation, _ = house.dialogue.conversations.open("chat")
    assert "还没有内容" in (await li.page(f"/desk/replay/{conversation}")).text
