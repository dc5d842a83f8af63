"""The desk over HTTP: the queue, taking over, speaking, passing on, giving back."""

from __future__ import annotations

import uuid

import pytest

from tests.desk.house import Colleague, Consumer, House


def key() -> str:
    return uuid.uuid4().hex


async def accepted(consumer: Consumer, colleague: Colleague) -> str:
    """Let somebody have the conversation; return its address."""
    handoff = consumer.wait()
    answer = await colleague.do(f"/desk/handoffs/{handoff}/accept")
    assert answer.json == {"conversation": consumer.id}, answer.text
    return f"/desk/conversations/{consumer.id}"


async def test_the_desk_shows_who_waits_and_why_it_is_urgent(
    house: House, li: Colleague, consumer: Consumer
) -> None:
    urgent = house.hotline.profile.handoff.always_queue_from
    consumer.wait(priority=urgent, emotion="furious")
    page = await li.page("/desk")
    assert page.status == 200
    for words in ("工商银行 · 信用卡，收费或利息，360元", "第1位", "很生气", "紧急", "接下一位"):
        assert words in page.text
    assert 'id="waiting-count">1<' in page.text


async def test_an_empty_desk_says_what_to_do(house: House, li: Colleague) -> None:
    page = await li.page("/desk")
    assert "没有人在等" in page.text and "/desk/duty" in page.text
    answer = await li.do("/desk/next")
    assert answer.json == {"word": "现在没有您能接的人在等。"}


async def test_words_go_both_ways_and_a_repeat_is_said_once(
    house: House, li: Colleague, consumer: Consumer
) -> None:
    talk = await accepted(consumer, li)
    same = key()
    first = await li.do(f"{talk}/say", key=same, text="我看到了，年费这就查")
    again = await li.do(f"{talk}/say", key=same, text="我看到了，年费这就查")
    assert first.status == again.status == 200
    assert first.json == again.json
    await consumer.say("谢谢，请快点")
    said = await consumer.reads()
    assert said.count(("person", "我看到了，年费这就查")) == 1
    assert ("consumer", "谢谢，请快点") in said
    assert not any("小保听到：谢谢" in text for _, text in said)
    entries = (await li.get(f"{talk}/entries?after={first.json['seq']}")).json["entries"]
    assert [(entry["kind"], entry["text"]) for entry in entries] == [("consumer", "谢谢，请快点")]


async def test_a_whisper_is_for_staff_alone(
    house: House, li: Colleague, consumer: Consumer
) -> None:
    talk = await accepted(consumer, li)
    answer = await li.do(f"{talk}/whisper", key=key(), text="他上个月也来过")
    assert answer.status == 200
    entries = (await li.get(f"{talk}/entries")).json["entries"]
    assert ("whisper", "他上个月也来过") in [(one["kind"], one["text"]) for one in entries]
    assert "他上个月也来过" not in [text for _, text in await consumer.reads()]


async def test_nobody_speaks_in_a_conversation_of_a_colleague(
    house: House, li: Colleague, wang: Colleague, consumer: Consumer
) -> None:
    talk = await accepted(consumer, li)
    said = await wang.do(f"{talk}/say", key=key(), text="我来")
    assert (said.status, said.code) == (409, "not_yours")
    for path in (talk, f"{talk}/entries", f"{talk}/registration"):
        assert (await wang.get(path)).code == "with_a_colleague"
    whispered = await wang.do(f"{talk}/whisper", key=key(), text="我也看看")
    assert (whispered.status, whispered.code) == (403, "with_a_colleague")
    assert "我来" not in [text for _, text in await consumer.reads()]


async def test_two_want_the_same_and_one_gets_it(
    house: House, li: Colleague, wang: Colleague, consumer: Consumer
) -> None:
    handoff = consumer.wait()
    assert (await li.do(f"/desk/handoffs/{handoff}/accept")).status == 200
    late = await wang.do(f"/desk/handoffs/{handoff}/accept")
    assert (late.status, late.code) == (409, "already_taken")
    assert (await wang.do("/desk/next")).json["word"].startswith("现在没有")


async def test_a_supervisor_listens_whispers_and_takes_over(
    house: House, li: Colleague, chen: Colleague, consumer: Consumer
) -> None:
    talk = await accepted(consumer, li)
    piece = await chen.get(talk)
    assert "在接待" in piece.text and "take-over" in piece.text and "data-looking" in piece.text
    assert "同事在接的" in (await chen.get("/desk/queue")).text
    assert (await chen.do(f"{talk}/say", key=key(), text="我说两句")).code == "not_yours"
    assert (await chen.do(f"{talk}/whisper", key=key(), text="先安抚")).status == 200
    assert (await li.do(f"{talk}/take-over")).status == 403
    assert (await chen.do(f"{talk}/take-over")).json == {"conversation": consumer.id}
    assert (await chen.do(f"{talk}/say", key=key(), text="我来接着办")).status == 200
    assert (await li.do(f"{talk}/say", key=key(), text="好的")).code == "not_yours"


@pytest.mark.parametrize("aim", ["skill", "agent"])
async def test_a_conversation_is_passed_on(
    house: House, li: Colleague, wang: Colleague, consumer: Consumer, aim: str
) -> None:
    talk = await accepted(consumer, li)
    to = "skill:insurance" if aim == "skill" else f"agent:{wang.staff.id}"
    answer = await li.do(f"{talk}/transfer", to=to, note="已经核过身份")
    assert answer.status == 200, answer.text
    view = house.hotline.handoffs.open_handoff(consumer.id)
    assert view is not None
    assert view.state == "waiting"
    assert (view.skill, view.reserved_for) == (
        ("insurance", None) if aim == "skill" else ("bank", wang.staff.id)
    )
    notes = [event.note for event in house.hotline.handoffs.history(consumer.id)]
    assert "已经核过身份" in notes


@pytest.mark.parametrize("to", ["skill:nothing", "agent:nobody", "bank", "skill:", "other:x"])
async def test_a_transfer_needs_an_aim(
    house: House, li: Colleague, consumer: Consumer, to: str
) -> None:
    talk = await accepted(consumer, li)
    assert (await li.do(f"{talk}/transfer", to=to)).status == 422
    assert house.hotline.handoffs.open_handoff(consumer.id).accepted_by == li.staff.id  # type: ignore[union-attr]


async def test_given_back_the_bot_answers_again(
    house: House, li: Colleague, consumer: Consumer
) -> None:
    talk = await accepted(consumer, li)
    assert (await li.do(f"{talk}/return", note="等消费者找卡号")).status == 200
    await consumer.say("找到了")
    assert ("bot", "小保听到：找到了") in await consumer.reads()
    assert (await li.do(f"{talk}/say", key=key(), text="还在吗")).code == "not_yours"


async def test_finished_with_an_outcome(house: House, li: Colleague, consumer: Consumer) -> None:
    talk = await accepted(consumer, li)
    assert (await li.do(f"{talk}/finish", outcome="nonsense")).code == "unknown_reason"
    assert (await li.do(f"{talk}/finish", outcome="answered", note="讲清了")).status == 200
    past = house.hotline.handoffs.past(consumer.id)
    assert [(view.state, view.outcome) for view in past] == [("done", "answered")]


async def test_declined_it_is_marked_and_left_to_others(
    house: House, li: Colleague, wang: Colleague, consumer: Consumer
) -> None:
    handoff = consumer.wait()
    assert (await li.do(f"/desk/handoffs/{handoff}/decline", why="acquainted")).status == 200
    assert "您让过" in (await li.get("/desk/queue")).text
    assert "您让过" not in (await wang.get("/desk/queue")).text
    assert (await li.do("/desk/next")).json["word"].startswith("现在没有")
    assert (await wang.do("/desk/next")).json == {"conversation": consumer.id}


async def test_a_pause_takes_nothing_new(house: House, li: Colleague, consumer: Consumer) -> None:
    consumer.wait()
    assert (await li.do("/desk/presence/pause/rest")).status == 200
    assert "回来接待" in (await li.get("/desk/queue")).text
    assert (await li.do("/desk/next")).code == "not_here"
    assert (await li.do("/desk/presence/pause/nap")).code == "unknown_reason"
    assert (await li.do("/desk/presence/resume")).status == 200
    assert (await li.do("/desk/next")).json == {"conversation": consumer.id}


async def test_the_fuse_suggests_a_pause_and_nothing_more(
    house: House, li: Colleague, wang: Colleague
) -> None:
    for _ in range(house.hotline.profile.handoff.fuse.conversations):
        consumer = await house.consumer()
        talk = await accepted(consumer, li)
        house.hotline.handoffs.mark_hard(consumer.id)
        await li.do(f"{talk}/finish", outcome="answered")
    assert "那几通不容易" in (await li.get("/desk/queue")).text
    assert "那几通不容易" not in (await wang.get("/desk/queue")).text
    consumer = await house.consumer()
    assert await accepted(consumer, li)


async def test_whoever_works_elsewhere_is_led_to_their_room(house: House) -> None:
    for role, room in (("reviewer", "/desk/tickets"), ("institution", "/desk/institution")):
        answer = await house.colleague(role).page("/desk")
        assert (answer.status, answer.headers["Location"]) == (303, room)


@pytest.mark.parametrize(
    ("path", "content", "status"),
    [
        ("say", {"key": "k", "text": ""}, 422),
        ("say", {"key": "k", "text": "长" * 2001}, 413),
        ("say", {"key": "汉字", "text": "好"}, 422),
        ("say", {"text": "好"}, 422),
        ("say", {"key": "k", "text": "好", "more": 1}, 422),
        ("say", {"key": "k", "text": ["好"]}, 422),
        ("finish", {}, 422),
        ("return", {"note": "长" * 501}, 422),
        ("transfer", {"to": 7}, 422),
    ],
)
async def test_wrong_input_is_refused_and_changes_nothing(
    house: House, li: Colleague, consumer: Consumer, path: str, content: dict, status: int
) -> None:
    talk = await accepted(consumer, li)
    before = await consumer.reads()
    answer = await li.do(f"{talk}/{path}", **content)
    assert answer.status == status, answer.text
    assert answer.message
    assert await consumer.reads() == before
    view = house.hotline.handoffs.open_handoff(consumer.id)
    assert view is not None and view.accepted_by == li.staff.id


async def test_a_conversation_that_is_not_there(house: House, li: Colleague) -> None:
    for path in ("nobody", "x" * 200, "%00", "..%2f..%2fetc"):
        for tail in ("", "/entries", "/registration"):
            answer = await li.get(f"/desk/conversations/{path}{tail}")
            assert answer.status == 404, (path, tail, answer.text)
    assert (await li.do("/desk/handoffs/99999/accept")).status == 404


@pytest.mark.parametrize("after", ["-1", "x", "1" * 40, "1.5", "٣"])
async def test_a_place_is_a_number(
    house: House, li: Colleague, consumer: Consumer, after: str
) -> None:
    answer = await li.get(f"/desk/conversations/{consumer.id}/entries?after={after}")
    assert answer.status == 422


async def test_a_call_is_promised_instead(house: House, li: Colleague, consumer: Consumer) -> None:
    talk = await accepted(consumer, li)
    for at, status in (("下午", 422), ("2020-01-01T10:00", 422), ("2026-11-23T03:00", 422)):
        assert (await li.do(f"{talk}/call-back", at=at)).status == status
    answer = await li.do(f"{talk}/call-back", at="2026-11-23T15:30")
    assert answer.json == {"word": "约好了：2026年11月23日 15:30 回电，已经告诉消费者。"}
    assert "2026年11月23日 15:30 回电" in (await li.get("/desk/queue")).text
    assert any("15:30" in text or "下午" in text for _, text in await consumer.reads())


async def test_a_telephone_call_cannot_be_typed_into(house: House, li: Colleague) -> None:
    call, _ = house.dialogue.conversations.open("phone", conversation_id="call-9")
    view = house.hotline.handoffs.request(call, "asked", {}, "bank", 1)
    await li.do(f"/desk/handoffs/{view.id}/accept")
    talk = f"/desk/conversations/{call}"
    assert (await li.do(f"{talk}/say", key="k", text="您好")).code == "not_a_chat"
    assert (await li.do(f"{talk}/whisper", key="k", text="在通话")).status == 200
    assert 'data-phone="yes"' in (await li.get(talk)).text
