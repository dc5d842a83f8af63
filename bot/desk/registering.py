"""What would be registered now: looked at once, then confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.desk.facts_view import Facts, facts_of
from bot.desk.knowledge import DeadlineRule, knowledge_for
from bot.dialogue.switchboard import Switchboard
from bot.hotline import Hotline


@dataclass(frozen=True)
class Planned:
    """The ticket before it is one; `stops` is what keeps it from being registered.

    `gaps` may be registered without, but the bot would still have asked for them.
    """

    facts: Facts
    lines: tuple[tuple[str, str], ...] = field(repr=False)
    deadlines: tuple[DeadlineRule, ...]
    gaps: tuple[str, ...]
    stops: str


def registration_of(hotline: Hotline, board: Switchboard, conversation_id: str) -> Planned:
    """Return what the draft of a conversation would become; raises UnknownConversation."""
    facts = facts_of(hotline, board, conversation_id)
    told = facts.understood
    return Planned(
        facts=facts,
        lines=tuple((label, value) for label, value in _lines(told) if value),
        deadlines=knowledge_for(hotline, facts).deadlines,
        gaps=tuple(one["name"] for one in told["missing"]),
        stops=_stops(told),
    )


def _stops(told: Mapping[str, Any]) -> str:
    if told["ticket"]:
        return f"已经登记过了，单号 {told['ticket']}。"
    return "" if told["fields"]["matter"] else "还没有事情经过，写上一两句再登记。"


def _lines(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    fields = told["fields"]
    matter = "，".join(filter(None, (told["intent"]["name"], told["amount_words"])))
    person = "匿名" if told["anonymous"] else fields["person_name"]
    return [
        ("机构", " ".join(filter(None, (told["institution"]["name"], fields["branch"])))),
        ("事项", "，".join(filter(None, (matter, told["when_words"])))),
        ("诉求", fields["demand"] or ""),
        ("消费者", "，".join(filter(None, (person, fields["phone"])))),
        ("分类", "，".join(label["name"] for label in told["labels"] if label["main"])),
    ]
