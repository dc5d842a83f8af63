"""The rules that every talk is held to would see a breach."""

from __future__ import annotations

import pytest

from bot.dialogue.turn import Channel, Line, Reply
from bot.practice.speaking import officialese
from tests.conversation.manners import breaches
from tests.conversation.talk import Exchange, Talk


def heard_after(talk: Talk, *texts: str, did: str = "你好", asked: str | None = None) -> list[str]:
    """Return what is wrong when these lines are the answer to the newest words."""
    lines = tuple(Line(text=text, speech=text) for text in texts)
    talk.exchanges.append(Exchange(did, Reply(lines=lines), asked))
    return list(breaches(talk))


async def test_the_greeting_is_in_order(talk: Talk) -> None:
    assert list(breaches(talk)) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("怎么称呼您？电话多少？", "more than one thing"),
        ("您的问题我们高度重视。", "officialese"),
        ("请打13800138000。", "personal number"),
        ("请打95999试试。", "nobody vouches"),
        ("请打九五九九九试试。", "nobody vouches"),
        ("一\n二\n三\n四", "too many lines"),
    ],
)
async def test_a_breach_is_seen(talk: Talk, text: str, fault: str) -> None:
    assert any(fault in breach for breach in heard_after(talk, text))


@pytest.mark.parametrize(
    "text",
    [
        "工商银行的电话是 95588。",
        "扣了360元，2026年12月2日以前转到。",
        "11位手机号，9:00-12:00接电话。",
    ],
)
async def test_what_may_be_said(talk: Talk, text: str) -> None:
    assert heard_after(talk, text) == []


async def test_a_summary_may_have_a_line_more(talk: Talk) -> None:
    assert heard_after(talk, "一\n二\n三\n四", asked="summary") == []


async def test_the_same_words_twice_in_a_row(talk: Talk) -> None:
    heard_after(talk, "请说一下是哪家。")
    assert any("the same again" in breach for breach in heard_after(talk, "请说一下是哪家。"))


async def test_who_did_not_hear_may_be_told_again(talk: Talk) -> None:
    heard_after(talk, "请说一下是哪家。")
    assert heard_after(talk, "请说一下是哪家。", did="没听清，再说一遍") == []


@pytest.mark.parametrize(("channel", "breaks"), [("phone", True), ("chat", False)])
async def test_the_ear_takes_sixty_characters(talk: Talk, channel: Channel, breaks: bool) -> None:
    talk.channel = channel
    assert any("for the ear" in b for b in heard_after(talk, "好" * 61)) is breaks
    talk.exchanges.pop()
    assert heard_after(talk, "好" * 60) == []


def test_officialese_is_written_down() -> None:
    assert "高度重视" in officialese()
