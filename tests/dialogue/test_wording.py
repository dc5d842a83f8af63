"""Wordings take turns; each has words for the eye and for the ear."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue.replies import from_messages, in_script
from bot.dialogue.turn import Reply
from bot.dialogue.wording import RotatingWording

RESPONSES: dict[str, Any] = {
    "say_amount": [
        {"text": "一共{amount}。", "metadata": {"speech": "总共{amount}。"}},
        {"text": "合计{amount}。"},
    ]
}


@pytest.fixture
def wording() -> RotatingWording:
    domain = Domain([], [], [], RESPONSES, [], {}, {})
    return RotatingWording(domain=domain)


def _tracker(*said: str) -> DialogueStateTracker:
    events = [BotUttered("…", metadata={"utter_action": name}) for name in said]
    return DialogueStateTracker.from_events("one", events, [])


async def test_the_next_wording_is_another_one(wording: RotatingWording) -> None:
    texts = []
    for used in range(3):
        said = await wording.generate(
            "say_amount", _tracker(*["say_amount"] * used), "chat", amount="三元"
        )
        assert said is not None
        texts.append(said["text"])
    assert texts == ["一共三元。", "合计三元。", "一共三元。"]


async def test_speech_is_filled_like_text(wording: RotatingWording) -> None:
    said = await wording.generate("say_amount", _tracker(), "phone", amount="三元")
    assert said is not None
    assert said["metadata"]["speech"] == "总共三元。"


async def test_an_unknown_wording_is_none(wording: RotatingWording) -> None:
    assert await wording.generate("say_nothing", _tracker(), "chat") is None


def test_a_reply_carries_lines_choices_and_what_is_no_wording() -> None:
    reply = from_messages(
        [
            {"text": "好。", "metadata": {"speech": "好的。"}},
            {"custom": {"act": "transfer", "transfer": {"gist": "年费"}}},
            {"text": "对吗？", "buttons": [{"title": "对", "payload": "/affirm"}]},
        ],
        asked="summary",
    )
    assert [line.speech for line in reply.lines] == ["好的。", "对吗？"]
    assert reply.choices[0].title == "对"
    assert (reply.act, reply.transfer) == ("transfer", {"gist": "年费"})
    assert reply.expects.kind == "choice"
    assert not reply.expects.interruptible


@pytest.mark.parametrize(
    ("asked", "kind", "digits"),
    [
        ("phone", "phone", 11),
        ("id_number", "id_number", 18),
        ("matter", "text", 1),
        (None, "text", 1),
    ],
)
def test_what_is_expected_follows_the_question(asked: str | None, kind: str, digits: int) -> None:
    expects = from_messages([{"text": "？"}], asked).expects
    assert (expects.kind, expects.digits) == (kind, digits)


def test_what_has_no_words_for_the_ear_is_made_speakable() -> None:
    reply = from_messages([{"text": "请打 95588。"}], None)
    assert "95588" not in reply.lines[0].speech


def test_a_reply_survives_being_stored() -> None:
    reply = from_messages(
        [{"text": "对吗？", "buttons": [{"title": "对", "payload": "/affirm"}]}], "summary"
    )
    assert Reply.from_dict(reply.to_dict()) == reply


def test_traditional_readers_get_traditional_words() -> None:
    assert in_script("账户被冻结了吗？", "zh-Hant") == "帳戶被凍結了嗎？"
    assert in_script("账户被冻结了吗？", "zh-Hans") == "账户被冻结了吗？"
