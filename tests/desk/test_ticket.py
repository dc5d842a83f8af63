"""One ticket: what is shown, what can be done by whom, and what happens then."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from bot.accounts.looks import LookFilter
from bot.calendar.clock import FixedClock
from bot.desk.ticket_acts import all_acts
from tests.desk.house import Colleague, House
from tests.desk.tickets import ANSWER, in_state, register

OFFERED = re.compile(r'action="/desk/tickets/\d{10}/(\w+)"')
FIELDS: dict[str, dict[str, Any]] = {
    "not_accept": {"why": "不属于我们管"},
    "assign": {"branch": "昌平支行"},
    "answer": {
        "findings": "核实过了",
        "reasons": "合约第八条",
        "remedies": ["review", "mediation"],
        "outcome": "granted",
        "paid": "1,360.50",
    },
    "reopen": {"why": "有新证据"},
    "ask_extension": {"why": "要调监控"},
    "decide_extension": {"decision": "granted", "why": "确实复杂"},
    "review": {"reason": "没说清依据"},
    "decide_review": {"findings": "复核过了", "reasons": "原答复成立", "remedies": ["litigation"]},
    "follow_up": {"reached": "yes", "score": "4", "nps": "9", "by": "phone", "words": "还行"},
    "close": {"why": "双方都认"},
    "add": {"text": "补一张截图"},
    "guide": {"way": "notary"},
    "reclassify": {"code": "x-C01", "why": "主要是态度"},
    "withdraw": {"reason": "已经退了"},
    "open_group": {"title": "年费一事"},
}


def offered(text: str) -> set[str]:
    return set(OFFERED.findall(text)) - {"reveal", "paper"}


async def test_the_page_shows_everything_but_the_person(house: House, li: Colleague) -> None:
    number = in_state(house.hotline, "answered", phone="13811115555")
    page = await li.page(f"/desk/tickets/{number}")
    assert page.status == 200
    for words in (
        "机构已答复",
        "信用卡年费没告知就扣了",
        "把年费退给我",
        "经查，年费扣收前没有告知。",
        "支持诉求",
        "消费者申请核查",
        "138****5555",
        "王**",
        "正在处理",
        "工商银行",
    ):
        assert words in page.text
    assert "13811115555" not in page.text and "王小明" not in page.text
    assert house.hotline.accounts.looks().looks == ()


async def test_the_person_is_shown_for_a_reason_that_is_written_down(
    house: House, li: Colleague
) -> None:
    number = register(house.hotline, phone="13811116666")
    assert (await li.send(f"/desk/tickets/{number}/reveal", reason="好奇")).status == 422
    assert (await li.send("/desk/tickets/2600000000/reveal", reason="call")).status == 404
    assert house.hotline.accounts.looks().looks == ()
    page = await li.send(f"/desk/tickets/{number}/reveal", reason="call")
    assert "13811116666" in page.text and "王小明" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    (look,) = house.hotline.accounts.looks(LookFilter(number=number)).looks
    assert (look.staff.id, look.reason) == (li.staff.id, "要给消费者打电话")


@pytest.mark.parametrize("number", ["1234567890", "2600000000", "abc", "9" * 300])
async def test_a_number_that_is_not_there(house: House, li: Colleague, number: str) -> None:
    assert (await li.page(f"/desk/tickets/{number}")).status == 404
    assert (await li.send(f"/desk/tickets/{number}/urge")).status == 404


@pytest.mark.parametrize(
    ("role", "state", "main", "not_offered"),
    [
        ("agent", "registered", "forward", {"decide_extension", "follow_up", "decide_review"}),
        ("reviewer", "registered", "forward", {"urge", "withdraw", "acknowledge"}),
        ("agent", "forwarded", "answer", {"forward", "follow_up", "climb", "acknowledge_urge"}),
        ("supervisor", "in_progress", "answer", {"acknowledge", "decide_extension"}),
        ("agent", "answered", "follow_up", {"answer", "urge", "ask_extension"}),
        ("reviewer", "answered", "review", {"follow_up", "withdraw"}),
        ("agent", "closed", "review", {"close", "urge", "withdraw", "add"}),
    ],
)
async def test_what_is_offered_fits_role_and_state(
    house: House, role: str, state: str, main: str, not_offered: set[str]
) -> None:
    number = in_state(house.hotline, state)
    page = await house.colleague(role).page(f"/desk/tickets/{number}")
    found = offered(page.text)
    assert main in found
    assert not found & not_offered


@pytest.mark.parametrize("role", ["agent", "supervisor", "reviewer"])
@pytest.mark.parametrize("state", ["registered", "forwarded", "in_progress", "answered", "closed"])
async def test_whatever_is_offered_can_be_done(house: House, role: str, state: str) -> None:
    someone = house.colleague(role)
    page = await someone.page(f"/desk/tickets/{in_state(house.hotline, state)}")
    names = offered(page.text) - {"merge", "join"}  # these need another ticket: see below
    assert names
    for name in names:
        number = in_state(house.hotline, state)
        answer = await someone.send(f"/desk/tickets/{number}/{name}", **FIELDS.get(name, {}))
        assert answer.status == 303, (name, answer.text[-3000:])
        done = await someone.page(answer.headers["Location"])
        assert f"办好了：{all_acts()[name].title}" in done.text
        last = house.hotline.tickets.events(number)[-1]
        assert last.actor == f"{role}:{someone.staff.id}", name


async def test_an_answer_is_stored_as_it_was_written(house: House, li: Colleague) -> None:
    number = in_state(house.hotline, "forwarded")
    await li.send(f"/desk/tickets/{number}/answer", **FIELDS["answer"])
    (answer,) = house.hotline.tickets.details(number).answers
    assert (answer.findings, answer.reasons) == ("核实过了", "合约第八条")
    assert (answer.remedies, answer.outcome) == (("review", "mediation"), "granted")
    assert str(answer.paid) == "1360.50"


@pytest.mark.parametrize(
    ("name", "fields", "says"),
    [
        ("answer", {"findings": "", "reasons": "有"}, "核实情况"),
        ("answer", {"findings": "有", "reasons": "长" * 4001}, "最多 4000 个字"),
        ("answer", {**FIELDS["answer"], "paid": "很多"}, "只写数字"),
        ("answer", {**FIELDS["answer"], "paid": "-1"}, "金额"),
        ("answer", {**FIELDS["answer"], "outcome": "nothing"}, "处理结果"),
        ("answer", {**FIELDS["answer"], "remedies": ["nothing"]}, "救济途径"),
        ("assign", {"branch": ""}, "网点"),
        ("reclassify", {"code": "nothing"}, "没有这个分类"),
        ("guide", {"way": "nothing"}, "这条途径"),
        ("merge", {"into": "1234567890"}, ""),
        ("join", {"group": "1234567890"}, "没有这个共同投诉"),
        ("decide_extension", {"decision": "granted", "why": "复杂"}, "没有待批"),
    ],
)
async def test_what_is_refused_says_why_and_keeps_what_was_typed(
    house: House, chen: Colleague, name: str, fields: dict[str, Any], says: str
) -> None:
    number = in_state(house.hotline, "forwarded")
    before = house.hotline.tickets.events(number)
    page = await chen.send(f"/desk/tickets/{number}/{name}", **fields)
    assert 400 <= page.status < 500
    assert says in page.text
    typed = fields.get("findings") or fields.get("why")
    assert not typed or typed in page.text
    assert house.hotline.tickets.events(number) == before


async def test_an_act_that_the_role_may_not_do_is_refused_at_the_door(
    house: House, li: Colleague
) -> None:
    number = in_state(house.hotline, "forwarded")
    house.hotline.tickets.ask_extension(number, "要查", "institution:icbc")
    page = await li.send(f"/desk/tickets/{number}/decide_extension", decision="granted")
    assert page.status == 403
    assert house.hotline.tickets.find(number).extension is not None


async def test_what_somebody_else_did_meanwhile_is_no_error(
    house: House, li: Colleague, wang: Colleague
) -> None:
    number = register(house.hotline)
    assert (await li.send(f"/desk/tickets/{number}/forward")).status == 303
    late = await wang.send(f"/desk/tickets/{number}/forward")
    assert late.status == 409 and "可能刚刚有人办过" in late.text


async def test_two_tickets_of_one_person_become_one(house: House, li: Colleague) -> None:
    one = register(house.hotline, phone="13811117777")
    two = register(house.hotline, phone="13811117777", intent="complain_service")
    assert two in (await li.page(f"/desk/tickets/{one}")).text
    answer = await li.send(f"/desk/tickets/{two}/merge", into=one)
    assert answer.status == 303, answer.text
    assert f'已经并入 <a href="/desk/tickets/{one}"' in (await li.page(f"/desk/tickets/{two}")).text


async def test_a_joint_complaint_with_representatives(house: House, li: Colleague) -> None:
    first = register(house.hotline)
    await li.send(f"/desk/tickets/{first}/open_group", title="年费一事")
    second = register(house.hotline)
    joined = await li.send(f"/desk/tickets/{second}/join", group=first, representative="yes")
    assert joined.status == 303
    group = house.hotline.tickets.group(first)
    assert set(group.members) == {first, second} and second in group.representatives
    listed = await li.page(f"/desk/tickets?group={first}")
    assert first in listed.text and second in listed.text


async def test_the_countdown_goes_by_working_days(
    house: House, li: Colleague, clock: FixedClock
) -> None:
    number = register(house.hotline)
    assert "还有 9 天（7 个工作日）" in (await li.page(f"/desk/tickets/{number}")).text
    clock.set(clock.now() + timedelta(days=9))
    assert "就是今天" in (await house.colleague().page(f"/desk/tickets/{number}")).text
    clock.set(clock.now() + timedelta(days=2))
    assert "超了 2 天" in (await house.colleague().page(f"/desk/tickets/{number}")).text


async def test_urges_extensions_and_follow_ups_are_seen(house: House, chen: Colleague) -> None:
    number = in_state(house.hotline, "forwarded")
    house.hotline.tickets.urge(number, "consumer")
    house.hotline.tickets.ask_extension(number, "要调监控", "institution:icbc")
    page = await chen.page(f"/desk/tickets/{number}")
    assert "催了 1 次，没回应" in page.text and "申请延期，待批" in page.text
    assert "要调监控" in page.text and "decide_extension" in offered(page.text)
    house.hotline.tickets.answer(number, ANSWER, "institution:icbc")
    await chen.send(f"/desk/tickets/{number}/follow_up", **FIELDS["follow_up"])
    assert "满意度 4 分，推荐 9 分：还行" in (await chen.page(f"/desk/tickets/{number}")).text
