"""News reach whoever follows, in this process and in others, and carry no words."""

from __future__ import annotations

import asyncio
import gc
import os
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from redis.asyncio import Redis

from bot.dialogue.engine import Dialogue
from bot.dialogue.news import (
    LONGEST_BACKLOG,
    MISSED,
    Following,
    News,
    SharedNews,
    conversation_topic,
    news_for,
)
from bot.hotline import Hotline
from tests.conversation.talk import Talk
from tests.dialogue.desk import LI, Desk
from tests.dialogue.scripted import Scripted

REDIS = os.environ.get("XIAOBAO_TEST_REDIS")
PATIENCE = 10  # seconds


async def hear(following: Following) -> dict[str, Any]:
    """Return the next piece of news; raise TimeoutError if none comes."""
    return dict(await asyncio.wait_for(following.__anext__(), PATIENCE))


async def test_whoever_follows_hears_and_nobody_else() -> None:
    news = News()
    one, both, other = news.follow("a"), news.follow("a", "b"), news.follow("c")
    news.publish("a", {"kind": "said", "seq": 7})
    news.publish("b", {"kind": "queue"})
    assert await hear(one) == {"kind": "said", "seq": 7, "topic": "a"}
    assert [(await hear(both))["topic"] for _ in range(2)] == ["a", "b"]
    other.close()
    assert [what async for what in other] == []


async def test_what_was_published_before_is_not_heard() -> None:
    news = News()
    news.publish("a", {"kind": "early"})
    following = news.follow("a")
    news.publish("a", {"kind": "late"})
    assert (await hear(following))["kind"] == "late"


async def test_a_follower_waits_until_there_is_something() -> None:
    news = News()
    hearing = asyncio.create_task(hear(news.follow("a")))
    await asyncio.sleep(0)
    assert not hearing.done()
    news.publish("a", {"kind": "said"})
    assert (await hearing)["kind"] == "said"


async def test_whoever_is_too_slow_hears_that_something_was_missed() -> None:
    news = News()
    slow, quick = news.follow("a"), news.follow("a")
    for number in range(LONGEST_BACKLOG + 5):
        news.publish("a", {"kind": "said", "seq": number})
        await hear(quick)
    assert await hear(slow) == MISSED
    assert (await hear(slow))["seq"] == LONGEST_BACKLOG + 1


async def test_followers_that_are_gone_are_forgotten() -> None:
    news = News()
    following = news.follow("a")
    del following
    gc.collect()
    news.publish("a", {"kind": "said"})
    assert not news._followers


async def test_stopping_lets_everyone_go() -> None:
    news = News()
    following = news.follow("a")
    news.publish("a", {"kind": "said"})
    await news.stop()
    assert [what["kind"] async for what in following] == ["said"]


def test_without_a_redis_a_process_is_alone() -> None:
    assert type(news_for(None)) is News


@asynccontextmanager
async def two_processes() -> AsyncIterator[tuple[SharedNews, SharedNews]]:
    """Two that share a Redis and already listen."""
    if not REDIS:
        pytest.skip("no Redis: set XIAOBAO_TEST_REDIS to its address")
    one, other = SharedNews(Redis.from_url(REDIS)), SharedNews(Redis.from_url(REDIS))
    try:
        yield one, other
    finally:
        await one.stop()
        await other.stop()


async def listening(news: SharedNews, topic: str) -> Following:
    """Follow, and wait until the line to the others is there."""
    following = news.follow(topic)
    assert await hear(following) == MISSED
    return following


async def test_news_reach_other_processes_once() -> None:
    async with two_processes() as (one, other):
        topic = uuid.uuid4().hex
        here, there = await listening(one, topic), await listening(other, topic)
        one.publish(topic, {"kind": "said", "seq": 1})
        other.publish(topic, {"kind": "said", "seq": 2})
        assert sorted([(await hear(f))["seq"] for f in (here, here)]) == [1, 2]
        assert sorted([(await hear(f))["seq"] for f in (there, there)]) == [1, 2]
        assert not here._heard and not there._heard


async def test_a_line_that_breaks_is_mended_and_said() -> None:
    async with two_processes() as (one, other):
        topic = uuid.uuid4().hex
        following = await listening(other, topic)
        client = Redis.from_url(REDIS)
        await client.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
        await client.close()
        assert await hear(following) == MISSED
        one.publish(topic, {"kind": "said"})
        assert (await hear(following))["kind"] in ("said", "missed")


async def test_without_redis_the_process_goes_on_alone() -> None:
    news = SharedNews(Redis.from_url("redis://127.0.0.1:1/0"))
    following = news.follow("a")
    news.publish("a", {"kind": "said"})
    assert (await hear(following))["kind"] == "said"
    await news.stop()
    news.publish("a", {"kind": "late"})
    assert not news._tasks


async def test_every_change_of_a_conversation_is_news_without_words(
    hotline: Hotline, scripted: Scripted
) -> None:
    talk = Talk.with_(hotline, scripted)  # type: ignore[arg-type]
    await talk.begin()
    desk, dialogue = Desk(talk.dialogue), talk.dialogue
    following = dialogue.news.follow(conversation_topic(talk.conversation_id))
    desks = dialogue.news.follow("desk")
    await talk.say("工行乱收费")
    desk.takes(talk)
    desk.says(talk, "您好王先生")
    desk.switchboard.typing(talk.conversation_id, LI)
    await desk.switchboard.change_draft(talk.conversation_id, LI, "matter", "被扣年费")
    await talk.say("好的")
    desk.switchboard.finish(talk.conversation_id, LI, "answered")
    heard = [following._heard.popleft() for _ in range(len(following._heard))]
    kinds = [what["kind"] for what in heard]
    assert kinds == [
        *("said", "answered"),
        *("notice", "queue", "said", "typing", "draft"),
        *("said", "notice", "queue"),  # a person has it: the bot says nothing to this
    ]
    assert all("王" not in str(what) and "工行" not in str(what) for what in heard)
    told = [desks._heard.popleft() for _ in range(len(desks._heard))]
    assert [what["kind"] for what in told] == [
        *("notice", "queue", "said", "draft", "said", "notice", "queue")
    ]
    assert {what["conversation"] for what in told} == {talk.conversation_id}


async def test_a_dialogue_that_ends_lets_its_followers_go(
    hotline: Hotline, scripted: Scripted
) -> None:
    dialogue = Dialogue(hotline, scripted)
    following = dialogue.news.follow("desk")
    await dialogue.finish(1.0)
    assert [what async for what in following] == []
