"""From the fields of a form to the act on a ticket; services check, and have the last word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.channels.errors import Refusal
from bot.desk.act_forms import Filled, answer_in, check_filled, one
from bot.desk.ticket_acts import Act
from bot.tickets.contents import FollowUpResult
from bot.tickets.service import Tickets


def act_on(tickets: Tickets, act: Act, number: str, filled: Filled, actor: str) -> None:
    """Do an act; raises Refusal (422) for fields that cannot be, and what the service raises."""
    check_filled(act.fields, filled)
    _WAYS[act.name](tickets, number, filled, actor)


def _result(filled: Filled) -> FollowUpResult:
    return FollowUpResult(
        reached=one(filled, "reached") == "yes",
        score=_whole(filled, "score"),
        nps=_whole(filled, "nps"),
        words=one(filled, "words"),
        by=one(filled, "by") or "phone",
    )


def _whole(filled: Filled, name: str) -> int | None:
    text = one(filled, name)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else None


def _decide_extension(tickets: Tickets, number: str, filled: Filled, actor: str) -> None:
    granted = one(filled, "decision") == "granted"
    tickets.decide_extension(number, actor, granted=granted, why=one(filled, "why"))


def _join(tickets: Tickets, number: str, filled: Filled, actor: str) -> None:
    representative = bool(one(filled, "representative"))
    tickets.join(number, one(filled, "group"), actor, representative=representative)


def _reclassify(tickets: Tickets, number: str, filled: Filled, actor: str) -> None:
    try:
        tickets.reclassify(number, one(filled, "code"), one(filled, "why"), actor)
    except ValueError as error:
        raise Refusal(422, "unknown_category", "没有这个分类，请从列表里选。") from error


def _route(tickets: Tickets, number: str, filled: Filled, actor: str) -> None:
    tickets.route(number, actor, one(filled, "to") or None)


def _plainly(name: str) -> Callable[..., None]:
    """An act that asks nothing."""

    def do(tickets: Tickets, number: str, filled: Filled, actor: str) -> None:
        getattr(tickets, name)(number, actor)

    return do


def _with(name: str, field: str) -> Callable[..., None]:
    """An act that asks one thing."""

    def do(tickets: Tickets, number: str, filled: Filled, actor: str) -> None:
        getattr(tickets, name)(number, one(filled, field), actor)

    return do


def _saying(name: str, read: Callable[[Filled], Any]) -> Callable[..., None]:
    """An act that takes several answers together."""

    def do(tickets: Tickets, number: str, filled: Filled, actor: str) -> None:
        getattr(tickets, name)(number, read(filled), actor)

    return do


_WAYS: Mapping[str, Callable[[Tickets, str, Filled, str], None]] = {
    "forward": _plainly("forward"),
    "not_accept": _with("not_accept", "why"),
    "acknowledge": _plainly("acknowledge"),
    "assign": _with("assign", "branch"),
    "answer": _saying("answer", answer_in),
    "reopen": _with("reopen", "why"),
    "ask_extension": _with("ask_extension", "why"),
    "decide_extension": _decide_extension,
    "review": _with("review", "reason"),
    "decide_review": _saying("decide_review", answer_in),
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
