"""How a call ended: as the drill says, with a person, or wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.rehearsal.caller import Call
from benchmarks.rehearsal.script import Script
from benchmarks.rehearsal.stage import Stage
from bot.language.speech import spoken

JUDGED = ("kind", "state", "institution", "family", "demands", "repeat", "urges")
_MARKS = re.compile(r"[\s，。！？、；：,.!?;:-]")


@dataclass(frozen=True)
class Verdict:
    """`faults` make an end wrong; `slips` are details of a ticket that are not right."""

    faults: tuple[str, ...]
    slips: tuple[str, ...]
    person: bool

    @property
    def end(self) -> str:
        """Return right, person or wrong."""
        return "wrong" if self.faults and not self.person else "person" if self.faults else "right"


def judge(script: Script, stage: Stage, call: Call) -> Verdict:
    """Look at the end of a call, and only there."""
    faults = [f"断了：{call.broken}"] if call.broken else []
    wanted = script.ticket.get("fresh", 1) if script.ticket else 0
    if stage.fresh != wanted:
        faults.append(f"新开了 {stage.fresh} 张单子，应是 {wanted} 张")
    slips: list[str] = []
    if not script.ticket:
        faults += _unsaid(script, stage, call)
    elif stage.ticket():
        found = dict(_differences(script, stage))
        faults += [text for name, text in found.items() if name in JUDGED]
        slips += [text for name, text in found.items() if name not in JUDGED]
    return Verdict(tuple(faults), tuple(slips), _with_a_person(call))


def _with_a_person(call: Call) -> bool:
    return any(moment.act == "transfer" for moment in call.moments)


def _unsaid(script: Script, stage: Stage, call: Call) -> Iterator[str]:
    """Yield what the last expectations of the drill miss, from that deed to the end of the call."""
    number = script.last_expected
    if number is None:
        return
    deed, moments = script.deeds[number], call.after(number)
    told = "".join(f"{moment.said}\n{moment.shown}\n" for moment in moments)
    wanted = [stage.with_numbers(word) for word in deed.wanted("says")]
    yield from (f"没说“{word}”" for word in wanted if not _told(word, told))
    if deed.wanted("one_of") and not any(_told(word, told) for word in deed.wanted("one_of")):
        yield f"“{'、'.join(deed.wanted('one_of'))}”一个也没说"
    yield from (f"说了“{word}”" for word in deed.wanted("without") if _told(word, told))
    acts, asked = {moment.act for moment in moments}, {moment.asked for moment in moments}
    if (act := deed.expect.get("act", "listen")) not in {*acts, "listen"}:
        yield f"没有 {act}"
    if (asks := deed.expect.get("asks")) and asks not in asked:
        yield f"问的是 {moments[-1].asked if moments else '—'}，应是 {asks}"


def _told(word: str, told: str) -> bool:
    heard = _MARKS.sub("", told)
    return any(_MARKS.sub("", form) in heard for form in (word, spoken(word)))


def _differences(script: Script, stage: Stage) -> Iterator[tuple[str, str]]:
    facts = _facts(stage)
    wanted = dict(script.ticket)
    wanted.pop("fresh", None)
    if "intent" in wanted:
        wanted["family"] = wanted.pop("intent").split("_")[1]
    for name, value in wanted.items():
        told = facts.get(name)
        met = told >= value if name == "risk" else told == value
        if name in facts and not met:
            yield name, f"{name} 是 {told!r}，应是 {value!r}"


def _facts(stage: Stage) -> dict[str, Any]:
    ticket = stage.ticket()
    assert ticket is not None
    name, phone = stage.personal()
    return {
        "kind": ticket.kind,
        "state": ticket.state,
        "institution": ticket.institution_name,
        "branch": ticket.branch,
        "family": ticket.intent.split("_")[1],
        "demands": list(ticket.demands),
        "amount": None if ticket.amount is None else float(ticket.amount),
        "risk": ticket.risk,
        "repeat": ticket.repeat,
        "urges": ticket.urges,
        "name": name,
        "phone": phone,
    }
