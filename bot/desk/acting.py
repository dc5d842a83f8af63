"""From the fields of a form to the act on a ticket; services check, and have the last word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.channels.errors import Refusal
from bot.desk.ticket_acts import Act
from bot.tickets.contents import Answer, FollowUpResult
from bot.tickets.service import Tickets

Fields = Mapping[str, list[str]]  # all values of each field, as the form sent them


def act_on(tickets: Tickets, act: Act, number: str, fields: Fields, actor: str) -> None:
    """Do an act; raises Refusal (422) for fields that cannot be, and what the service raises."""
    for field in act.fields:
        value = _one(fields, field.name)
        if field.required and not value:
            raise Refusal(422, "missing_field", f"“{field.label}”还没有填。")
        if len(value) > field.longest:
            raise Refusal(422, "too_long", f"“{field.label}”最多 {field.longest} 个字。")
    _WAYS[act.name](tickets, number, fields, actor)


def _one(fields: Fields, name: str) -> str:
    values = fields.get(name) or [""]
    return values[-1].strip()


def _answer(fields: Fields) -> Answer:
    return Answer(
        findings=_one(fields, "findings"),
        reasons=_one(fields, "reasons"),
        remedies=tuple(fields.get("remedies", ())),
        remedy_words=_one(fields, "remedy_words"),
        outcome=_one(fields, "outcome") or None,
        paid=_sum(_one(fields, "paid")),
    )


def _result(fields: Fields) -> FollowUpResult:
    return FollowUpResult(
        reached=_one(fields, "reached") == "yes",
        score=_whole(fields, "score"),
        nps=_whole(fields, "nps"),
        words=_one(fields, "words"),
        by=_one(fields, "by") or "phone",
    )


def _sum(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", "")) if text else None
    except InvalidOperation as error:
        raise Refusal(422, "wrong_sum", "金额请只写数字，比如 360 或 1200.50。") from error


def _whole(fields: Fields, name: str) -> int | None:
    text = _one(fields, name)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else None


def _decide_extension(tickets: Tickets, number: str, fields: Fields, actor: str) -> None:
    granted = _one(fields, "decision") == "granted"
    tickets.decide_extension(number, actor, granted=granted, why=_one(fields, "why"))


def _join(tickets: Tickets, number: str, fields: Fields, actor: str) -> None:
    representative = bool(_one(fields, "representative"))
    tickets.join(number, _one(fields, "group"), actor, representative=representative)


def _reclassify(tickets: Tickets, number: str, fields: Fields, actor: str) -> None:
    try:
        tickets.reclassify(number, _one(fields, "code"), _one(fields, "why"), actor)
    except ValueError as error:
        raise Refusal(422, "unknown_category", "没有这个分类，请从列表里选。") from error


def _route(tickets: Tickets, number: str, fields: Fields, actor: str) -> None:
    tickets.route(number, actor, _one(fields, "to") or None)


def _plainly(name: str) -> Callable[..., None]:
    """An act that asks nothing."""

    def do(tickets: Tickets, number: str, fields: Fields, actor: str) -> None:
        getattr(tickets, name)(number, actor)

    return do


def _with(name: str, field: str) -> Callable[..., None]:
    """An act that asks one thing."""

    def do(tickets: Tickets, number: str, fields: Fields, actor: str) -> None:
        getattr(tickets, name)(number, _one(fields, field), actor)

    return do


def _saying(name: str, read: Callable[[Fields], Any]) -> Callable[..., None]:
    """An act that takes several answers together."""

    def do(tickets: Tickets, number: str, fields: Fields, actor: str) -> None:
        getattr(tickets, name)(number, read(fields), actor)

    return do


_WAYS: Mapping[str, Callable[[Tickets, str, Fields, str], None]] = {
    "forward": _plainly("forward"),
    "not_accept": _with("not_accept", "why"),
    "acknowledge": _plainly("acknowledge"),
    "assign": _with("assign", "branch"),
    "answer": _saying("answer", _answer),
    "reopen": _with("reopen", "why"),
    "ask_extension": _with("ask_extension", "why"),
    "decide_extension": _decide_extension,
    "review": _with("review", "reason"),
    "decide_review": _saying("decide_review", _answer),
    "follow_up": _saying("follow_up", _result),
    "close": _with("close", "why"),
    "urge": _plainly("urge"),
    "acknowledge_urge": _plainly("acknowledge_urge"),
    "add": _with("add", "text"),
    "climb": _with("climb", "why"),
    "guide": _with("guide", "way"),
    "route": _route,
    "accept_report": _plainly("accept_report"),
    "reclassify": _reclassify,
    "merge": _with("merge", "into"),
    "open_group": _with("open_group", "title"),
    "join": _join,
    "leave_group": _plainly("leave_group"),
    "withdraw": _with("withdraw", "reason"),
}
