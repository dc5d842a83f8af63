"""One turn at a time in a conversation, within a process and between processes."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator

import pytest

from bot.dialogue.locks import ConversationLocks, SharedLocks, locks_for

REDIS = os.environ.get("XIAOBAO_TEST_REDIS")


async def _turn(locks: ConversationLocks, name: str, seen: list[str], conversation: str) -> None:
    async with locks.hold(conversation):
        seen.append(f"{name} in")
        await asyncio.sleep(0.01)
        seen.append(f"{name} out")


async def test_turns_of_a_conversation_follow_each_other_in_order() -> None:
    locks, seen = ConversationLocks(), list[str]()
    await asyncio.gather(*(_turn(locks, str(n), seen, "one") for n in range(5)))
    assert seen == [f"{n} {way}" for n in range(5) for way in ("in", "out")]


async def test_conversations_do_not_wait_for_each_other() -> None:
    locks, seen = ConversationLocks(), list[str]()
    await asyncio.gather(_turn(locks, "a", seen, "one"), _turn(locks, "b", seen, "two"))
    assert seen == ["a in", "b in", "a out", "b out"]


async def test_a_failing_turn_lets_the_next_one_in() -> None:
    locks, seen = ConversationLocks(), list[str]()
    with pytest.raises(ZeroDivisionError):
        async with locks.hold("one"):
            raise ZeroDivisionError
    await _turn(locks, "next", seen, "one")
    assert seen == ["next in", "next out"]


async def test_locks_that_nobody_holds_are_forgotten() -> None:
    locks = ConversationLocks()
    await asyncio.gather(*(_turn(locks, "x", [], str(n)) for n in range(20)))
    assert locks._locks == {}


def test_without_redis_the_locks_are_this_process_s_own() -> None:
    assert type(locks_for(None)) is ConversationLocks


@pytest.fixture
async def two_processes() -> AsyncIterator[tuple[SharedLocks, SharedLocks]]:
    if not REDIS:
        pytest.skip("no Redis: set XIAOBAO_TEST_REDIS to its address")
    from redis.asyncio import Redis

    one, other = Redis.from_url(REDIS), Redis.from_url(REDIS)
    yield SharedLocks(one), SharedLocks(other)
    await one.close()
    await other.close()


async def test_shared_locks_hold_between_processes(
    two_processes: tuple[SharedLocks, SharedLocks],
) -> None:
    seen: list[str] = []
    here, there = two_processes
    await asyncio.gather(
        *(_turn(locks, str(n), seen, "one") for n in range(3) for locks in (here, there))
    )
    entries = [line.removesuffix(" in") for line in seen[::2]]
    assert [line for n in entries for line in (f"{n} in", f"{n} out")] == seen
