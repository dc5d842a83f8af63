"""One ticket before its institution: both clocks, every act, whom to ring, and what goes wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from bot.accounts.looks import LookFilter
from bot.calendar.clock import FixedClock
from bot.desk.institutions.acts import all_acts
from tests.desk.house import Colleague, House
from tests.desk.institutions.people import back
from tests.desk.tickets import in_state, register

ONE = "/desk/institution/tickets/"
OFFERED = re.compile(r'action="/desk/institution/tickets/\d{10}/(\w+)"')
VERSION = re.compile(r'name="version" value="(\w+)"')
FIELDS: Mapping[str, dict[str, Any]] = {
    "acknowledge": {},
    "acknowledge_urge": {},
    "answer": {
        "findings": "核实过了，没有告知",
        "reasons": "合约第八条",
        "remedies": ["review", "mediation"],
        "remedy_words": "打我行电话即可",
        "outcome": "granted",
        "paid": "1,360.50",
    },
    "decide_review": {"findings": "复核", "reasons": "成立", "remedies": ["litigation"]},
    "assign": {"branch": "昌平支行"},
    "give": {"colleague": ""},
    "contacted": {"way": "phone", "reached": "yes", "note": "约了明天"},
    "ask_extension": {"why": "要调监控"},
}


def offered(text: str) -> set[str]:
    return set(OFFERED.findall(text)) - {"reveal"}


def state_for(act: str) -> str:
    return {"acknowledge": "forwarded", "decide_review": "answered"}.get(act, "in_progress")


def prepared(house: House, act: str) -> str:
    """Return a ticket with which the act can be done."""
    number = in_state(house.hotline, state_for(act))
    if act == "decide_review":
        house.hotline.tickets.review(number, "没说清依据", "consumer")
    if act == "acknowledge_urge":
        house.hotline.tickets.urge(number, "consumer")
    return number


async def test_the_page_shows_what_is_needed_and_the_person_by_marks(
    house: House, zhao: Colleague
) -> None:
    number = in_state(house.hotline, "forwarded", phone="13811115555", id_number=None)
    page = await zhao.page(ONE + number)
    assert page.status == 200 and page.headers["Cache-Control"] == "no-store"
    for words in ("时限", "签收", "信用卡年费没告知就扣了", "把年费退给我", "360", "转来新投诉"):
        assert words in page.text
    assert "13811115555" not in page.text and "王小明" not in page.text
    assert len(re.findall("最晚 ", page.text)) == 2
    (look,) = house.hotline.accounts.looks(LookFilter(number=number)).looks
    assert look.staff.id == zhao.staff.id and "phone" not in look.fields


async def test_the_clocks_run_stop_and_run_out(
    house: House, zhao: Colleague, clock: FixedClock
) -> None:
    number = in_state(house.hotline, "forwarded")
    clock.move(timedelta(days=200))
    zhao = back(zhao)
    assert (await zhao.page(ONE + number)).text.count("danger-word") >= 2
    assert (await zhao.send(f"{ONE}{number}/acknowledge")).status == 303
    page = (await zhao.page(ONE + number)).text
    assert len(re.findall("最晚 ", page)) == 1
    await zhao.send(f"{ONE}{number}/answer", **FIELDS["answer"])
    assert "最晚 " not in (await zhao.page(ONE + number)).text


async def test_the_person_is_shown_for_a_reason_that_is_written_down(
    house: House, zhao: Colleague, ccb: Colleague
) -> None:
    number = in_state(house.hotline, "forwarded", phone="13811116666")
    for reason in ("", "好奇", "review"):
        refused = await zhao.send(f"{ONE}{number}/reveal", reason=reason)
        assert refused.status == 422 and "请选一个查看的原因" in refused.text
    assert (await ccb.send(f"{ONE}{number}/reveal", reason="call")).status == 404
    assert house.hotline.accounts.looks().looks == ()
    page = await zhao.send(f"{ONE}{number}/reveal", reason="call")
    assert "13811116666" in page.text and "王小明" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    (look,) = house.hotline.accounts.looks(LookFilter(number=number)).looks
    assert (look.staff.id, look.reason) == (zhao.staff.id, "要给消费者打电话")


async def test_what_is_not_theirs_is_not_there(
    house: House, zhao: Colleague, ccb: Colleague
) -> None:
    theirs = in_state(house.hotline, "in_progress")
    hidden = register(house.hotline, institution_id="ccb", institution_name="建设银行")
    for number in (theirs, hidden, "2600000000", "abc", "9" * 300):
        page = await ccb.page(ONE + number)
        assert page.status == 404 and "没有这张工单" in page.text
        for act, fields in FIELDS.items():
            assert (await ccb.send(f"{ONE}{number}/{act}", **fields)).status in (404, 422), act
    assert house.hotline.tickets.find(theirs).state == "in_progress"
    assert house.hotline.accounts.looks().looks == ()


@pytest.mark.parametrize("state", ["forwarded", "in_progress", "escalated", "answered", "closed"])
async def test_what_is_offered_can_be_done(
    house: House, zhao: Colleague, sun: Colleague, state: str
) -> None:
    def ticket() -> str:
        number = in_state(house.hotline, "answered" if state == "escalated" else state)
        if state == "escalated":
            house.hotline.tickets.review(number, "没说清依据", "consumer")
        return number

    names = offered((await zhao.page(ONE + ticket())).text)
    assert bool(names) == (state != "closed")
    for name in names:
        fields = {**FIELDS[name], **({"colleague": sun.staff.id} if name == "give" else {})}
        number = ticket()
        done = await zhao.send(f"{ONE}{number}/{name}", **fields)
        assert done.status == 303, (name, done.text[-3000:])
        after = await zhao.page(done.headers["Location"])
        assert f"办好了：{all_acts()[name].title}" in after.text


def test_every_act_is_tried_here() -> None:
    assert set(FIELDS) == set(all_acts())


async def test_an_answer_is_stored_as_it_was_typed(house: House, zhao: Colleague) -> None:
    number = in_state(house.hotline, "in_progress")
    await zhao.send(f"{ONE}{number}/answer", **FIELDS["answer"])
    (answer,) = house.hotline.tickets.details(number).answers
    assert answer.findings == "核实过了，没有告知" and answer.remedies == ("review", "mediation")
    assert str(answer.paid) == "1360.50"
    page = (await zhao.page(ONE + number)).text
    for words in ("核实过了，没有告知", "合约第八条", "支持诉求", "打我行电话即可", "1,360.50"):
        assert words in page


WRONG: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("answer", {"findings": " "}, "“核实情况”还没有填"),
    ("answer", {"reasons": "长" * 4001}, "“依据和理由”最多 4000 个字"),
    ("answer", {"remedies": []}, "请至少选一种救济途径"),
    ("answer", {"remedies": ["prayer"]}, "请至少选一种救济途径"),
    ("answer", {"outcome": "maybe"}, "请选处理结果"),
    ("answer", {"paid": "三百六"}, "金额请只写数字"),
    ("answer", {"paid": "NaN"}, "金额"),
    ("answer", {"paid": "-5"}, "金额"),
    ("answer", {"paid": "1e999999"}, "金额"),
    ("answer", {"paid": "9" * 19}, "金额"),
    ("answer", {"paid": "sNaN"}, "金额"),
    ("assign", {"branch": "　"}, "“网点或部门”还没有填"),
    ("assign", {"branch": "支" * 81}, "最多 80 个字"),
    ("give", {"colleague": "nobody"}, "请从列表里选一位同事"),
    ("contacted", {"way": "pigeon"}, "请选联系方式"),
    ("contacted", {"reached": "perhaps"}, "“结果”"),
    ("contacted", {"reached": ""}, "“结果”还没有填"),
    ("contacted", {"note": "话" * 501}, "最多 500 个字"),
    ("ask_extension", {"why": ""}, "“为什么来不及”还没有填"),
)


async def test_wrong_input_is_told_and_what_was_typed_is_kept(
    house: House, zhao: Colleague, sun: Colleague
) -> None:
    number = in_state(house.hotline, "in_progress")
    for act, changes, words in WRONG:
        fields = {**FIELDS[act], **changes}
        refused = await zhao.send(f"{ONE}{number}/{act}", **fields)
        assert refused.status == 422, (act, changes, refused.status)
        assert words in refused.text, (act, changes)
        assert f"{all_acts()[act].title}没有办成" in refused.text
        for name, value in fields.items():
            if name not in changes and isinstance(value, str) and value:
                assert value in refused.text, (act, name)
    assert house.hotline.tickets.find(number).state == "in_progress"
    assert house.hotline.tickets.details(number).answers == ()


async def test_boxes_and_choices_stay_as_they_were(house: House, zhao: Colleague) -> None:
    number = in_state(house.hotline, "in_progress")
    typed = {**FIELDS["answer"], "findings": "", "reasons": "<script>alert(1)</script>"}
    page = (await zhao.send(f"{ONE}{number}/answer", **typed)).text
    assert re.search(r'value="review" checked', page) and re.search(r'"granted" selected', page)
    assert not re.search(r'value="litigation" checked', page)
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page
    assert 'value="1,360.50"' in page


async def test_what_changed_meanwhile_is_shown_before_anything_is_done(
    house: House, zhao: Colleague
) -> None:
    number = in_state(house.hotline, "in_progress")
    version = VERSION.findall((await zhao.page(ONE + number)).text)[0]
    house.hotline.tickets.add(number, "还有一笔", "consumer")
    refused = await zhao.send(f"{ONE}{number}/answer", **FIELDS["answer"], version=version)
    assert refused.status == 409 and "有别人办过这张单" in refused.text
    assert "核实过了，没有告知" in refused.text and "还有一笔" in refused.text
    newest = VERSION.findall(refused.text)[0]
    done = await zhao.send(f"{ONE}{number}/answer", **FIELDS["answer"], version=newest)
    assert done.status == 303


async def test_what_the_state_does_not_allow_is_told(house: House, zhao: Colleague) -> None:
    number = in_state(house.hotline, "closed")
    refused = await zhao.send(f"{ONE}{number}/answer", **FIELDS["answer"])
    assert refused.status == 409 and "答复没有办成" in refused.text
    assert "核实过了，没有告知" in refused.text


async def test_a_branch_may_not_do_what_the_head_office_does(
    house: House, zhao: Colleague, sun: Colleague
) -> None:
    number = in_state(house.hotline, "in_progress")
    await zhao.send(f"{ONE}{number}/assign", branch="昌平支行")
    names = offered((await sun.page(ONE + number)).text)
    assert "answer" in names and "assign" not in names
    refused = await sun.send(f"{ONE}{number}/assign", branch="海淀支行")
    assert refused.status == 403 and "由机构总部或上级来办" in refused.text
    for path in ("report", "report.pdf", "report.xlsx"):
        assert (await sun.page(f"/desk/institution/{path}")).status == 403
    assert (await sun.send(f"{ONE}{number}/answer", **FIELDS["answer"])).status == 303


async def test_a_ticket_given_away_leads_back_to_the_list(
    house: House, zhao: Colleague, sun: Colleague
) -> None:
    other = house.colleague("institution", name="钱进", institution_id="icbc", branch="海淀支行")
    number = in_state(house.hotline, "in_progress")
    await zhao.send(f"{ONE}{number}/give", colleague=sun.staff.id)
    assert "孙立" in (await zhao.page(ONE + number)).text
    given = await sun.send(f"{ONE}{number}/give", colleague=other.staff.id)
    if given.status == 303:
        assert given.headers["Location"] in ("/desk/institution", f"{ONE}{number}?done=give")
        assert (await sun.page(given.headers["Location"])).status == 200
    else:
        assert "请从列表里选一位同事" in given.text


@pytest.mark.parametrize("act", FIELDS)
async def test_no_act_without_the_token_of_the_session(
    house: House, zhao: Colleague, act: str
) -> None:
    number = prepared(house, act)
    before = house.hotline.tickets.find(number).state
    cookie = {"Cookie": zhao.headers["Cookie"]}
    refused = await house.ask("POST", f"{ONE}{number}/{act}", None, cookie)
    assert (refused.status, refused.code) == (403, "csrf")
    assert house.hotline.tickets.find(number).state == before
