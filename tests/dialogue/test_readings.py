"""Of what a recogniser offers, the reading that holds the number asked for is taken in."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy import text as sql

from bot.dialogue.models import Turn
from bot.dialogue.readings import asks_for_digits, best_reading
from bot.dialogue.turn import Channel, Inbound
from bot.hotline import Hotline
from bot.intake import vault
from bot.language.ticket_number import make
from tests.conversation.talk import Talk

TICKET = make(2026, "4839105")
SPOKEN = "二六四八三九一零五三"
ID = "11010119900307803X"


@pytest.mark.parametrize(
    ("asked", "text", "alternatives", "reading"),
    [
        ("phone", "幺三八零零幺三八零零零", (), "幺三八零零幺三八零零零"),
        ("phone", "幺三八零零幺三八零磷零", (), "13800138000"),
        ("phone", "幺三八零零幺三八零零", ("幺三八零零幺三八零零零",), "幺三八零零幺三八零零零"),
        ("phone", "幺三八零零幺三八零磷零", ("幺三八零零幺三八零零零",), "幺三八零零幺三八零零零"),
        ("phone", "幺三八零零幺三八零零", ("幺三八零零幺三八您零零",), "13800138000"),
        ("phone", "零幺零六六五五林四三二", (), "01066550432"),
        ("phone", "零七五五八八磷八六六六六", (), "075588086666"),
        ("phone", "幺二八零零幺三八零磷零", (), "幺二八零零幺三八零磷零"),
        ("phone", "不方便留电话", ("不方辨留电话",), "不方便留电话"),
        ("id_number", "幺幺零幺零幺一九九零零三零七八凌三叉", (), ID),
        (
            "id_number",
            "幺幺零幺零幺一九九零零三零七八凌四叉",
            (),
            "幺幺零幺零幺一九九零零三零七八凌四叉",
        ),
        ("id_number", "听不清", (f"身份证{ID}",), f"身份证{ID}"),
        ("ticket_id", SPOKEN.replace("零", "凌"), (), TICKET),
        ("ticket_id", "查进度单号" + SPOKEN.replace("八", "吧"), (), TICKET),
        ("ticket_id", SPOKEN[:-1] + "二", (), SPOKEN[:-1] + "二"),
        ("ticket_id", SPOKEN[:-1] + "斯", (), SPOKEN[:-1] + "斯"),
        ("ticket_id", SPOKEN + "八零零零", (), f"{TICKET}，8000"),
        ("ticket_id", SPOKEN + "巴零零零", (), f"{TICKET}，8000"),
        ("phone_tail", "幺二三饰", (), "1234"),
        ("phone_tail", "幺二陕四", ("忘了",), "1234"),
        ("phone_tail", "幺三八零零幺三八零磷零", (), "13800138000"),
        ("phone_tail", "忘记了", (), "忘记了"),
        ("person_name", "何丽娟嗯幺三九幺幺幺幺零零零三", (), "何丽娟，13911110003"),
        ("person_name", "何丽娟幺裳九幺幺幺幺零零零三", (), "何丽娟，13911110003"),
        ("person_name", "我叫何丽娟电话是幺三九幺幺幺幺零零零伞", (), "我叫何丽娟，13911110003"),
        ("person_name", "幺三九幺幺幺幺零零零伞", (), "13911110003"),
        ("person_name", "王建国", ("王见国",), "王建国"),
        ("person_name", "扣了我的钱幺三九幺幺幺幺零零零三", (), "扣了我的钱幺三九幺幺幺幺零零零三"),
        (
            "summary",
            "幺三八零零幺三八零磷零",
            ("幺三八零零幺三八零零零",),
            "幺三八零零幺三八零零零",
        ),
        (None, "幺三八零零幺三八零磷零", (), "幺三八零零幺三八零磷零"),
    ],
)
def test_the_reading_that_is_taken(
    asked: str | None, text: str, alternatives: tuple[str, ...], reading: str
) -> None:
    assert best_reading(asked, text, alternatives) == reading


def test_which_questions_ask_for_digits() -> None:
    asked = [asks_for_digits(one) for one in ("phone", "person_name", "summary", None)]
    assert asked == [True, True, False, False]


def _take(hotline: Hotline, channel: Channel, asked: str, said: Inbound) -> tuple[str, list[str]]:
    talk = Talk.with_(hotline, None, channel)  # type: ignore[arg-type]  # nobody answers here
    conversations = talk.dialogue.conversations
    conversation, _ = conversations.open(channel)
    conversations.change(conversation, asked=asked)
    turn = conversations.take_in(replace(said, conversation_id=conversation, channel=channel))
    with hotline.database.reading() as session:
        return turn.text, sorted(vault.known(session, conversation).values())


MISHEARD = Inbound(
    conversation_id="",
    key="1",
    event="text",
    text="幺三八零零幺三八零磷零",
    alternatives=("幺三八灵零幺三八零零零", "腰三八零零幺三八零零零"),
)


def test_a_misheard_number_is_masked_and_kept(hotline: Hotline) -> None:
    assert _take(hotline, "phone", "phone", MISHEARD) == ("138****8000", ["13800138000"])


def test_name_and_number_in_one_breath_are_both_masked(hotline: Hotline) -> None:
    said = replace(MISHEARD, text="何丽娟幺三九幺幺幺幺零零零伞", alternatives=())
    kept = _take(hotline, "phone", "person_name", said)
    assert kept == ("何**，139****0003", ["13911110003", "何丽娟"])


def test_what_is_typed_is_not_read_by_its_sound(hotline: Hotline) -> None:
    assert _take(hotline, "chat", "phone", MISHEARD) == (MISHEARD.text, [])


def test_nothing_of_a_misheard_number_is_stored_or_logged(
    hotline: Hotline, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        _take(hotline, "phone", "phone", MISHEARD)
    with hotline.database.reading() as session:
        turn = session.scalars(select(Turn)).one()
        stored = (turn.text, turn.shown, turn.alternatives)
    assert stored == ("138****8000", "138****8000", None)
    assert not any(said in caplog.text for said in (MISHEARD.text, *MISHEARD.alternatives))


def test_other_readings_of_a_story_are_kept(hotline: Hotline) -> None:
    said = replace(MISHEARD, text="工行乱收费", alternatives=("工行乱收飞",))
    _take(hotline, "phone", "matter", said)
    with hotline.database.reading() as session:
        assert session.scalars(select(Turn)).one().alternatives == ["工行乱收飞"]


@pytest.mark.parametrize(
    ("channel", "caller", "kept"),
    [
        ("phone", "13815150000", ["13815150000"]),
        ("phone", "+8613815150000", ["13815150000"]),
        ("phone", "anonymous", []),
        ("phone", "95588", []),
        ("phone", None, []),
        ("chat", "13815150000", []),
    ],
)
def test_the_number_that_called_is_kept_for_a_call_only(
    hotline: Hotline, channel: Channel, caller: str | None, kept: list[str]
) -> None:
    conversations = Talk.with_(hotline, None).dialogue.conversations  # type: ignore[arg-type]
    conversation, _ = conversations.open(channel, caller=caller)
    with hotline.database.reading() as session:
        assert list(vault.known(session, conversation).values()) == kept
        clear = session.execute(sql("SELECT value FROM vault")).scalars().all()
    assert not any("13815150000" in str(value) for value in clear)
    mark = "138****0000" if kept else None
    assert hotline.drafts.number_of_the_call(conversation) == mark
    assert hotline.drafts.reveal(conversation, mark) == ((kept or [None])[0],)
