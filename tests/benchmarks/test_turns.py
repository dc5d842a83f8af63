"""The conversations of `make bench` are played whole, and the table says how they went."""

from __future__ import annotations

import asyncio

import pytest

from benchmarks import turns
from benchmarks.players import SCRIPT, Played, _play, lines


@pytest.mark.parametrize("at_a_time", [1, 3])
def test_every_conversation_is_played_in_order(at_a_time: int) -> None:
    said: dict[str, list[str]] = {}
    open_now: set[str] = set()
    most = 0

    async def say(conversation: str, text: str) -> None:
        nonlocal most
        open_now.add(conversation)
        most = max(most, len(open_now))
        said.setdefault(conversation, []).append(text)
        await asyncio.sleep(0)
        if len(said[conversation]) == len(SCRIPT):
            open_now.discard(conversation)

    played = asyncio.run(_play(say, range(5, 12), at_a_time))
    assert said == {f"bench-{number}": lines(number) for number in range(5, 12)}
    assert len(played.turns) == 7 * len(SCRIPT)
    assert most == at_a_time


def test_every_conversation_has_a_person_of_its_own() -> None:
    assert "手机号是13800000007" in lines(7)
    assert lines(7) != lines(8)


@pytest.mark.parametrize("conversations", [1, 3, 4, 32, 33])
def test_rounds_cover_all_conversations_once(conversations: int) -> None:
    rounds = turns._rounds(10, conversations)
    numbers = [number for numbers in rounds for number in numbers]
    assert numbers == list(range(10, 10 + conversations))


def test_the_table_shows_how_many_times_faster() -> None:
    times = {
        (side, at_a_time): Played([speed] * 100, seconds=speed)
        for side, speed in (("ours", 10.0), ("stock", 95.0))
        for at_a_time in turns.AT_A_TIME
    }
    text = turns.table(times, {"ours": 9, "stock": 3})
    assert text.count("9.5×") == 8
    assert "小保 9 件，原版 Rasa 3 件" in text


def test_ours_alone_has_no_ratio() -> None:
    times = {("ours", at_a_time): Played([1.0], 1.0) for at_a_time in turns.AT_A_TIME}
    assert "快几倍" not in turns.table(times, {"ours": 1})


def test_an_address_that_never_answers_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class Dead:
        def poll(self) -> int:
            return 1

    with pytest.raises(RuntimeError, match="action server"):
        turns._wait_for("http://127.0.0.1:9/", Dead())  # type: ignore[arg-type]
