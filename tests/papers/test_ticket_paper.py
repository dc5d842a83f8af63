"""A ticket on paper: everything that happened, and nobody's name for who may not read it."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from pypdf import PdfReader

from bot.calendar.clock import FixedClock
from bot.database import Database
from bot.evidence.pdf_check import check_pdf
from bot.evidence.service import Evidence
from bot.evidence.views import EvidenceView, Place
from bot.papers.service import Papers, ticket_name
from bot.tickets.contents import Answer, FollowUpResult
from bot.tickets.service import Tickets
from tests.evidence import files
from tests.tickets.conftest import MakeComplaint

AGENT, ICBC = "agent:7", "institution:icbc/41"
SECRETS = ("王建国", "13800138000", "110101199003070011", "13900139000")
STORY = "年费没告诉我就扣了，我叫王建国，电话13900139000，你们查一下"


@pytest.fixture
def number(tickets: Tickets, complaint: MakeComplaint, clock: FixedClock) -> str:
    """A ticket that has come a long way."""
    told = complaint(narrative=STORY, id_number="110101199003070011", elderly=True)
    number = tickets.register(told, "bot").number
    tickets.forward(number, AGENT)
    clock.move(timedelta(days=1))
    tickets.assign(number, "昌平支行", ICBC)
    tickets.acknowledge(number, ICBC)
    tickets.ask_extension(number, "要调录音", ICBC)
    tickets.decide_extension(number, "supervisor:2", granted=True, why="同意")
    clock.move(timedelta(days=10))
    answer = Answer(
        "查到王建国确有其事",
        "依据合同第八条",
        ("review", "mediation"),
        "三十日内申请",
        "granted",
        Decimal("360"),
    )
    tickets.answer(number, answer, ICBC)
    tickets.follow_up(number, FollowUpResult(True, 5, 9, "退了，谢谢"), AGENT)
    return number


def printed(
    papers: Papers, tickets: Tickets, number: str, found: tuple[EvidenceView, ...] = (), **how: Any
) -> str:
    content = papers.ticket_pdf(tickets.details(number), found, printed_by="坐席07", **how)
    check_pdf(content)  # what we print we would take
    pages = PdfReader(io.BytesIO(content)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def test_what_stands_on_it(papers: Papers, tickets: Tickets, number: str) -> None:
    words = printed(papers, tickets, number, personal=True, people={"41": "机构41", "2": "班长02"})
    for expected in (
        "投诉处理单",
        f"单号{number}",
        "已回访",
        "工商银行",
        "收费",
        "360.00元",
        "机构答复（复杂）",
        "2026-10-24",
        "《银行业保险业消费投诉处理管理办法》第十九条",
        "支持诉求",
        "核查、调解",
        "依据合同第八条",
        "5分",
        "同意延期",
        "班长02",
        "机构41",
        "小保",
        "经办人：",
        "打印2026-10-0512:00坐席07",
    ):
        assert expected in words, expected


def test_with_a_right_to_it_the_person_is_named(
    papers: Papers, tickets: Tickets, number: str
) -> None:
    words = printed(papers, tickets, number, personal=True)
    for secret in SECRETS:
        assert secret in words
    assert "退了，谢谢" in words


def test_without_it_nobody_is(papers: Papers, tickets: Tickets, number: str) -> None:
    words = printed(papers, tickets, number)
    for secret in SECRETS:
        assert secret not in words
    assert "138****8000" in words and "139****9000" in words and "王**" in words
    assert "年费没告诉我就扣了" in words


def test_what_the_consumer_said_at_events_is_for_few(
    papers: Papers, tickets: Tickets, complaint: MakeComplaint, number: str
) -> None:
    again = tickets.register(complaint(narrative="又扣了一次"), "bot").number
    tickets.urge(again, "consumer")
    tickets.add(again, "我还有录音", "consumer")
    assert "我还有录音" in printed(papers, tickets, again, personal=True)
    assert "我还有录音" not in printed(papers, tickets, again)


def test_files_are_listed_with_their_hashes(
    papers: Papers, tickets: Tickets, database: Database, clock: FixedClock, number: str
) -> None:
    evidence = Evidence(database, clock)
    taken = evidence.take(Place(AGENT, number=number), files.jpeg())
    words = printed(papers, tickets, number, evidence.of_ticket(number))
    assert "材料1.jpg" in words and "图片" in words and taken.file.sha256 in words
    assert "收到材料" in words and "没有材料" not in words


def test_a_new_ticket_has_no_answer_yet(
    papers: Papers, tickets: Tickets, complaint: MakeComplaint
) -> None:
    bare = complaint(product=None, amount=None, occurred=None, branch=None, id_number=None)
    words = printed(papers, tickets, tickets.register(bare, "bot").number, personal=True)
    for expected in ("还没有答复。", "还没有回访。", "没有材料。", "进行中"):
        assert expected in words


def test_of_a_forgotten_person_nothing_is_left(
    papers: Papers, tickets: Tickets, clock: FixedClock, number: str
) -> None:
    tickets.close(number, "办完了", AGENT)
    clock.move(timedelta(days=1500))
    tickets.purge(clock.now())
    words = printed(papers, tickets, number, personal=True)
    for secret in (*SECRETS, "年费没告诉我"):
        assert secret not in words
    assert "（已按规定删除）" in words


def test_stories_of_any_length_and_kind(
    papers: Papers, tickets: Tickets, complaint: MakeComplaint
) -> None:
    story = "<b>他们</b>说&“免年费”😡\n" * 900
    number = tickets.register(complaint(narrative=story, branch="支行" * 60), "bot").number
    words = printed(papers, tickets, number, personal=True)
    assert words.count("<b>他们</b>说&“免年费”〓") == 900


def test_the_name_of_the_file_says_nothing_of_anybody(number: str) -> None:
    assert ticket_name(number) == f"工单-{number}.pdf"
