"""Numbers on a bad line: heard by their sound, asked for by key, and not asked for for ever."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.dialogue.rasa_agent import RasaAgent
from bot.hotline import Hotline
from bot.tickets.models import Ticket
from tests.conversation.talk import Talk, clock_at, hotline_at, words_of

OWN = "13815150000"
NIGHT = datetime(2026, 11, 23, 22, 0)
MATTER = "交通银行信用卡给我开了分期我根本没同意"
NOISE = ("嘟嘟", "幺三八零零幺三八", "嘟幺三八")


@pytest.fixture
def night(database_url: str, tmp_path: Path) -> Iterator[Hotline]:
    with hotline_at(database_url, tmp_path, clock_at(NIGHT)) as opened:
        yield opened


async def call(hotline: Hotline, agent: RasaAgent, caller: str = "") -> Talk:
    talk = Talk.with_(hotline, agent, "phone", caller)
    await talk.begin()
    return talk


async def hear(talk: Talk, *said: str) -> str:
    replies = [await talk.say(words) for words in said]
    return words_of(replies[-1], "phone")


def phone_of_the_ticket(hotline: Hotline) -> str | None:
    with hotline.database.reading() as session:
        ticket = session.scalars(select(Ticket).order_by(Ticket.id.desc())).one()
        return str(ticket.phone) if ticket.phone else None


async def test_a_misheard_number_needs_no_second_try(hotline: Hotline, agent: RasaAgent) -> None:
    talk = await call(hotline, agent)
    heard = await hear(talk, MATTER, "取消分期", "谢天宇", "幺三八零零幺三八零磷零")
    assert talk.asked == "summary"
    assert "尾号八零零零" in heard


async def test_name_and_number_in_one_breath(hotline: Hotline, agent: RasaAgent) -> None:
    talk = await call(hotline, agent)
    await hear(talk, MATTER, "取消分期", "何丽娟就是幺三韭幺幺幺幺零零零三")
    assert talk.asked == "summary"
    await hear(talk, "对", "直接登记")
    assert phone_of_the_ticket(hotline) == "13911110003"


async def test_the_second_time_keys_are_asked_for(hotline: Hotline, agent: RasaAgent) -> None:
    talk = await call(hotline, agent)
    assert "按键输入更稳" in await hear(talk, MATTER, "取消分期", "谢天宇", NOISE[0])
    await talk.key("13888880000#")
    assert talk.asked == "summary"


async def test_at_night_the_number_that_called_is_the_way_back(
    night: Hotline, agent: RasaAgent
) -> None:
    talk = await call(night, agent, OWN)
    heard = await hear(talk, MATTER, "给我找个真人", "取消分期", "谢天宇", *NOISE)
    assert talk.asked == "summary"
    assert "先记您打来的号码，尾号零零零零" in heard
    await hear(talk, "对", "直接登记")
    assert phone_of_the_ticket(night) == OWN


@pytest.mark.parametrize(("caller", "phone"), [(OWN, OWN), ("", None)])
async def test_a_callback_is_kept_after_three_tries(
    night: Hotline, agent: RasaAgent, caller: str, phone: str | None
) -> None:
    talk = await call(night, agent, caller)
    heard = await hear(talk, "转人工", *NOISE)
    ticket = talk.ticket()
    assert ticket is not None
    assert ticket.kind == "callback"
    assert phone_of_the_ticket(night) == phone
    assert ("会打您尾号零零零零" in heard) is bool(phone)
    assert ("同事打不过去" in heard) is not bool(phone)


async def test_who_gives_no_number_is_not_called_back_on_his_own(
    night: Hotline, agent: RasaAgent
) -> None:
    talk = await call(night, agent, OWN)
    heard = await hear(talk, "转人工", "不方便留电话", "不方便留电话", "不方便留电话")
    assert phone_of_the_ticket(night) is None
    assert "同事打不过去" in heard


async def test_in_the_chat_the_number_is_asked_for_as_before(
    night: Hotline, agent: RasaAgent
) -> None:
    talk = Talk.with_(night, agent, "chat", OWN)
    await talk.begin()
    await hear(talk, "转人工", *NOISE)
    assert (talk.asked, talk.ticket()) == ("phone", None)


@pytest.mark.parametrize(("tail", "resumed"), [("零零零吝", True), ("9999", False)])
async def test_a_misheard_tail_gets_one_more_try(
    hotline: Hotline, agent: RasaAgent, tail: str, resumed: bool
) -> None:
    talk = await call(hotline, agent, OWN)
    await hear(talk, "我要投诉光大银行贷款利息乱收", "退钱", "唐国强", "幺三八幺五幺五零零零零")
    await talk.hang_up()
    await talk.begin()
    again = await hear(talk, "零零零五")
    assert talk.asked == "phone_tail"
    assert "再来一遍" in again
    assert "光大" not in again
    heard = await hear(talk, tail)
    assert ("光大银行" in heard, talk.asked) == (resumed, "summary" if resumed else None)
