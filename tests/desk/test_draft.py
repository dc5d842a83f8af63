"""The ticket beside the conversation: filled, mended, shown, registered."""

from __future__ import annotations

import pytest

from bot.accounts.looks import LookFilter
from tests.desk.house import TOLD, Colleague, Consumer, House


@pytest.fixture
async def talk(house: House, li: Colleague, consumer: Consumer) -> str:
    """The address of a conversation that Li has."""
    await li.do(f"/desk/handoffs/{consumer.wait()}/accept")
    return f"/desk/conversations/{consumer.id}"


async def test_the_form_is_filled_with_what_was_told(
    house: House, li: Colleague, talk: str
) -> None:
    piece = (await li.get(talk)).text
    for words in (
        'value="工商银行"',
        "收费或利息",
        "91%",
        "工行信用卡扣了我三百六年费",
        "把年费退给我",
        'value="360.00"',
        "银行卡",
        "定价收费",
        "很生气",
    ):
        assert words in piece
    assert "王小明" not in piece and "13800138000" not in piece
    assert "138****8000" in piece


async def test_it_says_what_helps_to_answer(house: House, li: Colleague, talk: str) -> None:
    piece = (await li.get(talk)).text
    assert "95588" in piece and "可以告诉消费者" in piece
    assert "转送机构" in piece and "7 个工作日" in piece and "2026年12月2日" in piece
    assert "银行业保险业消费投诉处理管理办法" in piece
    assert "您骂两句没关系" in piece


async def test_numbers_that_are_not_sure_are_for_staff_only(
    house: House, li: Colleague, consumer: Consumer, talk: str
) -> None:
    doubtful = next(
        one
        for one in house.hotline.directory.all()
        if one.confidence != "high" and (one.hotline or one.complaint_hotline)
    )
    consumer.tell(TOLD.with_(institution=doubtful.display, institution_id=doubtful.id))
    piece = (await li.get(talk)).text
    assert "只供同事参考" in piece and (doubtful.hotline or doubtful.complaint_hotline) in piece


async def test_another_house_answers_for_it(
    house: House, li: Colleague, consumer: Consumer, talk: str
) -> None:
    theirs = next(one for one in house.hotline.directory.all() if one.regulator == "pbc")
    consumer.tell(TOLD.with_(institution=theirs.display, institution_id=theirs.id))
    assert "这家归 12363" in (await li.get(talk)).text


async def test_an_ambiguous_name_offers_whom_it_could_mean(
    house: House, li: Colleague, consumer: Consumer, talk: str
) -> None:
    candidates = house.hotline.directory.resolve("平安")
    consumer.tell(
        TOLD.with_(
            institution=None, institution_id=None, candidates=tuple(one.id for one in candidates)
        )
    )
    piece = (await li.get(talk)).text
    assert "家都可能，请问清" in piece and candidates[0].display in piece
    chosen = await li.do(f"{talk}/draft", "PUT", field="institution", value=candidates[0].id)
    assert chosen.status == 200
    assert f'value="{candidates[0].display}"' in (await li.get(talk)).text


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("institution", "农行", 'value="农业银行"'),
        ("amount", "5.2万", 'value="52000.00"'),
        ("demand", "要求道歉", "要求道歉"),
        ("intent", "complain_service", "服务态度或效率"),
        ("branch", "昌平支行", 'value="昌平支行"'),
        ("product", "贷记卡", 'value="贷记卡"'),
        ("phone", "13900139000", "139****9000"),
        ("occurred", "2026-11-01", 'value="2026-11-01"'),
    ],
)
async def test_a_field_is_mended(
    house: House, li: Colleague, talk: str, field: str, value: str, shown: str
) -> None:
    answer = await li.do(f"{talk}/draft", "PUT", field=field, value=value)
    assert answer.status == 200, answer.text
    assert shown in (await li.get(talk)).text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", "很多"),
        ("phone", "123"),
        ("id_number", "310101199001010011"),
        ("occurred", "2999-01-01"),
        ("intent", "nothing"),
        ("password", "x"),
        ("institution", "平安"),
        ("matter", "长" * 2001),
    ],
)
async def test_a_value_that_cannot_be_is_refused_with_a_sentence(
    house: House, li: Colleague, talk: str, field: str, value: str
) -> None:
    before = (await li.get(talk)).text
    answer = await li.do(f"{talk}/draft", "PUT", field=field, value=value)
    assert answer.status == 422
    assert answer.message
    assert (await li.get(talk)).text == before


async def test_only_who_has_the_conversation_mends_and_registers(
    house: House, li: Colleague, wang: Colleague, chen: Colleague, talk: str
) -> None:
    for other in (wang, chen):
        changed = await other.do(f"{talk}/draft", "PUT", field="amount", value="1")
        registered = await other.do(f"{talk}/register")
        assert (changed.status, registered.status) == (409, 409)


async def test_a_look_at_the_person_is_written_down_first(
    house: House, li: Colleague, consumer: Consumer, talk: str
) -> None:
    refused = await li.do(f"{talk}/reveal", reason="我想看看")
    assert (refused.status, house.hotline.accounts.looks().looks) == (422, ())
    answer = await li.do(f"{talk}/reveal", reason="call")
    assert answer.json["values"]["person_name"] == "王小明"
    assert answer.json["values"]["phone"] == "13800138000"
    (look,) = house.hotline.accounts.looks(LookFilter(conversation=consumer.id)).looks
    assert (look.staff.id, look.reason) == (li.staff.id, "要给消费者打电话")
    assert set(look.fields) == {"name", "phone", "id_number"}


async def test_a_look_that_is_refused_shows_nothing(
    house: House, wang: Colleague, talk: str
) -> None:
    answer = await wang.do(f"{talk}/reveal", reason="call")
    assert answer.status == 403
    assert "13800138000" not in answer.text
    assert house.hotline.accounts.looks().looks == ()


async def test_registered_in_two_steps_and_once(
    house: House, li: Colleague, consumer: Consumer, talk: str
) -> None:
    planned = (await li.get(f"{talk}/registration")).text
    for words in ("工商银行", "收费或利息，360元", "把年费退给我", "138****8000", "2026年12月2日"):
        assert words in planned
    assert 'data-ready="yes"' in planned
    first, again = await li.do(f"{talk}/register"), await li.do(f"{talk}/register")
    number = first.json["number"]
    assert again.json["number"] == number
    told = [text for who, text in await consumer.reads() if number in text]
    assert len(told) == 1
    ticket = house.hotline.tickets.details(number)
    assert (ticket.person_name, ticket.phone) == ("王小明", "13800138000")
    assert [event.actor for event in ticket.events if event.kind == "registered"] == [
        f"agent:{li.staff.id}"
    ]
    assert number in (await li.get(talk)).text
    assert "已经登记过了" in (await li.get(f"{talk}/registration")).text


async def test_without_a_story_there_is_nothing_to_register(
    house: House, li: Colleague, consumer: Consumer, talk: str
) -> None:
    consumer.tell(TOLD.with_(matter=()))
    assert 'data-ready="no"' in (await li.get(f"{talk}/registration")).text
    answer = await li.do(f"{talk}/register")
    assert (answer.status, answer.code) == (422, "not_ready")


async def test_what_the_same_person_said_before_is_shown(
    house: House, li: Colleague, talk: str
) -> None:
    number = (await li.do(f"{talk}/register")).json["number"]
    await li.do(f"{talk}/finish", outcome="registered")
    again = await house.consumer()
    again.tell()
    await li.do(f"/desk/handoffs/{again.wait()}/accept")
    piece = (await li.get(f"/desk/conversations/{again.id}")).text
    assert "这个人以前的工单" in piece and number in piece
    assert "同一件事还有一张在办" in piece
    planned = (await li.get(f"/desk/conversations/{again.id}/registration")).text
    assert f"会并到在办的 {number}" in planned
    assert (await li.do(f"/desk/conversations/{again.id}/register")).json["number"] == number


async def test_a_stranger_with_another_phone_has_no_past(
    house: House, li: Colleague, talk: str
) -> None:
    await li.do(f"{talk}/register")
    other = await house.consumer()
    other.tell(name="赵敏", phone="13700137000")
    await li.do(f"/desk/handoffs/{other.wait()}/accept")
    assert "以前的工单" not in (await li.get(f"/desk/conversations/{other.id}")).text
