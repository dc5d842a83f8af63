"""A ticket on paper: who, what, until when and by which law, what happened, what was answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.evidence.views import EvidenceView
from bot.intake.gist import demand_names, matters
from bot.papers import paper
from bot.papers.words import (
    actor_words,
    category_words,
    moment_words,
    money_words,
    word,
)
from bot.privacy.masking import mask
from bot.privacy.tokens import token_of
from bot.tickets.contents import OUTCOMES, REMEDIES
from bot.tickets.detail_views import AnswerView, DeadlineView, TicketDetails
from bot.tickets.event_kinds import event_titles
from bot.tickets.states import all_states
from bot.tickets.views import EventView

SIGNERS = ("经办人", "复核人", "日期")
HIDDEN = "（未显示）"
ERASED = "（已按规定删除）"


@dataclass(frozen=True)
class TicketPaper:
    """What is put on paper about a ticket.

    Without `personal` names and numbers are masked and what people said is left out. `titles` are
    what the profile calls deadlines, `people` desk numbers by account.
    """

    hotline: str
    details: TicketDetails = field(repr=False)
    files: Sequence[EvidenceView]
    titles: Mapping[str, str]
    people: Mapping[str, str]
    printed_at: datetime
    printed_by: str
    personal: bool


def ticket_pdf(sheet: TicketPaper) -> bytes:
    """Return the ticket as PDF; the caller has written the look into the audit."""
    number = sheet.details.ticket.number
    foot = f"单号 {number}　打印 {moment_words(sheet.printed_at)}　{sheet.printed_by}"
    return paper.printed(f"工单 {number}", list(_parts(sheet)), paper.Foot(foot))


def _parts(sheet: TicketPaper) -> Iterator[Any]:
    ticket = sheet.details.ticket
    yield paper.text(f"{word('kinds', ticket.kind)}处理单", "title")
    yield paper.text(f"{sheet.hotline}　单号 {ticket.number}　{ticket.state_text}", "under")
    yield from paper.heading("一、基本情况")
    yield paper.facts(_basics(sheet))
    yield from paper.heading("二、消费者")
    yield paper.facts(_person(sheet))
    yield from _story(sheet)
    yield from _clocks(sheet)
    yield from _answers(sheet)
    yield from _follow_ups(sheet)
    yield from _files(sheet)
    yield from paper.heading("八、办理经过")
    yield _events(sheet)
    yield paper.gap(8)
    yield paper.together(paper.signatures(SIGNERS))


def _basics(sheet: TicketPaper) -> list[tuple[str, str]]:
    details, ticket = sheet.details, sheet.details.ticket
    return [
        ("登记时间", moment_words(ticket.registered_at)),
        ("来源", word("channels", ticket.channel)),
        ("被投诉机构", ticket.institution_name),
        ("涉及网点", ticket.branch or paper.NOTHING),
        ("承办网点", ticket.assigned or paper.NOTHING),
        ("产品", ticket.product or paper.NOTHING),
        ("事由", matters().get(ticket.intent, ticket.intent)),
        ("涉及金额", money_words(ticket.amount)),
        ("发生时间", details.occurred or paper.NOTHING),
        ("重复 / 催办", f"{'是' if ticket.repeat else '否'} / {ticket.urges} 次"),
        ("分类", _labels(sheet)),
        ("并入", ticket.merged_into or "、".join(details.merged) or paper.NOTHING),
    ]


def _labels(sheet: TicketPaper) -> str:
    main = [label for label in sheet.details.ticket.labels if label.main]
    return "；".join(f"{word('axes', one.axis)}：{category_words(one.code)}" for one in main)


def _person(sheet: TicketPaper) -> list[tuple[str, str]]:
    details = sheet.details
    values = (
        ("姓名", "person_name", details.person_name),
        ("电话", "phone", details.phone),
        ("证件号", "id_number", details.id_number),
    )
    shown = [(name, _personal(sheet, kind, value)) for name, kind, value in values]
    return [*shown, ("老年人", "是" if details.elderly else "否")]


def _personal(sheet: TicketPaper, kind: str, value: str | None) -> str:
    if value is None:
        return ERASED if sheet.details.erased_at else paper.NOTHING
    return value if sheet.personal else token_of(kind, value)


def _said(sheet: TicketPaper, words: str | None) -> str:
    """Return what was said or written, with masks for who must not read names and numbers."""
    if words is None:
        return ERASED if sheet.details.erased_at else paper.NOTHING
    if sheet.personal:
        return words
    for kind in ("person_name", "phone", "id_number"):
        value = getattr(sheet.details, kind)
        words = words.replace(value, token_of(kind, value)) if value else words
    return mask(words).text


def _story(sheet: TicketPaper) -> Iterator[Any]:
    details = sheet.details
    names = demand_names()
    kinds = "、".join(names.get(demand, demand) for demand in details.ticket.demands)
    yield from paper.heading("三、经过与诉求")
    yield paper.text(_said(sheet, details.narrative))
    yield paper.gap(2)
    yield paper.text(f"诉求：{kinds or paper.NOTHING}")
    if details.demand_text:
        yield paper.text(_said(sheet, details.demand_text))


def _clocks(sheet: TicketPaper) -> Iterator[Any]:
    rows = [_clock(sheet, deadline) for deadline in sheet.details.deadlines]
    yield from paper.heading("四、时限")
    yield paper.table(
        ("事项", "起算", "最后一天", "结果", "依据"), rows or [["—"] * 5], (22, 15, 15, 13, 55)
    )


def _clock(sheet: TicketPaper, deadline: DeadlineView) -> list[str]:
    day = f"{deadline.day}{'（暂定）' if deadline.provisional else ''}"
    title = sheet.titles.get(deadline.name, deadline.name)
    return [title, str(deadline.since), day, _outcome(sheet, deadline), deadline.law]


def _outcome(sheet: TicketPaper, deadline: DeadlineView) -> str:
    if deadline.ended_at is None:
        return "进行中"
    if not deadline.met:
        return "已终止"
    return "按期" if deadline.in_time else "逾期完成"


def _answers(sheet: TicketPaper) -> Iterator[Any]:
    yield from paper.heading("五、答复与决定")
    if not sheet.details.answers:
        yield paper.text("还没有答复。")
    for answer in sheet.details.answers:
        yield from _answer(sheet, answer)


def _answer(sheet: TicketPaper, answer: AnswerView) -> Iterator[Any]:
    who = actor_words(answer.actor, sheet.people)
    ways = "、".join(REMEDIES.get(name, name) for name in answer.remedies)
    yield paper.facts(
        [
            (word("answers", answer.kind), f"{moment_words(answer.at)}　{who}"),
            ("处理结果", OUTCOMES.get(answer.outcome or "", paper.NOTHING)),
            ("核实情况", _said(sheet, answer.findings)),
            ("依据理由", _said(sheet, answer.reasons)),
            ("救济途径", f"{ways}　{_said(sheet, answer.remedy_words or '')}".strip()),
            ("退赔金额", money_words(answer.paid)),
        ]
    )
    yield paper.gap(2)


def _follow_ups(sheet: TicketPaper) -> Iterator[Any]:
    rows = [
        [
            moment_words(one.at),
            actor_words(one.actor, sheet.people),
            "联系上" if one.reached else "没联系上",
            paper.NOTHING if one.score is None else f"{one.score} 分",
            _said(sheet, one.words) if one.reached else paper.NOTHING,
        ]
        for one in sheet.details.follow_ups
    ]
    yield from paper.heading("六、回访")
    if rows:
        yield paper.table(("时间", "回访人", "结果", "满意度", "意见"), rows, (18, 13, 12, 10, 47))
    else:
        yield paper.text("还没有回访。")


def _files(sheet: TicketPaper) -> Iterator[Any]:
    rows = [
        [file.name, word("files", file.group), moment_words(file.at), file.sha256]
        for file in sheet.files
    ]
    yield from paper.heading("七、材料")
    if rows:
        yield paper.table(("名称", "种类", "收到时间", "SHA-256"), rows, (14, 8, 18, 60))
    else:
        yield paper.text("没有材料。")


def _events(sheet: TicketPaper) -> Any:
    rows = [_event(sheet, event) for event in sheet.details.events]
    return paper.table(("时间", "谁", "事项", "说明"), rows or [["—"] * 4], (18, 13, 22, 47))


def _event(sheet: TicketPaper, event: EventView) -> list[str]:
    title = event_titles().get(event.kind, event.kind)
    if event.kind == "moved" and event.new_state:
        title = all_states()[event.new_state].text
    about = sheet.titles.get(event.about, event.about)
    told = [about, _said(sheet, event.why) if event.why else "", _words(sheet, event)]
    who = actor_words(event.actor, sheet.people)
    return [moment_words(event.at), who, title, "\n".join(filter(None, told)) or paper.NOTHING]


def _words(sheet: TicketPaper, event: EventView) -> str:
    if event.words is None:
        return ""
    return event.words if sheet.personal else HIDDEN
