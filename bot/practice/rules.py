"""The rules by which a practice is judged: each looks at one thing and says what it saw."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.language.numerals import parse_number
from bot.language.script import to_simplified
from bot.practice.consumer import AGAIN
from bot.practice.record import Record
from bot.practice.script import Part
from bot.practice.speaking import (
    SECRET,
    asked_in,
    calm_at,
    officialese,
    question_at,
    questions_asked,
)

_NUMBER = re.compile(r"[0-9][0-9-]{2,}")
_DAY = re.compile(r"([0-9]{1,2})月([0-9]{1,2})[日号]")
_SPAN = re.compile(r"(?<![0-9月])([0-9]{1,3})个?(?:工作|自然)?[日天]")
_WRITTEN = re.compile(r"[一二三四五六七八九十]{1,3}(?=个?(?:工作|自然)?[日天号月])")
_SENTENCE = re.compile(r"[^。！!；;？?\n]+")
_OF_AN_END = re.compile(r"答复|回复|结果|转|处理|办|联系|回电")


@dataclass(frozen=True)
class Verdict:
    """How much of an item was reached (0 to 1; None: it does not count here), and what was seen."""

    share: float | None
    seen: str = ""


DOES_NOT_COUNT = Verdict(None)
Settings = Mapping[str, Any]


def first_answer(record: Record, settings: Settings) -> Verdict:
    """How long the consumer waited for the first word."""
    said = record.by("person")
    if not said:
        return Verdict(0.0, "一直没有回话")
    return _in_time(round((said[0].at - record.begun).total_seconds()), settings)


def total_time(record: Record, settings: Settings) -> Verdict:
    """How long it all took."""
    return _in_time(round((record.ended - record.begun).total_seconds()), settings)


def calm_first(record: Record, _: Settings) -> Verdict:
    """A word for the person before the first question."""
    for line in record.by("person"):
        calm, question = calm_at(line.words), question_at(line.words)
        if calm is not None and (question is None or calm < question):
            return Verdict(1.0, "先安抚了")
        if question is not None:
            return Verdict(0.0, "一开口就问")
    return Verdict(0.0, "没有一句安抚")


def one_question(record: Record, _: Settings) -> Verdict:
    """One question at a time."""
    counts = [questions_asked(line.words) for line in record.by("person")]
    asking = [count for count in counts if count]
    if not asking:
        return DOES_NOT_COUNT
    many = sum(count > 1 for count in asking)
    seen = f"有 {many} 次一口气问了几件" if many else "每次一件"
    return Verdict(1 - many / len(asking), seen)


def not_asked_again(record: Record, _: Settings) -> Verdict:
    """What was told is not asked again."""
    again = sum(note["kind"] == AGAIN for note in record.notes)
    return Verdict(max(0.0, 1 - again / 2), f"重复问了 {again} 次" if again else "没有重复问")


def plain_words(record: Record, _: Settings) -> Verdict:
    """No officialese, and nothing that this drill forbids."""
    said = "\n".join(line.words for line in record.by("person"))
    found = [word for word in (*officialese(), *record.drill.never) if word in said]
    seen = "用了：" + "、".join(found) if found else "没有官腔"
    return Verdict(max(0.0, 1 - len(found) / 2), seen)


def no_secrets(record: Record, _: Settings) -> Verdict:
    """No passwords, codes or card numbers are asked for."""
    asked = any(SECRET in asked_in(line.words) for line in record.by("person"))
    return Verdict(0.0, "问了密码、验证码或卡号") if asked else Verdict(1.0, "没有问")


def right_numbers(record: Record, _: Settings) -> Verdict:
    """The numbers that the drill says must be told."""
    expected = [word for turn in record.drill.turns for word in turn.expect.says]
    numbers = list(dict.fromkeys(word for word in expected if _NUMBER.fullmatch(word)))
    if not numbers:
        return DOES_NOT_COUNT
    said = "\n".join(line.words for line in record.by("person"))
    missing = [number for number in numbers if number not in said]
    seen = "没说到：" + "、".join(missing) if missing else "都说到了"
    return Verdict(1 - len(missing) / len(numbers), seen)


def registered(record: Record, _: Settings) -> Verdict:
    """A ticket where there must be one, and none where there must not."""
    if record.drill.no_ticket:
        wrong = record.ticket is not None
        return Verdict(0.0, "这件事不用登记") if wrong else Verdict(1.0, "没有多登记")
    return Verdict(1.0, "登记了") if record.ticket else Verdict(0.0, "没有登记")


def facts(record: Record, settings: Settings) -> Verdict:
    """What the ticket holds, compared with what the drill says of it."""
    if record.drill.no_ticket:
        return DOES_NOT_COUNT
    names: Mapping[str, str] = settings["facts"]
    expected = Part.of(record.drill).expected
    wanted = {name: expected[name] for name in names if expected.get(name)}
    held = record.ticket.facts if record.ticket else {}
    wrong = [names[name] for name, value in wanted.items() if not _agrees(value, held.get(name))]
    seen = "没记准：" + "、".join(wrong) if wrong else "都记准了"
    return Verdict(1 - len(wrong) / len(wanted), seen) if wanted else DOES_NOT_COUNT


def number_told(record: Record, _: Settings) -> Verdict:
    """The consumer has read the number of the ticket."""
    if record.ticket is None:
        return DOES_NOT_COUNT if record.drill.no_ticket else Verdict(0.0, "没有单号可说")
    said = "".join(line.words for line in record.by("person", "house"))
    told = record.ticket.number in said
    return Verdict(1.0, "说了") if told else Verdict(0.0, "没有说")


def deadline_told(record: Record, _: Settings) -> Verdict:
    """A day or a span that is right."""
    if record.ticket is None:
        return DOES_NOT_COUNT if record.drill.no_ticket else Verdict(0.0, "没有说")
    days, spans = _ends_said("\n".join(line.words for line in record.by("person")))
    if days & record.ticket.days or spans & record.ticket.spans:
        return Verdict(1.0, "说对了")
    right = "或".join(sorted(record.ticket.days)) or "按规定的天数"
    said = "、".join([*sorted(days), *(f"{span}天" for span in sorted(spans))])
    return Verdict(0.0, f"说的是{said}，应是{right}" if said else f"没有说，应是{right}")


RULES: Mapping[str, Callable[[Record, Settings], Verdict]] = {
    rule.__name__: rule
    for rule in (
        first_answer,
        calm_first,
        one_question,
        not_asked_again,
        plain_words,
        no_secrets,
        right_numbers,
        registered,
        facts,
        number_told,
        deadline_told,
        total_time,
    )
}


def _in_time(seconds: int, settings: Settings) -> Verdict:
    seen = f"{seconds} 秒" if seconds < 120 else f"{seconds // 60} 分 {seconds % 60} 秒"
    if seconds <= settings["full_seconds"]:
        return Verdict(1.0, seen)
    return Verdict(0.5 if seconds <= settings["half_seconds"] else 0.0, seen)


def _agrees(wanted: Any, held: Any) -> bool:
    if isinstance(wanted, (list, tuple)):
        return bool(held) and set(wanted) <= set(held)
    if isinstance(wanted, float) and isinstance(held, (int, float)):
        return abs(wanted - held) < 0.005
    return bool(wanted == held)


def _ends_said(words: str) -> tuple[set[str], set[int]]:
    """Return the days (12月8日) and spans (15) that sentences about an end name."""
    sentences = [s for s in _SENTENCE.findall(_in_figures(words)) if _OF_AN_END.search(s)]
    days = {f"{int(month)}月{int(day)}日" for s in sentences for month, day in _DAY.findall(s)}
    spans = {int(span) for s in sentences for span in _spans(s)}
    return days, spans


def _spans(sentence: str) -> Iterator[str]:
    yield from _SPAN.findall(_DAY.sub("", sentence))


def _in_figures(words: str) -> str:
    return _WRITTEN.sub(lambda found: str(parse_number(found[0]) or 0), to_simplified(words))
