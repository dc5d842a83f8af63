"""Utterances as the pipeline would hand them to the intake, without a model."""

from __future__ import annotations

from datetime import date

from bot.intake.heard import Entity, Heard
from bot.nlu.reading import Found, read

TODAY = date(2026, 11, 23)


def hear(
    text: str,
    intent: str = "inform",
    confidence: float = 0.9,
    complaints: tuple[str, ...] = (),
) -> Heard:
    """Return `text` as heard, with the entities that are in it."""
    reading = read(text, TODAY)
    return Heard(
        text=text,
        intent=intent,
        confidence=confidence,
        entities=tuple(map(_entity, reading.found)),
        emotion=reading.emotion,
        complaints=complaints,
    )


def _entity(found: Found) -> Entity:
    return Entity(
        name=found.entity,
        value=found.value,
        text=found.text,
        candidates=found.candidates,
        negated=found.negated,
        implies=found.implies,
        aside=found.aside,
    )
