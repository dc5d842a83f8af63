"""What a drill gives its consumer to say: a story, answers by what is asked, and the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.intake.answers import Answers, bare
from bot.language.demands import find_demands
from bot.language.names import as_name
from bot.language.numerals import spoken_digits
from bot.language.phones import find_phones
from bot.language.spans import Span
from bot.practice.drill import Drill, Turn

ANSWERS = ("institution", "matter", "demand", "person_name", "phone")
SHORT = 12  # characters; a longer line tells something and is no mere yes or no
SPOKEN = ("consumer", "press")
THANKS = ("谢谢", "再见", "多谢", "拜拜")


@dataclass(frozen=True)
class Part:
    """The consumer's part in a drill.

    `lines` are said in their order, the first of them to begin; `answers` when they are asked for:
    of several for one question each is the next time's.
    """

    drill: Drill
    lines: tuple[str, ...]
    answers: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, drill: Drill) -> Part:
        """Read the part out of a drill, whose questions tell what its lines answer."""
        lines: list[str] = []
        answers: dict[str, list[str]] = {}
        for question, words in _spoken(drill):
            if question is None:
                lines.append(words)
            elif question in ANSWERS:
                answers.setdefault(question, []).append(words)
        return cls(drill, tuple(lines), {name: tuple(said) for name, said in answers.items()})

    @cached_property
    def expected(self) -> Mapping[str, Any]:
        """Return what the ticket must hold: as the drill says, and as the consumer tells it."""
        phones = [span.value for words in self.answers.get("phone", ()) for span in _phones(words)]
        names = [as_name(words) for words in self.answers.get("person_name", ())]
        told = {"phone": phones[-1:], "name": [name for name in names if name][-1:]}
        return {key: said[0] for key, said in told.items() if said} | dict(self.drill.ticket)

    def answer(self, question: str, times: int) -> str | None:
        """Return the answer to a question that was answered so often before; None: none is known.

        Who has answered all of it says the last answer again.
        """
        said = self.answers.get(question, ())
        if said:
            return said[min(times, len(said) - 1)]
        known = self.drill.ticket.get({"person_name": "name"}.get(question, question))
        return str(known) if known and question in ANSWERS else None


def _phones(words: str) -> list[Span]:
    return find_phones(words) or find_phones(spoken_digits(words))


def can_be_played(drill: Drill) -> bool:
    """Tell whether people can practise it: one talk in writing, with a story, from the start."""
    deeds = {turn.deed for turn in drill.turns}
    told = [turn for turn in drill.turns if turn.deed == "consumer"]
    if drill.for_software or drill.before or not deeds <= set(SPOKEN) or _hears_badly(told):
        return False
    return bool(Part.of(drill).lines)


def _hears_badly(told: list[Turn]) -> bool:
    return any(turn.confidence is not None or "{ticket" in str(turn.words) for turn in told)


def _spoken(drill: Drill) -> Iterator[tuple[str | None, str]]:
    """Yield every line with the question that it answers; ceremonies with the bot are left out."""
    asked: str | None = None
    for turn in drill.turns:
        if turn.deed not in SPOKEN:
            continue
        words = str(turn.words)
        kind = _kind(words, asked, drill)
        if kind != "ceremony":
            yield kind, words
        asked = turn.expect.asks or _guess(asked, kind)


def _guess(asked: str | None, kind: str | None) -> str | None:
    """Return what is probably asked next where the drill does not say: the same, or the next."""
    if kind not in ANSWERS:
        return asked
    place = ANSWERS.index(kind) + 1
    return ANSWERS[place] if place < len(ANSWERS) else "summary"


def _kind(words: str, asked: str | None, drill: Drill) -> str | None:
    """Return what a line answers, `ceremony` for what only the bot's questions need, or None."""
    said, read = bare(words), Answers.load()
    if find_phones(words) and (len(said) <= SHORT or asked == "phone"):
        return "phone"
    if asked == "phone" and (read.has_no_phone(words) or read.refuses(words)):
        return "phone"
    name = str(drill.ticket.get("name") or "")
    if len(said) <= SHORT and ((name and name in words) or asked == "person_name"):
        return "person_name" if _is_a_name(words, name) else _aside(words)
    if asked == "demand" and (find_demands(words) or read.starts_like_a_wish(words)):
        return "demand"
    if asked in ("institution", "matter", "demand") and not read.corrects(words):
        return None if read.sounds_like_a_question(words) else asked
    return _aside(words)


def _is_a_name(words: str, name: str) -> bool:
    read = Answers.load()
    surname = "姓" in words or "叫" in words
    return bool((name and name in words) or surname or as_name(words) or read.refuses(words))


def _aside(words: str) -> str | None:
    """A short yes, no, thank-you or choice is an answer to the bot alone."""
    said, read = bare(words), Answers.load()
    if len(said) > SHORT:
        return None
    decided = read.yes_or_no(words) is not None or read.quick_way(words) is not None
    return "ceremony" if decided or said.startswith(THANKS) or "人工" in said else None
