"""The monthly report on paper and as an Excel file, from the same sections."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.papers import paper
from bot.papers.columns import Column
from bot.papers.monthly_report import MonthlyReport, Share
from bot.papers.sheets import Sheet, workbook
from bot.papers.words import moment_words, money_words, word

TITLE = "消费投诉办理情况月度反馈报告"
SIGNERS = ("填报人", "复核人", "负责人", "日期")
PROPOSED = "以下按主要原因列出，报送前请机构逐条确认、补充落实情况。"


@dataclass(frozen=True)
class Section:
    """A part of the report: its rows hold texts and numbers, `shares` the widths of columns."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str | int | float, ...], ...]
    shares: tuple[int, ...]
    note: str = ""


def monthly_pdf(report: MonthlyReport) -> bytes:
    """Return the report as PDF."""
    foot = f"{report.institution_name}　{_month(report)}　制表 {moment_words(report.made_at)}"
    return paper.printed(f"{TITLE} {_month(report)}", list(_parts(report)), paper.Foot(foot))


def monthly_excel(report: MonthlyReport) -> bytes:
    """Return the report as an Excel file, one sheet for each section."""
    file = io.BytesIO()
    about = (
        ("机构", report.institution_name),
        ("月份", _month(report)),
        ("转办渠道", report.hotline),
    )
    with workbook(file, f"{TITLE} {_month(report)}") as book:
        for number, section in enumerate(sections_of(report)):
            sheet = Sheet(book, section.title, _columns(section))
            for row in section.rows if number else (*about, *section.rows):
                sheet.add(row)
            sheet.finish()
    return file.getvalue()


def sections_of(report: MonthlyReport) -> Iterator[Section]:
    """Give the parts of the report in their order."""
    yield _overview(report)
    yield _satisfaction(report)
    for axis, shares in report.by_axis.items():
        yield _shares(f"按{word('axes', axis)}", shares, report.received)
    yield _shares("主要原因", report.top_causes, report.received)
    measures = tuple((one.cause, one.words) for one in report.measures)
    yield Section("拟采取的措施", ("原因", "措施"), measures, (26, 74), PROPOSED)


def _overview(report: MonthlyReport) -> Section:
    answers = report.answers
    rows: list[tuple[str, str | int | float]] = [
        ("本月收到投诉（件）", report.received),
        ("上月收到投诉（件）", report.received_before),
        ("环比", _change(report.received, report.received_before)),
        ("其中重复投诉（件）", report.repeats),
        ("催办（次）", report.urges),
        ("其中老年人投诉（件）", report.elderly),
        ("涉及金额", money_words(report.amount)),
        ("本月答复（件）", answers.count),
        ("按期答复（件）", answers.in_time),
        ("逾期答复（件）", answers.late),
        ("按期率", _rate(answers.in_time, answers.in_time + answers.late)),
        ("经批准延期的答复（件）", answers.extended),
        ("平均办理天数", paper.NOTHING if answers.days is None else answers.days),
        ("月末未答复（件）", report.open),
        ("其中已逾期（件）", report.overdue),
        ("消费者撤回（件）", report.withdrawn),
        *((f"处理结果：{one.name}（件）", one.count) for one in report.outcomes),
        ("退赔金额", money_words(report.paid)),
    ]
    return Section("总体情况", ("指标", "数值"), tuple(rows), (60, 40))


def _satisfaction(report: MonthlyReport) -> Section:
    said = report.satisfaction
    rows: list[tuple[str, str | int | float]] = [
        ("评价（件）", said.count),
        ("平均分（1 到 5）", paper.NOTHING if said.average is None else said.average),
        ("净推荐值", paper.NOTHING if said.nps is None else said.nps),
        *((f"{score} 分（件）", said.scores.get(score, 0)) for score in range(5, 0, -1)),
    ]
    return Section("消费者满意度", ("指标", "数值"), tuple(rows), (60, 40))


def _shares(title: str, shares: Sequence[Share], whole: int) -> Section:
    rows = tuple((one.code, one.name, one.count, _rate(one.count, whole)) for one in shares)
    return Section(title, ("代码", "名称", "件数", "占比"), rows, (16, 52, 16, 16))


def _parts(report: MonthlyReport) -> Iterator[Any]:
    yield paper.text(TITLE, "title")
    under = f"{report.institution_name}　{_month(report)}　转办渠道：{report.hotline}"
    yield paper.text(under, "under")
    for number, section in zip("一二三四五六七八九", sections_of(report), strict=False):
        yield from paper.heading(f"{number}、{section.title}")
        if section.note:
            yield paper.text(section.note, "small")
            yield paper.gap(1)
        rows = [[str(cell) for cell in row] for row in section.rows]
        empty = [[paper.NOTHING] * len(section.head)]
        yield paper.table(section.head, rows or empty, section.shares)
    yield paper.gap(8)
    yield paper.together(paper.signatures(SIGNERS))


def _columns(section: Section) -> list[Column]:
    return [
        Column(name, name, width, "text", personal=False, words={})
        for name, width in zip(section.head, section.shares, strict=True)
    ]


def _month(report: MonthlyReport) -> str:
    return f"{report.month.year}年{report.month.month}月"


def _rate(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else paper.NOTHING


def _change(now: int, before: int) -> str:
    return f"{100 * (now - before) / before:+.1f}%" if before else paper.NOTHING
