"""Play a drill, and say in plain words what went otherwise than expected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from bot.dialogue.rasa_agent import RasaAgent
from bot.dialogue.turn import Reply
from bot.hotline import Hotline
from bot.language.speech import spell_digits
from bot.practice.drill import NOTHING, Drill, Expect, Turn
from bot.tickets.complaint import Complaint
from bot.tickets.models import Ticket
from bot.tickets.views import TicketView
from tests.conversation.manners import breaches
from tests.conversation.talk import Talk, words_of

# What a ticket `before` a drill is like where the drill does not say.
USUAL_TICKET: dict[str, Any] = {
    "institution": "工商银行",
    "intent": "complain_fees",
    "phone": "13800138000",
    "name": "王建国",
    "state": "registered",
}
WAYS_TO = {"registered": (), "forwarded": ("forwarded",), "answered": ("forwarded", "answered")}


@dataclass
class Performance:
    """A drill as it was played: the talk and everything that was wrong with it."""

    talk: Talk
    faults: list[str] = field(default_factory=list)

    @property
    def transcript(self) -> str:
        """Return the talk, to be read by people."""
        return "\n".join(_printed(self.talk))


async def play(drill: Drill, hotline: Hotline, agent: RasaAgent) -> Performance:
    """Play all turns, then look at the ticket and at the manners of the whole talk."""
    talk = Talk.with_(hotline, agent, drill.channel, drill.caller)
    performance = Performance(talk)
    for ticket in drill.before:
        _register(hotline, {**USUAL_TICKET, **ticket})
    known = _count(hotline)
    await talk.begin()
    for number, turn in enumerate(drill.turns, start=1):
        try:
            await _do(turn, talk, hotline)
        except LookupError as error:
            performance.faults.append(f"turn {number}: {error}")
            break
        performance.faults += [f"turn {number}: {fault}" for fault in _missed(turn.expect, talk)]
    performance.faults += _ticket_faults(drill, talk, _count(hotline) - known)
    performance.faults += breaches(talk)
    said = "\n".join(words_of(e.reply, talk.channel) for e in talk.exchanges)
    performance.faults += [f"never to be said: {word}" for word in drill.never if word in said]
    return performance


async def _do(turn: Turn, talk: Talk, hotline: Hotline) -> None:
    words = turn.words
    if turn.deed == "consumer":
        await talk.say(_with_numbers(str(words), talk), turn.confidence)
    elif turn.deed == "press":
        await talk.press(words)
    elif turn.deed == "keys":
        await talk.key(_with_numbers(str(words), talk))
    elif turn.deed == "later":
        hotline.clock.move(timedelta(**words))  # type: ignore[attr-defined]
    else:
        await {"silence": talk.silence, "hangs_up": talk.hang_up, "comes_back": talk.begin}[
            turn.deed
        ]()


def _with_numbers(words: str, talk: Talk) -> str:
    """Put the newest ticket's number in: {ticket}, or {ticket_spoken} as it is read aloud."""
    ticket = talk.ticket() if "{ticket" in words else None
    number = ticket.number if ticket else ""
    spoken = spell_digits(number).replace("，", "")
    return words.replace("{ticket_spoken}", spoken).replace("{ticket}", number)


def _missed(expect: Expect, talk: Talk) -> Iterator[str]:
    last = talk.exchanges[-1]
    said = words_of(last.reply, talk.channel)
    wanted = [_with_numbers(word, talk) for word in expect.says]
    yield from (f"{word!r} is missing" for word in wanted if word not in said)
    yield from (f"{word!r} is too much" for word in expect.without if word in said)
    if expect.one_of and not any(word in said for word in expect.one_of):
        yield f"none of {expect.one_of} was said"
    if expect.asks and expect.asks != (last.asked or NOTHING):
        yield f"asks {last.asked or NOTHING}, not {expect.asks}"
    if expect.act and expect.act != last.reply.act:
        yield f"the act is {last.reply.act}, not {expect.act}"


def _ticket_faults(drill: Drill, talk: Talk, fresh: int) -> Iterator[str]:
    ticket = talk.ticket()
    if drill.no_ticket:
        if fresh:
            yield f"{fresh} tickets came out of it, none was expected"
        return
    if ticket is None:
        yield "no ticket came out of it"
        return
    wanted = dict(drill.ticket)
    if fresh != wanted.pop("fresh", 1):
        yield f"{fresh} new tickets"
    facts = _facts(ticket, talk)
    for name, value in wanted.items():
        told = facts[name]
        met = told >= value if name == "risk" else value in told if name == "told" else None
        if met is False or (met is None and told != value):
            yield f"the ticket's {name} is {told!r}, not {value!r}"


def _facts(ticket: TicketView, talk: Talk) -> dict[str, Any]:
    """What a drill may say of a ticket; the first deadline counts, the amount is in yuan."""
    due = next(iter(ticket.deadlines.values()), None)
    with talk.dialogue.hotline.database.reading() as session:
        row = session.scalars(select(Ticket).where(Ticket.number == ticket.number)).one()
        personal = {
            "name": row.person_name,
            "phone": row.phone,
            "told": f"{row.narrative}\n{row.demand_text}",
        }
    return personal | {
        "kind": ticket.kind,
        "state": ticket.state,
        "institution": ticket.institution_name,
        "branch": ticket.branch,
        "intent": ticket.intent,
        "family": ticket.intent.split("_")[1],
        "demands": list(ticket.demands),
        "amount": None if ticket.amount is None else _plain(ticket.amount),
        "deadline": due and due.day,
        "risk": ticket.risk,
        "repeat": ticket.repeat,
        "urges": ticket.urges,
    }


def _plain(amount: Decimal) -> float:
    return float(amount)


def _register(hotline: Hotline, values: dict[str, Any]) -> None:
    found = hotline.directory.resolve(values["institution"])
    view = hotline.tickets.register(
        Complaint(
            kind=values.get("kind", "complaint"),
            intent=values["intent"],
            institution_id=found[0].id if found else None,
            institution_name=found[0].display if found else values["institution"],
            narrative="以前登记的一件事",
            channel="phone",
            conversation_id="before",
            idempotency_key=f"before-{_count(hotline)}",
            person_name=values["name"],
            phone=values["phone"],
        ),
        actor="trainer",
    )
    for state in WAYS_TO[values["state"]]:
        hotline.tickets.move(view.number, state, "", "trainer")


def _count(hotline: Hotline) -> int:
    with hotline.database.reading() as session:
        return int(session.scalar(select(func.count()).select_from(Ticket)) or 0)


def _printed(talk: Talk) -> Iterator[str]:
    for exchange in talk.exchanges:
        yield f"\n消费者：{exchange.did}"
        yield from _lines(exchange.reply, talk)
        yield f"        （问：{exchange.asked or '—'}）"


def _lines(reply: Reply, talk: Talk) -> Iterator[str]:
    for line in reply.lines:
        words = line.speech if talk.channel == "phone" else line.text
        yield "  小保：" + words.replace("\n", "\n        ")
    if reply.choices:
        yield "        " + " ".join(f"[{choice.title}]" for choice in reply.choices)
    if reply.act != "listen":
        yield f"        *{reply.act}*"
