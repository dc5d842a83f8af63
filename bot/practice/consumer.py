"""The consumer of a practice: says the drill's lines, and answers what the trainee asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.data_files import read_yaml
from bot.language.money import find_amounts
from bot.language.phones import find_phones
from bot.language.ticket_number import find_ticket_numbers
from bot.practice.script import Part
from bot.practice.speaking import SECRET, SUMMARY, asked_in

LINE, ANSWER, AGAIN, WAITING, GONE = "line", "answer", "again", "waiting", "gone"
CONFIRM, REGISTERED = "confirm", "registered"


@dataclass(frozen=True)
class Uttered:
    """One thing that the consumer said: `kind`, and for an answer to which question (`fact`)."""

    kind: str
    words: str
    fact: str = ""

    @property
    def note(self) -> dict[str, str]:
        """Return what is kept of it: never the words."""
        return {"kind": self.kind, "fact": self.fact}


@dataclass(frozen=True)
class Heard:
    """What the trainee said since the consumer's last words, and how long ago, in seconds.

    `waited` is the time since anything at all was said.
    """

    words: str
    settled: float
    waited: float


@dataclass(frozen=True)
class Consumer:
    """One part, and what was said of it so far (`notes` of Uttered; `told` are the words)."""

    part: Part
    notes: Sequence[Mapping[str, str]]
    told: Sequence[str]
    institutions: Collection[str] = ()

    def next(self, heard: Heard) -> Uttered | None:
        """Return what is said now; None: the consumer waits."""
        if not self.notes:
            return Uttered(LINE, self.part.lines[0])
        if not heard.words:
            return self._waits(heard.waited)
        if heard.settled < manners()["settle_seconds"]:
            return None
        return self._answers(heard.words)

    def _waits(self, waited: float) -> Uttered | None:
        phrases = manners()["waiting"]
        before = 0
        for note in reversed(self.notes):
            if note["kind"] not in (WAITING, GONE):
                break
            before += 1
        if waited < manners()["patience_seconds"] or before >= len(phrases):
            return None
        kind = GONE if before == len(phrases) - 1 else WAITING
        return Uttered(kind, phrases[before])

    def _answers(self, words: str) -> Uttered:
        asked = asked_in(words)
        if SUMMARY in asked:
            return self._phrase(CONFIRM)
        if asked:
            return self._answer(asked[0])
        settled = any(note["kind"] == REGISTERED for note in self.notes)
        if settled or find_ticket_numbers(words):
            return self._phrase(REGISTERED)
        return self._goes_on() or self._phrase("next")

    def _goes_on(self) -> Uttered | None:
        said = sum(note["kind"] == LINE for note in self.notes)
        return Uttered(LINE, self.part.lines[said]) if said < len(self.part.lines) else None

    def _answer(self, question: str) -> Uttered:
        if question in (SECRET, "id_number"):
            return self._phrase(question)
        if question == "matter" and question not in self.part.answers:
            return self._goes_on() or self._phrase("unknown")
        before = sum(note["fact"] == question for note in self.notes)
        own = self.part.answers.get(question, ())
        words = self._amount() if question == "amount" else self.part.answer(question, before)
        if before >= max(1, len(own)) or (not own and self._has_told(question)):
            return self._phrase("told_before", AGAIN, question, words=words or "您往上看看。")
        if words is None:
            return self._phrase("unknown", fact=question)
        return Uttered(ANSWER, words, question)

    def _has_told(self, question: str) -> bool:
        """Tell whether it was in the words before anybody asked."""
        said = "\n".join(self.told)
        return {
            "institution": any(name in said for name in self.institutions),
            "phone": bool(find_phones(said)),
            "amount": bool(find_amounts(said)),
        }.get(question, False)

    def _amount(self) -> str | None:
        amount = self.part.drill.ticket.get("amount")
        if amount is None:
            return None
        return str(manners()["amount"][0]).format(amount=f"{amount:.2f}".removesuffix(".00"))

    def _phrase(self, name: str, kind: str = "", fact: str = "", **values: str) -> Uttered:
        """Return the phrases of one kind in turn, so that none comes twice in a row."""
        kind = kind or name
        used = Counter(note["kind"] for note in self.notes)[kind]
        phrases = manners()[name]
        return Uttered(kind, str(phrases[used % len(phrases)]).format(**values), fact)


@cache
def manners() -> Mapping[str, Any]:
    """Return the words and waits of consumer.yml."""
    path = Path(__file__).with_name("consumer.yml")
    raw: Mapping[str, Any] = read_yaml(path)
    return raw
