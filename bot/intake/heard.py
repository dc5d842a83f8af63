"""One utterance as understood, in the words of the intake; it knows no Rasa."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.intake.answers import Answers

COMPLAINTS = "complain_"
UNNAMED = "file_complaint"
# What a failed answer to our question is easily taken for: it must ask something to be more.
IDLE = frozenset({"chitchat", "out_of_scope"})
SURE = 0.45
PLAIN = 0.8  # below it what we understood is said, and marked at the desk, to be mended
POSSIBLE = 0.05
# A complaint "about nothing yet" that names one of these has told what it is about after all.
TELLING = frozenset({"product", "amount", "date"})


@dataclass(frozen=True)
class Entity:
    """One entity as understood: its name, normalised value, the words said, other readings.

    `implies` is the id of the only institution that sells a product; an institution that is
    `aside` is not the one complained about.
    """

    name: str
    value: str
    text: str
    candidates: tuple[str, ...] = ()
    negated: bool = False
    implies: str = ""
    aside: bool = False


@dataclass(frozen=True)
class Heard:
    """One utterance as understood; `text` is already masked.

    `complaints` are the complaint intents that it could have, the likeliest first.
    """

    text: str
    intent: str
    confidence: float
    entities: tuple[Entity, ...] = ()
    emotion: str = "calm"
    complaints: tuple[str, ...] = ()

    def latest(self, name: str) -> Entity | None:
        """Return the last entity of that name that is not negated (people correct forwards).

        An institution that is compared with or used counts only if there is no other; without any,
        the product of a single institution stands for it.
        """
        found = [e for e in self.entities if e.name == name and not e.negated]
        if name == "institution":
            found = [e for e in found if not e.aside] or found or self._implied()
        return found[-1] if found else None

    def _implied(self) -> list[Entity]:
        products = (e for e in self.entities if e.name == "product" and not e.negated)
        return [Entity("institution", e.implies, e.text) for e in products if e.implies]

    @property
    def is_complaint(self) -> bool:
        """Tell whether a grievance was told."""
        return self.intent.startswith(COMPLAINTS)

    @property
    def wants_something_else(self) -> bool:
        """Tell whether this is surely no answer to our question but a request of its own."""
        words = Answers.load()
        if self.intent not in words.digressions:
            return False
        sure = self.confidence >= SURE and self.intent not in IDLE
        return sure or words.sounds_like_a_question(self.text)

    def with_its_matter(self) -> Heard:
        """Return it with the likeliest grievance, where one was told with "I want to complain"."""
        names = {entity.name for entity in self.entities if not entity.negated}
        if self.intent != UNNAMED or not self.complaints or not names & TELLING:
            return self
        return replace(self, intent=self.complaints[0])


def heard_from(message: Mapping[str, Any], text: str) -> Heard:
    """Read what the pipeline made of an utterance; `text` is what was said, masked."""
    intent = message.get("intent") or {}
    heard = Heard(
        text=text,
        intent=intent.get("name") or "",
        confidence=float(intent.get("confidence") or 0.0),
        entities=tuple(_entity(entity) for entity in message.get("entities") or ()),
        emotion=message.get("emotion") or "calm",
        complaints=_complaints(message.get("intent_ranking") or ()),
    )
    return heard.with_its_matter()


def _complaints(ranking: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    likely = (guess for guess in ranking if guess["confidence"] >= POSSIBLE)
    return tuple(guess["name"] for guess in likely if guess["name"].startswith(COMPLAINTS))


def _entity(entity: Mapping[str, Any]) -> Entity:
    value = str(entity.get("value") or "")
    return Entity(
        name=entity["entity"],
        value=value,
        text=str(entity.get("text") or value),
        candidates=tuple(entity.get("candidates") or ()),
        negated=bool(entity.get("negated")),
        implies=str(entity.get("implies") or ""),
        aside=bool(entity.get("aside")),
    )
