"""The ticket as it is being told: the right column of the desk, filled by what was understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.desk.words import titles
from bot.dialogue.switchboard import Switchboard
from bot.evidence.views import EvidenceView
from bot.hotline import Hotline
from bot.house_profile import House
from bot.intake.draft import DECLINED
from bot.intake.heard import PLAIN
from bot.tickets.views import TicketView

DOUBTFUL = 0.5  # below it a reading is called doubtful
SHORTEST_INTENTS = ("complain_", "report_")


@dataclass(frozen=True)
class Field:
    """One field of the form: `kind` is line, text, choice or secret (masked until shown).

    `doubt` says in a word why to look at it; `options` are the choices by code.
    """

    name: str
    label: str
    kind: str
    value: str = field(repr=False)
    doubt: str = ""
    hint: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    """The draft, and what is known besides: `earlier` are tickets of the same person.

    `repeats` is an open ticket of theirs about the same institution and matter; `files` are what
    was handed in while talking.
    """

    conversation: str
    understood: Mapping[str, Any] = field(repr=False)
    fields: tuple[Field, ...] = field(repr=False)
    earlier: tuple[TicketView, ...]
    repeats: TicketView | None
    files: tuple[EvidenceView, ...] = ()


def facts_of(hotline: Hotline, board: Switchboard, conversation_id: str) -> Facts:
    """Return the facts of a conversation; raises UnknownConversation."""
    understood = board.understood(conversation_id)
    earlier = _earlier(hotline, conversation_id, understood)
    return Facts(
        conversation=conversation_id,
        understood=understood,
        fields=tuple(_fields(understood, hotline.profile.house)),
        earlier=earlier,
        repeats=next((one for one in earlier if _is_the_same(one, understood)), None),
        files=hotline.evidence.in_conversation(conversation_id),
    )


def doubt_about(confidence: float | None) -> str:
    """Say in a word how doubtful a reading is; empty when it is sure, or nobody measured it."""
    if confidence is None or confidence >= PLAIN:
        return ""
    return "大概是，请核对" if confidence >= DOUBTFUL else "拿不准，请核对"


def _fields(told: Mapping[str, Any], house: House | None) -> list[Field]:
    values = {name: "" if value is None else str(value) for name, value in told["fields"].items()}
    intents = {
        code: name for code, name in titles("intents").items() if code.startswith(SHORTEST_INTENTS)
    }
    name = "" if told["anonymous"] else values["person_name"]
    return [
        Field("institution", "机构", "line", values["institution"], _which_one(told, house)),
        Field("branch", "网点", "line", values["branch"], hint="没说可以不填"),
        Field("intent", "事项", "choice", values["intent"], _how_sure(told), options=intents),
        Field("matter", "经过", "text", values["matter"]),
        Field("demand", "诉求", "text", values["demand"]),
        Field("amount", "金额", "line", values["amount"], hint="比如 360 或 5.2万"),
        Field("occurred", "时间", "line", values["occurred"], hint="比如 上个月、11月1日"),
        Field("product", "产品", "line", values["product"]),
        Field("person_name", "姓名", "secret", name, "匿名" if told["anonymous"] else ""),
        Field("phone", "电话", "secret", _number(values["phone"])),
        Field("id_number", "证件号", "secret", _number(values["id_number"])),
    ]


def _number(value: str) -> str:
    return "" if value == DECLINED else value


def _which_one(told: Mapping[str, Any], house: House | None) -> str:
    institution = told["institution"]
    if len(institution["candidates"]) > 1:
        return f"{len(institution['candidates'])} 家都可能，请问清"
    is_ours = house is not None and institution["name"] == house.name
    is_known = institution["id"] or is_ours or not institution["name"]
    return "" if is_known else "名录里没有"


def _how_sure(told: Mapping[str, Any]) -> str:
    intent = told["intent"]
    return "猜的，请核对" if intent["is_guess"] else doubt_about(intent["confidence"])


def _earlier(
    hotline: Hotline, conversation_id: str, told: Mapping[str, Any]
) -> tuple[TicketView, ...]:
    """Find tickets of whoever this is; the numbers are used and shown to nobody."""
    masked = (told["fields"]["phone"], told["fields"]["id_number"])
    known = tuple(None if value == DECLINED else value for value in masked)
    if not any(known):
        return ()
    phone, id_number = hotline.drafts.reveal(conversation_id, *known)
    found = hotline.tickets.earlier_of(phone=phone, id_number=id_number)
    return tuple(one for one in found if one.number != told["ticket"])


def _is_the_same(ticket: TicketView, told: Mapping[str, Any]) -> bool:
    """Tell whether it is open and about the same; a house that is in no directory has a name."""
    institution, matter = told["institution"], told["intent"]["code"]
    whom = institution["id"] or institution["name"]
    theirs = ticket.institution_id or ticket.institution_name
    return bool(whom) and ticket.is_open and (theirs, ticket.intent) == (whom, matter)
