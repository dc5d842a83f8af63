"""The monthly report: figures equal to a month told by hand."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import openpyxl
import pytest
from pypdf import PdfReader

from bot.calendar.clock import FixedClock
from bot.calendar.working_days import WorkingCalendar
from bot.database import Database
from bot.papers.monthly import _measures
from bot.papers.months import Month
from bot.papers.service import Papers, report_name
from bot.privacy.encryption import Cipher
from bot.profile import load_profile
from bot.tickets.classification import categories
from bot.tickets.contents import Answer, FollowUpResult
from bot.tickets.service import Tickets
from tests.tickets.conftest import MakeComplaint

AGENT, ICBC = "agent:7", "institution:icbc/41"
OCTOBER = date(2026, 10, 15)
Come = Callable[..., str]


def at(moment: str) -> datetime:
    return datetime.fromisoformat(f"{moment}+08:00")


def answer(outcome: str | None = "granted", paid: str | None = None) -> Answer:
    return Answer("查过了", "依据合同", ("review",), "", outcome, Decimal(paid) if paid else None)


@pytest.fixture
def come(tickets: Tickets, complaint: MakeComplaint, clock: FixedClock) -> Come:
    """Let a complaint be forwarded at a moment."""
    count = iter(range(1000))

    def forwarded(moment: str, **changes: object) -> str:
        clock.set(at(moment))
        told = complaint(**{"phone": f"13800000{next(count):03}", **changes})
        number = tickets.register(told, "bot").number
        tickets.forward(number, AGENT)
        return number

    return forwarded


def test_a_month_told_by_hand(
    papers: Papers, tickets: Tickets, clock: FixedClock, come: Come
) -> None:
    september = come("2026-09-30T23:59:00")
    late = come("2026-10-01T00:00:00", elderly=True)
    quick = come("2026-10-05T10:00:00", amount=Decimal("1000"))
    extended = come("2026-10-06T10:00:00", intent="complain_service", product=None)
    waiting = come("2026-10-10T10:00:00")
    come("2026-10-31T23:59:00", amount=None)
    come("2026-11-01T00:00:00")
    come("2026-10-20T10:00:00", institution_id="ccb", institution_name="建设银行")
    clock.set(at("2026-10-07T09:00:00"))
    tickets.urge(waiting, "consumer")
    tickets.ask_extension(extended, "要调录音", ICBC)
    tickets.decide_extension(extended, "supervisor:2", granted=True, why="同意")
    clock.set(at("2026-10-08T09:00:00"))
    tickets.answer(quick, answer("settled", "500.50"), ICBC)  # 3 days
    clock.set(at("2026-10-15T23:00:00"))
    tickets.answer(september, answer("refused"), ICBC)  # 15 days, the last one
    clock.set(at("2026-10-17T09:00:00"))
    tickets.answer(late, answer(), ICBC)  # 16 days
    tickets.follow_up(quick, FollowUpResult(True, 5, 10), AGENT)
    tickets.follow_up(late, FollowUpResult(True, 2, 3), AGENT)
    clock.set(at("2026-10-30T09:00:00"))
    tickets.answer(extended, answer("partly"), ICBC)  # 24 days
    clock.set(at("2026-11-05T09:00:00"))

    report = papers.monthly_report("icbc", OCTOBER)
    assert (report.institution_name, report.month) == ("工商银行", date(2026, 10, 1))
    assert (report.received, report.received_before) == (5, 1)
    assert (report.repeats, report.urges, report.elderly) == (0, 1, 1)
    assert report.amount == Decimal("360") * 3 + Decimal("1000")
    answers = report.answers
    assert (answers.count, answers.in_time, answers.late, answers.extended) == (4, 3, 1, 1)
    assert answers.days == (3 + 15 + 16 + 24) / 4
    assert [(one.code, one.count) for one in report.outcomes] == [
        ("settled", 1),
        ("granted", 1),
        ("partly", 1),
        ("refused", 1),
    ]
    assert report.paid == Decimal("500.50")
    assert (report.open, report.overdue) == (2, 1)  # waiting since the 10th, and the last day's
    said = report.satisfaction
    assert (said.scores, said.count, said.average, said.nps) == ({2: 1, 5: 1}, 2, 3.5, 0.0)
    causes = {one.name: one.count for one in report.by_axis["C"]}
    assert causes["定价收费"] == 4 and sum(causes.values()) == 5
    assert sum(one.count for one in report.by_axis["B"]) == 5
    assert report.top_causes[0].name == "定价收费" == report.measures[0].cause


def test_repeats_withdrawals_and_merged_ones(
    papers: Papers, tickets: Tickets, clock: FixedClock, complaint: MakeComplaint, come: Come
) -> None:
    first = come("2026-10-02T10:00:00", phone="13900139000")
    second = come("2026-10-03T10:00:00", phone="13900139000", intent="complain_service")
    gone = come("2026-10-04T10:00:00")
    tickets.merge(second, first, AGENT)
    tickets.withdraw(gone, "不想办了", AGENT)
    report = papers.monthly_report("icbc", OCTOBER)
    assert (report.received, report.repeats, report.withdrawn) == (2, 1, 1)
    assert (report.open, report.overdue) == (1, 0)


def test_an_answer_given_twice_counts_once_with_its_last_word(
    papers: Papers, tickets: Tickets, clock: FixedClock, come: Come
) -> None:
    number = come("2026-10-02T10:00:00")
    tickets.answer(number, answer("refused"), ICBC)
    tickets.reopen(number, "有新情况", AGENT)
    clock.move(timedelta(days=2))
    tickets.answer(number, answer("granted", "10"), ICBC)
    report = papers.monthly_report("icbc", OCTOBER)
    assert report.answers.count == 1
    assert [(one.code, one.count) for one in report.outcomes] == [("granted", 1)]
    assert report.paid == Decimal("10.00")


def test_reports_suggestions_and_what_was_not_forwarded_are_not_theirs(
    papers: Papers, tickets: Tickets, clock: FixedClock, complaint: MakeComplaint
) -> None:
    clock.set(at("2026-10-02T10:00:00"))
    tickets.register(complaint(), "bot")
    tickets.register(complaint(kind="report", phone="13900139000"), "bot")
    assert papers.monthly_report("icbc", OCTOBER).received == 0


def test_a_month_that_is_not_over_counts_until_now(
    papers: Papers, clock: FixedClock, come: Come
) -> None:
    come("2026-10-02T10:00:00")
    assert papers.monthly_report("icbc", OCTOBER).overdue == 0
    clock.set(at("2026-10-17T12:00:00"))
    assert papers.monthly_report("icbc", OCTOBER).overdue == 0  # the last day is today
    clock.set(at("2026-10-18T12:00:00"))
    report = papers.monthly_report("icbc", OCTOBER)
    assert (report.open, report.overdue) == (1, 1)


def test_what_was_answered_later_was_open_then(
    papers: Papers, tickets: Tickets, clock: FixedClock, come: Come
) -> None:
    number = come("2026-10-02T10:00:00")
    clock.set(at("2026-11-03T10:00:00"))
    tickets.answer(number, answer(), ICBC)
    october = papers.monthly_report("icbc", OCTOBER)
    assert (october.open, october.overdue, october.answers.count) == (1, 1, 0)
    november = papers.monthly_report("icbc", date(2026, 11, 30))
    assert (november.open, november.received, november.received_before) == (0, 0, 1)
    assert (november.answers.count, november.answers.late) == (1, 1)


def test_a_month_without_anything(papers: Papers) -> None:
    report = papers.monthly_report("nobody", OCTOBER)
    assert (report.received, report.answers.count, report.answers.days) == (0, 0, None)
    assert (report.satisfaction.average, report.satisfaction.nps) == (None, None)
    assert report.institution_name == "nobody" and report.measures == ()
    assert papers.monthly_pdf(report).startswith(b"%PDF-")
    assert papers.monthly_excel(report).startswith(b"PK")


def test_all_institutions_together(papers: Papers, come: Come) -> None:
    come("2026-10-02T10:00:00")
    come("2026-10-02T10:00:00", institution_id="ccb", institution_name="建设银行")
    report = papers.monthly_report(None, OCTOBER)
    assert (report.received, report.institution_name) == (2, "全部机构")


def test_in_a_banks_own_house_a_complaint_is_theirs_at_once(
    database: Database, cipher: Cipher, clock: FixedClock, complaint: MakeComplaint
) -> None:
    profile = load_profile("bank-branch")
    tickets = Tickets(database, profile, WorkingCalendar.load(), clock)
    clock.set(at("2026-10-02T10:00:00"))
    number = tickets.register(complaint(), "bot").number
    clock.move(timedelta(days=4))
    tickets.answer(number, answer(), "agent:7")
    report = Papers(database, profile, clock).monthly_report(None, OCTOBER)
    assert (report.received, report.answers.in_time, report.answers.days) == (1, 1, 4.0)
    assert report.institution_name == "本行"


def test_on_paper_and_as_excel(papers: Papers, tickets: Tickets, come: Come) -> None:
    number = come("2026-10-02T10:00:00")
    tickets.answer(number, answer("granted", "360"), ICBC)
    report = papers.monthly_report("icbc", OCTOBER)
    pages = PdfReader(io.BytesIO(papers.monthly_pdf(report))).pages
    words = "".join("".join(page.extract_text() for page in pages).split())
    for expected in (
        "月度反馈报告",
        "工商银行",
        "2026年10月",
        "定价收费",
        "100.0%",
        "360.00元",
        "填报人",
    ):
        assert expected in words, expected
    book = openpyxl.load_workbook(io.BytesIO(papers.monthly_excel(report)))
    assert book.sheetnames[0] == "总体情况" and "拟采取的措施" in book.sheetnames
    overview = dict(book["总体情况"].iter_rows(min_row=2, values_only=True))
    assert (overview["机构"], overview["月份"]) == ("工商银行", "2026年10月")
    assert (overview["本月收到投诉（件）"], overview["按期答复（件）"]) == (1, 1)
    assert book["按原因"]["C2"].value == 1
    assert report_name(report, "pdf") == "反馈报告-202610.pdf"
    for nobody in ("王建国", "13800"):
        assert nobody not in words


@pytest.mark.parametrize(
    ("day", "first", "last", "start"),
    [
        (date(2026, 10, 31), date(2026, 10, 1), date(2026, 10, 31), "2026-10-01T00:00:00"),
        (date(2026, 12, 1), date(2026, 12, 1), date(2026, 12, 31), "2026-12-01T00:00:00"),
        (date(2028, 2, 29), date(2028, 2, 1), date(2028, 2, 29), "2028-02-01T00:00:00"),
    ],
)
def test_months(day: date, first: date, last: date, start: str) -> None:
    month = Month.of(day)
    assert (month.first, month.last, month.start) == (first, last, at(start))
    assert month.after.before == month and month.before.end == month.start


def test_there_is_a_measure_for_every_cause() -> None:
    causes = {code for code, category in categories().items() if category.axis == "C"}
    assert set(_measures()) == causes
